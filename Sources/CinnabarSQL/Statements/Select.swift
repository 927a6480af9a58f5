/// A SELECT whose rows are typed tuples.
///
/// A plain value: each clause returns a changed copy. The tables of the select list make the FROM clause unless
/// `from` says otherwise.
///
/// ```swift
/// select(User.name, Fn.count(Post.id))
///     .join(Post.self, on: Post.authorID == User.id)
///     .where(User.active == true)
///     .groupBy(User.name)
/// ```
public struct Select<each Item: Sendable>: QueryStatement {
    public typealias Output = (repeat each Item)

    public var node: SelectNode
    public let decoder: RowDecoder<(repeat each Item)>

    @inlinable
    public init(node: SelectNode, decoder: RowDecoder<(repeat each Item)>) {
        self.node = node
        self.decoder = decoder
    }

    public var query: Query { .select(node) }
    public var returnsRows: Bool { true }
    public var options: [any SelectOption] { node.options }

    public func describe(to shape: inout StatementShape) -> Bool { node.describe(to: &shape) }
    public func write(to writer: inout SQLWriter) throws { try writer.write(select: node) }

    /// Consumes the select, so that a chain of clauses changes one value in place.
    consuming func with(_ change: (inout SelectNode) -> Void) -> Select {
        change(&node)
        return self
    }
}

/// Selects columns, expressions and whole rows.
@inlinable
public func select<each Item: Selectable>(_ items: repeat each Item) -> Select<repeat (each Item).Output> {
    selectAll(repeat each items)
}

@inlinable
func selectAll<each Item: Selectable>(_ items: repeat each Item) -> Select<repeat (each Item).Output> {
    var list = SelectList()
    var count = 0
    for _ in repeat each items { count += 1 }
    list.items.reserveCapacity(count)
    repeat (each items).appendSelection(to: &list)
    return Select(node: SelectNode(list), decoder: tupleDecoder(repeat each items))
}

/// Selects whole rows of a table.
///
/// ```swift
/// select(User.self).where(User.age >= 18)
/// ```
@inlinable
public func select<Entity: SelectableRow>(_ entity: Entity.Type) -> Select<Entity> {
    Select(node: SelectNode(rowsOf: entity), decoder: .rows)
}

/// Selects whole rows of several tables.
@inlinable
public func select<First: SelectableRow, each Entity: SelectableRow>(
    _ first: First.Type, _ entities: repeat (each Entity).Type
) -> Select<First, repeat each Entity> {
    select(EntitySelection<First>(), repeat EntitySelection<each Entity>())
}
