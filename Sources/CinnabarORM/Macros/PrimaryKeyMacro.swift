/// Marks a property as the primary key, or as one of its columns.
///
/// ```swift
/// @PrimaryKey var id: Int?                // the database makes it
/// @PrimaryKey var id: UUID = UUID()       // the program makes it
/// @PrimaryKey var code: String            // the program says it
/// ```
/// Several make one composite key: `OrderLine.PrimaryKey(orderID: 1, line: 2)`.
@attached(peer)
public macro PrimaryKey() = #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")
