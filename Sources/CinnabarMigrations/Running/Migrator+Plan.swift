import CinnabarEngine
public import CinnabarSQL

/// What an upgrade or downgrade would do.
public struct MigrationPlan: Sendable {
    public var direction: MigrationDirection
    public var revisions: [Revision]
    /// The whole script, with transactions and notes; empty where there is nothing to do.
    public var sql: String
}

extension Migrator {
    /// What `upgrade` would run: a dry run, which changes nothing.
    ///
    /// - Parameter snapshot: the schema after a revision, by its id; tables that SQLite makes anew need it.
    public func planUpgrade(
        to target: RevisionTarget = .head,
        snapshot: @escaping @Sendable (String) throws -> DatabaseSchema? = { _ in nil }
    ) async throws -> MigrationPlan {
        let path = try await path(to: target, try await applied())
        let script = script(snapshot)
        return MigrationPlan(
            direction: .upgrade, revisions: path, sql: try path.map { try script.upgrade($0) }.joined(separator: "\n"))
    }

    /// What `downgrade` would run.
    public func planDowngrade(
        to target: RevisionTarget, snapshot: @escaping @Sendable (String) throws -> DatabaseSchema? = { _ in nil }
    ) async throws -> MigrationPlan {
        let applied = try await applied()
        try graph.check(applied)
        let path = try graph.downgradePath(from: Set(applied.map(\.id)), to: target)
        let script = script(snapshot)
        return MigrationPlan(
            direction: .downgrade, revisions: path,
            sql: try path.map { try script.downgrade($0) }.joined(separator: "\n"))
    }

    private func script(_ snapshot: @escaping @Sendable (String) throws -> DatabaseSchema?) -> MigrationScript {
        MigrationScript(graph: graph, dialect: engine.dialect, configuration: configuration, snapshot: snapshot)
    }
}
