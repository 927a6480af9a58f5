/// A table under another name: for self-joins, and for joining one table twice.
///
/// ```swift
/// let manager = User.alias("manager")
/// select(User.name, manager.name).join(manager, on: User.managerID == manager.id)
/// ```
@dynamicMemberLookup
public struct TableAlias<Owner: TypedTable>: Sendable {
    public let reference: TableReference

    public init(_ name: String) {
        reference = TableReference(schema: Owner.tableSchema, name: Owner.tableName, alias: name)
    }

    /// The same columns as the table's, under the alias.
    public subscript<Value>(dynamicMember path: KeyPath<Owner.Type, Column<Owner, Value>>) -> Column<Owner, Value> {
        Owner.self[keyPath: path].of(reference)
    }
}

extension TableAlias where Owner: SelectableRow {
    /// The whole aliased row, for a select list.
    public var entity: EntitySelection<Owner> { EntitySelection(alias: reference) }
}

extension TypedTable {
    public static func alias(_ name: String) -> TableAlias<Self> { TableAlias(name) }
}

/// What can be joined or selected from.
public protocol SourceConvertible: Sendable {
    var source: Source { get }
}

extension TableAlias: SourceConvertible {
    public var source: Source { .table(reference) }
}
