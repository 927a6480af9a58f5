// Each operator has a twin with a name, and two shapes: against a value, which becomes a parameter, and against
// another expression of the same base type, NULL-able or not.

@inlinable
func compare<Left: SQLExpressible>(_ left: Left, _ operation: BinaryOperator, _ right: Left.Value) -> Condition {
    Condition(.compare(operation, left.node, right.sqlValue))
}

@inlinable
func compare(_ left: some SQLExpressible, _ operation: BinaryOperator, _ right: some SQLExpressible)
    -> Condition
{
    Condition(.binary(operation, left.node, right.node))
}

/// Equal; against nil, `IS NULL`.
@inlinable
public func == <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition {
    let value = right.sqlValue
    if case .null = value { return Condition(.isNull(left.node, negated: false)) }
    return Condition(.compare(.equal, left.node, value))
}

@inlinable
public func == <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .equal, right) }

/// Not equal; against nil, `IS NOT NULL`.
@inlinable
public func != <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition {
    let value = right.sqlValue
    if case .null = value { return Condition(.isNull(left.node, negated: true)) }
    return Condition(.compare(.notEqual, left.node, value))
}

@inlinable
public func != <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .notEqual, right) }

@inlinable
public func < <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition { compare(left, .less, right) }
@inlinable
public func < <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .less, right) }

@inlinable
public func <= <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition {
    compare(left, .lessOrEqual, right)
}
@inlinable
public func <= <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .lessOrEqual, right) }

@inlinable
public func > <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition { compare(left, .greater, right) }
@inlinable
public func > <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .greater, right) }

@inlinable
public func >= <Left: SQLExpressible>(left: Left, right: Left.Value) -> Condition {
    compare(left, .greaterOrEqual, right)
}
@inlinable
public func >= <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Right.Value.Base { compare(left, .greaterOrEqual, right) }

extension SQLExpressible {
    /// The twin of `==`.
    public func equals(_ value: Value) -> Condition { self == value }
    /// The twin of `!=`.
    public func notEquals(_ value: Value) -> Condition { self != value }
    /// The twin of `<`.
    public func isLess(than value: Value) -> Condition { self < value }
    /// The twin of `<=`.
    public func isAtMost(_ value: Value) -> Condition { self <= value }
    /// The twin of `>`.
    public func isGreater(than value: Value) -> Condition { self > value }
    /// The twin of `>=`.
    public func isAtLeast(_ value: Value) -> Condition { self >= value }

    public var isNull: Condition { Condition(.isNull(node, negated: false)) }
    public var isNotNull: Condition { Condition(.isNull(node, negated: true)) }

    /// Equal, where two NULLs are equal: `IS NOT DISTINCT FROM`.
    public func isSame(as value: Value.Base?) -> Condition {
        Condition(.isSame(node, .bind(value.sqlValue, .value), negated: false))
    }
    public func isSame<Right: SQLExpressible>(as right: Right) -> Condition where Right.Value.Base == Value.Base {
        Condition(.isSame(node, right.node, negated: false))
    }
    /// Different, where NULL differs from every value: `IS DISTINCT FROM`.
    public func isDistinct(from value: Value.Base?) -> Condition {
        Condition(.isSame(node, .bind(value.sqlValue, .value), negated: true))
    }
    public func isDistinct<Right: SQLExpressible>(from right: Right) -> Condition where Right.Value.Base == Value.Base {
        Condition(.isSame(node, right.node, negated: true))
    }

    /// `BETWEEN`: both ends belong to the range.
    public func between(_ low: Value.Base, _ high: Value.Base) -> Condition {
        Condition(.between(node, .bind(low.sqlValue, .value), .bind(high.sqlValue, .value), negated: false))
    }
    public func between<Low: SQLExpressible, High: SQLExpressible>(_ low: Low, _ high: High) -> Condition
    where Low.Value.Base == Value.Base, High.Value.Base == Value.Base {
        Condition(.between(node, low.node, high.node, negated: false))
    }
    public func notBetween(_ low: Value.Base, _ high: Value.Base) -> Condition {
        Condition(.between(node, .bind(low.sqlValue, .value), .bind(high.sqlValue, .value), negated: true))
    }
}
