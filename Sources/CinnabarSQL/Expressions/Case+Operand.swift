/// `CASE x WHEN … THEN … ELSE … END`: one expression against values.
///
/// ```swift
/// when(User.role, is: "admin", then: 3).when(is: "editor", then: 2).otherwise(1)
/// ```
/// NULL is none of them, and goes to `otherwise`.
public struct CaseOfExpression<Operand: ColumnValue, Value: ColumnValue>: SQLExpressible {
    public typealias Output = Value

    private let operand: Node
    private let branches: [Node.CaseBranch]

    init(_ operand: Node, _ branches: [Node.CaseBranch]) {
        self.operand = operand
        self.branches = branches
    }

    public var node: Node { .caseWhen(operand: operand, branches: branches, otherwise: nil) }

    public func when(is known: Operand, then value: Value) -> CaseOfExpression {
        CaseOfExpression(operand, branches + [.init(known, .bind(value.sqlValue, .literal))])
    }

    public func when<Result: SQLExpressible>(is known: Operand, then result: Result) -> CaseOfExpression
    where Result.Value == Value {
        CaseOfExpression(operand, branches + [.init(known, result.node)])
    }

    public func otherwise(_ value: Value) -> SQLExpression<Value> {
        SQLExpression(.caseWhen(operand: operand, branches: branches, otherwise: .bind(value.sqlValue, .literal)))
    }

    public func otherwise<Result: SQLExpressible>(_ result: Result) -> SQLExpression<Value>
    where Result.Value == Value {
        SQLExpression(.caseWhen(operand: operand, branches: branches, otherwise: result.node))
    }

    /// Without ELSE the value is NULL where none of the values is met.
    public func end() -> SQLExpression<Value.Base?> { SQLExpression(node) }
}

public func when<Operand: SQLExpressible, Value: ColumnValue>(
    _ operand: Operand, is known: Operand.Value.Base, then value: Value
) -> CaseOfExpression<Operand.Value.Base, Value> {
    CaseOfExpression(operand.node, [.init(known, .bind(value.sqlValue, .literal))])
}

public func when<Operand: SQLExpressible, Result: SQLExpressible>(
    _ operand: Operand, is known: Operand.Value.Base, then result: Result
) -> CaseOfExpression<Operand.Value.Base, Result.Value> {
    CaseOfExpression(operand.node, [.init(known, result.node)])
}

extension Node.CaseBranch {
    fileprivate init(_ known: some ColumnValue, _ result: Node) {
        self.init(condition: .bind(known.sqlValue, .value), result: result)
    }
}
