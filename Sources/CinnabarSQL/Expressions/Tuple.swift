/// Several expressions compared as one: `(a, b) < (c, d)`, the form of key-set paging.
///
/// ```swift
/// .where(tuple(User.createdAt, User.id) < tuple(lastDate, lastID))
/// ```
public struct TupleExpression<each Value: ColumnValue>: Sendable {
    let nodes: [Node]
}

public func tuple<each Element: SQLExpressible>(_ elements: repeat each Element)
    -> TupleExpression<repeat (each Element).Value>
{
    var nodes: [Node] = []
    repeat nodes.append((each elements).node)
    return TupleExpression(nodes: nodes)
}

/// A tuple of values.
public func tuple<each Value: ColumnValue>(_ values: repeat each Value) -> TupleExpression<repeat each Value> {
    var nodes: [Node] = []
    repeat nodes.append(.bind((each values).sqlValue, .value))
    return TupleExpression(nodes: nodes)
}

extension TupleExpression {
    private func compare(_ operation: BinaryOperator, _ other: Self) -> Condition {
        Condition(.binary(operation, .tuple(nodes), .tuple(other.nodes)))
    }

    public static func == (left: Self, right: Self) -> Condition { left.compare(.equal, right) }
    public static func != (left: Self, right: Self) -> Condition { left.compare(.notEqual, right) }
    public static func < (left: Self, right: Self) -> Condition { left.compare(.less, right) }
    public static func <= (left: Self, right: Self) -> Condition { left.compare(.lessOrEqual, right) }
    public static func > (left: Self, right: Self) -> Condition { left.compare(.greater, right) }
    public static func >= (left: Self, right: Self) -> Condition { left.compare(.greaterOrEqual, right) }

    /// Whether the tuple is one of those; an empty list matches nothing.
    public func `in`(_ tuples: [(repeat each Value)]) -> Condition {
        Condition(
            .inNodes(
                .tuple(nodes),
                tuples.map { values in
                    var row: [Node] = []
                    repeat row.append(.bind((each values).sqlValue, .value))
                    return .tuple(row)
                }, negated: false))
    }

    /// An empty list matches everything.
    public func notIn(_ tuples: [(repeat each Value)]) -> Condition { not(self.in(tuples)) }

    /// Whether the tuple is among the rows of a subquery.
    public func `in`<each Source: ColumnValue>(_ query: Select<repeat each Source>) -> Condition
    where repeat (each Source).Base == (each Value).Base {
        Condition(.inQuery(.tuple(nodes), query.query, negated: false))
    }
}
