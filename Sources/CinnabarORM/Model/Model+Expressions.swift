public import CinnabarSQL

extension Model {
    /// Sets an attribute to what the database computes: sent with the next flush, and its result read back with it.
    ///
    /// ```swift
    /// user.set(User.visits, to: User.visits + 1)       // UPDATE users SET visits = visits + 1
    /// ```
    /// Until then the attribute has its old value.
    public func set<Value: ColumnValue, Expression: SQLExpressible>(
        _ column: Column<Self, Value>, to expression: Expression
    ) where Expression.Value.Base == Value.Base {
        guard let place = Self._$mapper.attributes.firstIndex(where: { $0.column.name == column.name }) else { return }
        announce { core in
            core.withExtra { $0.expressions[place] = AssignedExpression(node: expression.node) }
        }
    }
}
