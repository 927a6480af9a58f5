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

    private func adding<Q: QueryStatement>(_ operation: CompoundNode.Operator, _ other: Q) -> CompoundSelect {
        // INTERSECT binds more tightly than the others on some databases, and ORDER BY and LIMIT end a compound.
        let isNested =
            !node.orderBy.isEmpty || node.limit != nil || node.offset != nil
            || node.rest.contains { ($0.0 == .intersect) != (operation == .intersect) }
        if isNested {
            return CompoundSelect(node: CompoundNode(first: query, rest: [(operation, other.query)]), decoder: decoder)
        }
        return with { $0.rest.append((operation, other.query)) }
    }

    public func union<Q: QueryStatement>(_ other: Q) -> CompoundSelect where Q.Output == Output {
        adding(.union, other)
    }
    public func unionAll<Q: QueryStatement>(_ other: Q) -> CompoundSelect where Q.Output == Output {
        adding(.unionAll, other)
    }
    public func intersect<Q: QueryStatement>(_ other: Q) -> CompoundSelect where Q.Output == Output {
        adding(.intersect, other)
    }
    public func except<Q: QueryStatement>(_ other: Q) -> CompoundSelect where Q.Output == Output {
        adding(.except, other)
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

extension Select {
    private func compound<Q: QueryStatement>(_ operation: CompoundNode.Operator, _ other: Q)
        -> CompoundSelect<repeat each Item>
    {
        CompoundSelect(node: CompoundNode(first: query, rest: [(operation, other.query)]), decoder: decoder)
    }

    /// The rows of both, without repetition.
    public func union<Q: QueryStatement>(_ other: Q) -> CompoundSelect<repeat each Item> where Q.Output == Output {
        compound(.union, other)
    }
    /// The rows of both.
    public func unionAll<Q: QueryStatement>(_ other: Q) -> CompoundSelect<repeat each Item> where Q.Output == Output {
        compound(.unionAll, other)
    }
    /// The rows that both have.
    public func intersect<Q: QueryStatement>(_ other: Q) -> CompoundSelect<repeat each Item> where Q.Output == Output {
        compound(.intersect, other)
    }
    /// The rows that only the first has.
    public func except<Q: QueryStatement>(_ other: Q) -> CompoundSelect<repeat each Item> where Q.Output == Output {
        compound(.except, other)
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
