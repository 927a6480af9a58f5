public import CinnabarSQL

/// Says more of a column than its property does.
///
/// ```swift
/// @Column(.varchar(255), unique: true) var email: String
/// @Column(serverDefault: .now, onUpdate: .now) var updatedAt: Date?
/// @Column(computed: "price * quantity") var total: Decimal?
/// ```
/// - Parameters:
///   - type: the type in the database; by default the one that belongs to the Swift type.
///   - name: the column's name; by default the property's in snake case.
///   - unique: whether no two rows may have the same value.
///   - index: whether the column has an index of its own.
///   - nullable: `true` for an Optional whose column would be NOT NULL because the database fills it in; `false` for
///     an Optional that is NULL-able otherwise.
///   - default: the same as an initial value of the property.
///   - serverDefault: what the database fills in where an insert says nothing: `.now`, `.value(1)`, `.sql("…")`.
///   - onUpdate: what an update sets when it does not set the column.
///   - computed: SQL by which the database computes the column, written as it is.
///   - stored: whether a computed value is kept in the row.
///   - identity: numbers that the database makes: `GENERATED … AS IDENTITY`.
///   - comment: a comment on the column, in databases that have them.
@attached(peer)
public macro Column(
    _ type: SQLType? = nil, name: String? = nil, unique: Bool = false, index: Bool = false, nullable: Bool? = nil,
    default: (any ColumnValue)? = nil, serverDefault: ServerDefault? = nil, onUpdate: ServerDefault? = nil,
    computed: String? = nil, stored: Bool = true, identity: IdentityColumn? = nil, comment: String? = nil
) = #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")

/// Marks the column that counts a row's versions: an update or delete of a row that somebody else has changed
/// meanwhile is an error.
///
/// ```swift
/// @Column(.version) var version: Int = 1
/// ```
@attached(peer)
public macro Column(_ role: ColumnRole, name: String? = nil, comment: String? = nil) =
    #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")

/// What a column is for, beyond keeping a value.
public enum ColumnRole: Sendable, Hashable {
    /// It is counted up with every update of its row.
    case version
}
