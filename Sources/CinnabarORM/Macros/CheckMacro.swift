/// A condition that every row of the class's table meets, written as it is.
///
/// ```swift
/// @Model final class Product {
///     #Check("price >= 0", name: "price_not_negative")
/// ```
@freestanding(declaration)
public macro Check(_ sql: String, name: String? = nil) =
    #externalMacro(module: "CinnabarMacros", type: "TableItemMacro")
