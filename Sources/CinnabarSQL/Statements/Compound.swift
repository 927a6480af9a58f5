/// UNION, INTERSECT or EXCEPT of queries with the same columns.
public struct CompoundSelect<each Item: Sendable>: QueryStatement {
    public typealias Output = (repeat each Item)

    var node: CompoundNode
    public let decoder: RowDecoder<(repeat each Item)>

    public var query: Query { .compound(node) }
    public var returnsRows: Bool { true }

    public func write(to writer: inout SQLWriter) throws { try writer.write(compound: node) }

    private func with(_ change: (inout CompoundNode) -> Void) -> CompoundSelect {
        var copy = self
        change(&copy.node)
        return copy
    }

    /// Orders the whole; columns are named by position or label.
    public func order(by terms: any Orderable...) -> CompoundSelect {
        with { $0.orderBy += terms.map(\.orderTerm) }
    }
    public func limit(_ count: Int) -> CompoundSelect { with { $0.limit = .bind(.integer(Int64(count)), .value) } }
    public func offset(_ count: Int) -> CompoundSelect { with { $0.offset = .bind(.integer(Int64(count)), .value) } }

    private func adding(_ operation: CompoundNode.Operator, _ other: Query) -> CompoundSelect {
        // INTERSECT binds more tightly than the others on some databases, and ORDER BY and LIMIT end a compound.
        let isNested =
            !node.orderBy.isEmpty || node.limit != nil || node.offset != nil
            || node.rest.contains { ($0.0 == .intersect) != (operation == .intersect) }
        if isNested {
            return CompoundSelect(node: CompoundNode(first: query, rest: [(operation, other)]), decoder: decoder)
        }
        return with { $0.rest.append((operation, other)) }
    }

    /// The compound as a source for another query.
    public func subquery(_ alias: String) -> Subquery<repeat each Item> where repeat each Item: ColumnValue {
        Subquery(query, alias: alias, lateral: false)
    }
    /// The compound with a name, before the statement that uses it: `WITH name AS (…)`.
    public func cte(_ name: String, materialized: Bool? = nil) -> Subquery<repeat each Item>
    where repeat each Item: ColumnValue {
        let named = query.namingColumns()
        return Subquery(
            CommonTable(name: name, columns: named.columnNames, base: named, materialized: materialized), alias: nil)
    }
}

// The other side is one of two concrete types: a generic one fails for queries of a single column (Swift 6.3).

extension CompoundSelect {
    /// The rows of both, without repetition.
    public func union(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.union, other.query)
    }
    public func union(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.union, other.query)
    }
    /// The rows of both.
    public func unionAll(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.unionAll, other.query)
    }
    public func unionAll(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.unionAll, other.query)
    }
    /// The rows that both have.
    public func intersect(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.intersect, other.query)
    }
    public func intersect(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.intersect, other.query)
    }
    /// The rows that only the first has.
    public func except(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.except, other.query)
    }
    public func except(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        adding(.except, other.query)
    }
}

extension Select {
    private func compound(_ operation: CompoundNode.Operator, _ other: Query) -> CompoundSelect<repeat each Item> {
        CompoundSelect(node: CompoundNode(first: query, rest: [(operation, other)]), decoder: decoder)
    }

    /// The rows of both, without repetition.
    public func union(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.union, other.query)
    }
    public func union(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.union, other.query)
    }
    /// The rows of both.
    public func unionAll(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.unionAll, other.query)
    }
    public func unionAll(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.unionAll, other.query)
    }
    /// The rows that both have.
    public func intersect(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.intersect, other.query)
    }
    public func intersect(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.intersect, other.query)
    }
    /// The rows that only the first has.
    public func except(_ other: Select<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.except, other.query)
    }
    public func except(_ other: CompoundSelect<repeat each Item>) -> CompoundSelect<repeat each Item> {
        compound(.except, other.query)
    }
}

/// A column of the result by its position, from 1: for ordering a compound.
public func position(_ number: Int) -> OrderTerm { OrderTerm(.position(number)) }

extension OrderTerm {
    public var descending: OrderTerm {
        var copy = self
        copy.isDescending = true
        return copy
    }
}
