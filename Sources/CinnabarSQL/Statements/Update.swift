/// An UPDATE.
///
/// ```swift
/// update(User.self).where(User.active == false).set(User.role, to: "inactive")
/// ```
public struct Update<Owner: TypedTable>: Statement {
    public typealias Output = Never

    var node: UpdateNode

    public func write(to writer: inout SQLWriter) throws { try writer.write(update: node) }

    private func with(_ change: (inout UpdateNode) -> Void) -> Update {
        var copy = self
        change(&copy.node)
        return copy
    }

    public func set<Value: ColumnValue>(_ column: Column<Owner, Value>, to value: Value) -> Update {
        with { $0.assignments.append((column.name, .bind(value.sqlValue, .value))) }
    }

    /// Sets a column to what the database computes: `.set(User.age, to: User.age + 1)`.
    public func set<Value: ColumnValue, Expression: SQLExpressible>(
        _ column: Column<Owner, Value>, to expression: Expression
    ) -> Update where Expression.Value.Base == Value.Base {
        with { $0.assignments.append((column.name, expression.node)) }
    }

    public func set(_ assignments: Assignment<Owner>...) -> Update {
        with { $0.assignments += assignments.map { ($0.column, $0.value) } }
    }

    public func set(_ assignments: [Assignment<Owner>]) -> Update {
        with { $0.assignments += assignments.map { ($0.column, $0.value) } }
    }

    public func `where`<Condition: SQLExpressible>(_ condition: Condition) -> Update
    where Condition.Value.Base == Bool {
        with { $0.conditions.append(condition.node) }
    }

    /// Takes values and conditions from other tables: `UPDATE … FROM`.
    public func from<Other: TypedTable>(_ table: Other.Type) -> Update {
        with { $0.from.append(.table(Other.reference)) }
    }
    public func from<S: SourceConvertible>(_ source: S) -> Update { with { $0.from.append(source.source) } }

    /// Adds what the changed rows return.
    public func returning<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    { returningAll(repeat each items) }

    func returningAll<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    {
        var copy = node
        copy.returning += SelectList(repeat each items).items
        return ReturningStatement(.update(copy), tupleDecoder(repeat each items))
    }

    /// Returns whole rows.
    public func returning<Entity: SelectableRow>(_ entity: Entity.Type) -> ReturningStatement<Entity> {
        returning(Entity.entity)
    }
}

struct UpdateNode: Sendable {
    let table: TableReference
    let definitions: [ColumnDefinition]
    var assignments: [(String, Node)] = []
    var from: [Source] = []
    var conditions: [Node] = []
    var returning: [Node] = []
}

public func update<Owner: TypedTable>(_ table: Owner.Type) -> Update<Owner> {
    Update(node: UpdateNode(table: Owner.reference, definitions: Owner.table.columns))
}
