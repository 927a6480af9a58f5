/// Says that no two rows have the same values in these columns of the class that it stands in.
///
/// ```swift
/// @Model final class Membership {
///     #Unique(\Membership.userID, \Membership.groupID)
/// ```
@freestanding(declaration)
public macro Unique(_ columns: AnyKeyPath..., name: String? = nil) =
    #externalMacro(module: "CinnabarMacros", type: "TableItemMacro")
