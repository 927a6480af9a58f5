/// `CASE WHEN … THEN … ELSE … END`
///
/// ```swift
/// when(User.age >= 65, then: "senior").when(User.age >= 18, then: "adult").otherwise("minor")
/// ```
public struct CaseExpression<Value: ColumnValue>: SQLExpressible {
    public typealias Output = Value

    private let branches: [Node.CaseBranch]

    init(_ branches: [Node.CaseBranch]) { self.branches = branches }

    public var node: Node { .caseWhen(operand: nil, branches: branches, otherwise: nil) }

    public func when<Condition: SQLExpressible>(_ condition: Condition, then value: Value) -> CaseExpression
    where Condition.Value.Base == Bool {
        CaseExpression(branches + [.init(condition: condition.node, result: .bind(value.sqlValue, .literal))])
    }

    public func when<Condition: SQLExpressible, Result: SQLExpressible>(_ condition: Condition, then result: Result)
        -> CaseExpression where Condition.Value.Base == Bool, Result.Value == Value
    {
        CaseExpression(branches + [.init(condition: condition.node, result: result.node)])
    }

    public func otherwise(_ value: Value) -> SQLExpression<Value> {
        SQLExpression(.caseWhen(operand: nil, branches: branches, otherwise: .bind(value.sqlValue, .literal)))
    }

    public func otherwise<Result: SQLExpressible>(_ result: Result) -> SQLExpression<Value>
    where Result.Value == Value {
        SQLExpression(.caseWhen(operand: nil, branches: branches, otherwise: result.node))
    }

    /// Without ELSE the value is NULL where no condition holds.
    public func end() -> SQLExpression<Value.Base?> {
        SQLExpression(node)
    }
}

public func when<Condition: SQLExpressible, Value: ColumnValue>(_ condition: Condition, then value: Value)
    -> CaseExpression<Value> where Condition.Value.Base == Bool
{
    CaseExpression([.init(condition: condition.node, result: .bind(value.sqlValue, .literal))])
}

public func when<Condition: SQLExpressible, Result: SQLExpressible>(_ condition: Condition, then result: Result)
    -> CaseExpression<Result.Value> where Condition.Value.Base == Bool
{
    CaseExpression([.init(condition: condition.node, result: result.node)])
}
