/// A column of a table, typed by the table that owns it and the Swift type of its values.
///
/// ```swift
/// enum Users: TypedTable {
///     static let tableName = "users"
///     static let id = Column<Users, Int>("id", primaryKey: true)
///     static let name = Column<Users, String>("name", .varchar(100))
///     static let age = Column<Users, Int?>("age")
///     static let table = Table(Users.self, id, name, age)
/// }
/// ```
public struct Column<Owner, Value: ColumnValue>: SQLExpressible {
    public typealias Output = Value

    /// One reference, so that a handle is cheap to pass around.
    @usableFromInline let column: ColumnReference

    public init(_ definition: ColumnDefinition, of reference: TableReference?) {
        column = ColumnReference(reference, definition.name, definition)
    }

    @inlinable public var node: Node { .column(column) }
    /// What the schema says of the column.
    public var definition: ColumnDefinition {
        column.definition ?? ColumnDefinition(name: column.name, type: Value.sqlType)
    }
    public var name: String { column.name }

    // The default would look for the conformance at run time, for each column of each select.
    @inlinable
    public func appendSelection(to list: inout SelectList) { list.items.append(.column(column)) }
    public var reference: TableReference? { column.table }

    /// The same column of an aliased table.
    public func of(_ alias: TableReference) -> Column { Column(definition, of: alias) }
}

extension Column where Owner: TypedTable {
    /// Declares a column.
    ///
    /// - Parameters:
    ///   - name: the column's name in the database.
    ///   - type: its type there; by default the one that belongs to `Value`.
    ///   - nullable: by default whether `Value` is Optional.
    ///   - default: a value that the client fills in when an insert names none.
    ///   - makeDefault: makes such a value for each row: `{ UUID() }`.
    ///   - serverDefault: what the database fills in.
    ///   - onUpdate: what an update sets when it does not name the column.
    public init(
        _ name: String, _ type: SQLType? = nil, primaryKey: Bool = false, unique: Bool = false, index: Bool = false,
        nullable: Bool? = nil, default: Value? = nil, makeDefault: (@Sendable () -> Value)? = nil,
        serverDefault: ServerDefault? = nil, onUpdate: ServerDefault? = nil, computed: ComputedColumn? = nil,
        identity: IdentityColumn? = nil, references: ForeignKeyReference? = nil, comment: String? = nil
    ) {
        let make: (@Sendable () -> SQLValue)? =
            if let makeDefault { { makeDefault().sqlValue } } else if let `default` { { `default`.sqlValue } } else {
                nil
            }
        self.init(
            ColumnDefinition(
                name: name, type: type ?? Value.sqlType, isNullable: nullable ?? Value.isNullable,
                isPrimaryKey: primaryKey, isUnique: unique, isIndexed: index,
                clientDefault: make, serverDefault: serverDefault,
                onUpdate: onUpdate, computed: computed, identity: identity, references: references, comment: comment),
            of: Owner.reference)
    }
}

/// A column whose types are forgotten: for lists of columns.
public protocol AnyColumn: Sendable {
    var definition: ColumnDefinition { get }
    var reference: TableReference? { get }
    var node: Node { get }
}

extension Column: AnyColumn {}
