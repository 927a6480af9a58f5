/// Whether the query has any row.
///
/// Tables of the enclosing statement that the subquery only mentions in its conditions are those of the enclosing
/// statement: it correlates by itself.
public func exists<Q: QueryStatement>(_ query: Q) -> Condition { Condition(.exists(query.query, negated: false)) }

public func notExists<Q: QueryStatement>(_ query: Q) -> Condition { Condition(.exists(query.query, negated: true)) }

/// A query with one column and at most one row, as a value; NULL without a row.
public func scalar<Q: QueryStatement>(_ query: Q) -> SQLExpression<Q.Output.Base?> where Q.Output: ColumnValue {
    SQLExpression(.scalar(query.query))
}

/// The right side of a comparison with each row of a subquery, or each element of an array.
public struct Quantified<Value: ColumnValue>: Sendable {
    let quantifier: Node.Quantifier
    let right: Right

    enum Right: Sendable {
        case query(Query)
        case array(Node)
    }
}

/// `User.id == anyOf(select(…))`: whether the comparison holds for at least one row (`= ANY`).
public func anyOf<Q: QueryStatement>(_ query: Q) -> Quantified<Q.Output.Base> where Q.Output: ColumnValue {
    Quantified(quantifier: .any, right: .query(query.query))
}
/// Whether the comparison holds for every row (`= ALL`).
public func allOf<Q: QueryStatement>(_ query: Q) -> Quantified<Q.Output.Base> where Q.Output: ColumnValue {
    Quantified(quantifier: .all, right: .query(query.query))
}
/// Whether the comparison holds for an element of an array.
public func anyOf<Element: ColumnValue>(_ array: some SQLExpressible<[Element]>) -> Quantified<Element.Base> {
    Quantified(quantifier: .any, right: .array(array.node))
}
public func allOf<Element: ColumnValue>(_ array: some SQLExpressible<[Element]>) -> Quantified<Element.Base> {
    Quantified(quantifier: .all, right: .array(array.node))
}

private func compare<V: ColumnValue>(_ left: Node, _ operation: BinaryOperator, _ right: Quantified<V>) -> Condition {
    switch right.right {
    case .query(let query): Condition(.quantified(operation, left, right.quantifier, query))
    case .array(let array): Condition(.quantifiedArray(operation, left, right.quantifier, array))
    }
}

@_disfavoredOverload  // so that a wrong literal is told about as a value
public func == <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .equal, right)
}
@_disfavoredOverload  // so that a wrong literal is told about as a value
public func != <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .notEqual, right)
}
@_disfavoredOverload  // so that a wrong literal is told about as a value
public func < <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .less, right)
}
@_disfavoredOverload  // so that a wrong literal is told about as a value
public func <= <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .lessOrEqual, right)
}
@_disfavoredOverload  // so that a wrong literal is told about as a value
public func > <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .greater, right)
}
@_disfavoredOverload  // so that a wrong literal is told about as a value
public func >= <E: SQLExpressible>(left: E, right: Quantified<E.Value.Base>) -> Condition {
    compare(left.node, .greaterOrEqual, right)
}
