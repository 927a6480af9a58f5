/// What an insert does about a row that is there already.
struct Conflict: Sendable {
    enum Action: Sendable {
        case nothing
        case update([(String, Node)], where: Node?)
    }

    /// The columns of the unique key; empty for any.
    var columns: [String]
    var constraint: String?
    /// The condition of a partial index.
    var condition: Node?
    var action: Action
}

extension Insert {
    /// Leaves rows out that would repeat a key: `ON CONFLICT DO NOTHING`.
    public func onConflictDoNothing(_ columns: any AnyColumn...) -> Insert {
        with { $0.conflict = Conflict(columns: columns.map(\.definition.name), action: .nothing) }
    }

    /// Updates the row that has the key already.
    ///
    /// ```swift
    /// insert(User.self).values(…).onConflict(User.email, doUpdate: User.name.to(User.name.excluded))
    /// ```
    public func onConflict(_ columns: any AnyColumn..., doUpdate assignments: Assignment<Owner>...) -> Insert {
        with {
            $0.conflict = Conflict(
                columns: columns.map(\.definition.name),
                action: .update(assignments.map { ($0.column, $0.value) }, where: nil))
        }
    }

    /// As above, for the key that a constraint of this name keeps unique (PostgreSQL).
    public func onConflict(constraint name: String, doUpdate assignments: Assignment<Owner>...) -> Insert {
        with {
            $0.conflict = Conflict(
                columns: [], constraint: name, action: .update(assignments.map { ($0.column, $0.value) }, where: nil))
        }
    }

    /// Names the partial unique index that the conflict is about, by its condition.
    public func onConflictIndex<Condition: SQLExpressible>(where condition: Condition) -> Insert
    where Condition.Value.Base == Bool {
        with { $0.conflict?.condition = condition.node }
    }

    /// As above, where the update has a condition of its own.
    public func onConflict<Condition: SQLExpressible>(
        _ columns: any AnyColumn..., doUpdate assignments: [Assignment<Owner>], where condition: Condition
    ) -> Insert where Condition.Value.Base == Bool {
        with {
            $0.conflict = Conflict(
                columns: columns.map(\.definition.name),
                action: .update(assignments.map { ($0.column, $0.value) }, where: condition.node))
        }
    }
}
