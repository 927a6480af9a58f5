/// A column and what it is set to, in an insert or update of its table.
public struct Assignment<Owner>: Sendable {
    let column: String
    let value: Node
}

extension Column {
    /// `User.name.to("Alice")`
    public func to(_ value: Value) -> Assignment<Owner> {
        Assignment(column: name, value: .bind(value.sqlValue, .value))
    }

    /// Sets the column to what the database computes.
    public func to<Expression: SQLExpressible>(_ expression: Expression) -> Assignment<Owner>
    where Expression.Value.Base == Value.Base {
        Assignment(column: name, value: expression.node)
    }

    /// The value that an upsert could not insert: `excluded.name`.
    public var excluded: SQLExpression<Value> { SQLExpression(.excluded(name)) }
}
