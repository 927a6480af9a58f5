/// Types that SQL can calculate with.
public protocol SQLNumeric: ColumnValue {}

extension Int: SQLNumeric {}
extension Int16: SQLNumeric {}
extension Int32: SQLNumeric {}
extension Int64: SQLNumeric {}
extension Double: SQLNumeric {}
extension Float: SQLNumeric {}

private func binary<Result: ColumnValue>(_ left: Node, _ operation: BinaryOperator, _ right: Node)
    -> SQLExpression<Result>
{
    SQLExpression(.binary(operation, left, right))
}

// Against a value; the result is NULL-able where the expression is.
public func + <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value>
where Left.Value.Base: SQLNumeric { binary(left.node, .add, .bind(right.sqlValue, .value)) }
public func - <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value>
where Left.Value.Base: SQLNumeric { binary(left.node, .subtract, .bind(right.sqlValue, .value)) }
public func * <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value>
where Left.Value.Base: SQLNumeric { binary(left.node, .multiply, .bind(right.sqlValue, .value)) }
public func / <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value>
where Left.Value.Base: SQLNumeric { binary(left.node, .divide, .bind(right.sqlValue, .value)) }
public func % <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value>
where Left.Value.Base: SQLNumeric { binary(left.node, .modulo, .bind(right.sqlValue, .value)) }

// Against another expression of the same base type; the result has the left side's type.
public func + <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == Right.Value.Base, Left.Value.Base: SQLNumeric { binary(left.node, .add, right.node) }
public func - <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == Right.Value.Base, Left.Value.Base: SQLNumeric { binary(left.node, .subtract, right.node) }
public func * <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == Right.Value.Base, Left.Value.Base: SQLNumeric { binary(left.node, .multiply, right.node) }
public func / <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == Right.Value.Base, Left.Value.Base: SQLNumeric { binary(left.node, .divide, right.node) }
public func % <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == Right.Value.Base, Left.Value.Base: SQLNumeric { binary(left.node, .modulo, right.node) }

// Strings: `+` is concatenation.
public func + <Left: SQLExpressible>(left: Left, right: String) -> SQLExpression<Left.Value>
where Left.Value.Base == String { binary(left.node, .concatenate, .bind(.text(right), .literal)) }
public func + <Right: SQLExpressible>(left: String, right: Right) -> SQLExpression<Right.Value>
where Right.Value.Base == String { binary(.bind(.text(left), .literal), .concatenate, right.node) }
public func + <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Left.Value>
where Left.Value.Base == String, Right.Value.Base == String { binary(left.node, .concatenate, right.node) }

public prefix func - <Operand: SQLExpressible>(operand: Operand) -> SQLExpression<Operand.Value>
where Operand.Value.Base: SQLNumeric { SQLExpression(.negative(operand.node)) }

extension SQLExpressible where Value.Base: SQLNumeric {
    /// The twin of `+`.
    public func plus(_ value: Value.Base) -> SQLExpression<Value> { self + value }
    /// The twin of `-`.
    public func minus(_ value: Value.Base) -> SQLExpression<Value> { self - value }
    /// The twin of `*`.
    public func times(_ value: Value.Base) -> SQLExpression<Value> { self * value }
    /// The twin of `/`; between integers it is SQL's integer division.
    public func divided(by value: Value.Base) -> SQLExpression<Value> { self / value }

    /// The twin of `%`.
    public func modulo(_ value: Value.Base) -> SQLExpression<Value> { self % value }

    public func bitAnd(_ value: Value.Base) -> SQLExpression<Value> {
        binary(node, .bitAnd, .bind(value.sqlValue, .value))
    }
    public func bitOr(_ value: Value.Base) -> SQLExpression<Value> {
        binary(node, .bitOr, .bind(value.sqlValue, .value))
    }
    public func shiftedLeft(by bits: Int) -> SQLExpression<Value> {
        binary(node, .shiftLeft, .bind(bits.sqlValue, .literal))
    }
    public func shiftedRight(by bits: Int) -> SQLExpression<Value> {
        binary(node, .shiftRight, .bind(bits.sqlValue, .literal))
    }
}

extension SQLExpressible where Value.Base == String {
    /// The twin of `+`.
    public func concatenated(with text: String) -> SQLExpression<Value> { self + text }
}
