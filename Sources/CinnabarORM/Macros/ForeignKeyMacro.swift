public import CinnabarSQL

/// Says that a column refers to another class's.
///
/// ```swift
/// @ForeignKey(\User.id, onDelete: .cascade) var authorID: Int?
/// ```
/// The column is NOT NULL where the relationship over it is a `One<User>`, and NULL-able where it is a `One<User?>` or
/// where the property is Optional and there is no relationship.
///
/// - Parameters:
///   - target: the property that it refers to, of the same type.
///   - onDelete: what happens to this row when the other is deleted.
///   - onUpdate: what happens when the other gets another key.
///   - deferrable: when the database checks it.
///   - name: the constraint's name. Properties that share one make a key of several columns.
@attached(peer)
public macro ForeignKey(
    _ target: AnyKeyPath, onDelete: ReferentialAction? = nil, onUpdate: ReferentialAction? = nil,
    deferrable: Deferrability? = nil, name: String? = nil
) = #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")
