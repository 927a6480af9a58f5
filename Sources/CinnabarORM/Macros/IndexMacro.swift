/// An index over several columns of the class that it stands in.
///
/// ```swift
/// @Model final class User {
///     #Index(\User.lastName, \User.firstName)
///     #Index(\User.email, unique: true, where: "deleted_at IS NULL")
/// ```
/// A member rather than an attribute of the class: an attribute's key paths would need the class that it is still
/// making.
///
/// - Parameters:
///   - columns: the properties, in the index's order.
///   - unique: whether no two rows may have the same values.
///   - name: the index's name; by default made of the table's and the columns'.
///   - where: the condition of a partial index, written as it is.
///   - method: the access method (`gin`, `gist`, …) where the database has more than one.
@freestanding(declaration)
public macro Index(
    _ columns: AnyKeyPath..., unique: Bool = false, name: String? = nil, where: String? = nil, method: String? = nil
) = #externalMacro(module: "CinnabarMacros", type: "TableItemMacro")
