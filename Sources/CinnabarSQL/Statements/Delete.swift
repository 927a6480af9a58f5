/// A DELETE.
///
/// ```swift
/// delete(User.self).where(User.active == false)
/// ```
public struct Delete<Owner: TypedTable>: Statement {
    public typealias Output = Never

    var node: DeleteNode

    public func write(to writer: inout SQLWriter) throws { try writer.write(delete: node) }

    private func with(_ change: (inout DeleteNode) -> Void) -> Delete {
        var copy = self
        change(&copy.node)
        return copy
    }

    public func `where`<Condition: SQLExpressible>(_ condition: Condition) -> Delete
    where Condition.Value.Base == Bool {
        with { $0.conditions.append(condition.node) }
    }

    /// Takes conditions from other tables (PostgreSQL): `DELETE … USING`.
    public func using<Other: TypedTable>(_ table: Other.Type) -> Delete {
        with { $0.using.append(.table(Other.reference)) }
    }
    public func using<S: SourceConvertible>(_ source: S) -> Delete { with { $0.using.append(source.source) } }

    /// Adds what the deleted rows return.
    public func returning<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    { returningAll(repeat each items) }

    func returningAll<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    {
        var copy = node
        copy.returning += SelectList(repeat each items).items
        return ReturningStatement(.delete(copy), tupleDecoder(repeat each items))
    }

    /// Returns whole rows.
    public func returning<Entity: SelectableRow>(_ entity: Entity.Type) -> ReturningStatement<Entity> {
        returning(Entity.entity)
    }
}

struct DeleteNode: Sendable {
    let table: TableReference
    var using: [Source] = []
    var conditions: [Node] = []
    var returning: [Node] = []
}

public func delete<Owner: TypedTable>(_ table: Owner.Type) -> Delete<Owner> {
    Delete(node: DeleteNode(table: Owner.reference))
}
