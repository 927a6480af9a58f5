extension Migrator {
    /// Runs what leads to a target, each revision once, whoever else migrates at the same time.
    ///
    /// A revision that stopped halfway goes on where it stopped. A revision that the program has rolled back and that
    /// waited in vain for a table is tried again; code in it then runs again too.
    ///
    /// - Returns: the revisions that this call has run.
    /// - Throws: `MigrationError`; what was applied before it stays. `CancellationError`.
    @discardableResult
    public func upgrade(to target: RevisionTarget = .head) async throws -> [Revision] {
        // Most starts have nothing to do, and need no lock to know it.
        if try await path(to: target, try await applied()).isEmpty { return [] }
        return try await locked {
            try await run(try await path(to: target, try await applied()), .upgrade)
        }
    }

    /// Takes back what comes after a target.
    ///
    /// - Returns: the revisions that this call has taken back.
    /// - Throws: as `upgrade`; `.noWayBack`, before anything is done.
    @discardableResult
    public func downgrade(to target: RevisionTarget) async throws -> [Revision] {
        try await locked {
            let applied = try await applied()
            try graph.check(applied)
            if let row = applied.first(where: { !$0.isApplied && $0.direction == .upgrade }) {
                throw Self.unfinished(row)
            }
            let path = try graph.downgradePath(from: Set(applied.map(\.id)), to: target)
            // All of them, so that a history is not left halfway.
            for revision in path { _ = try revision.wayBack() }
            return try await run(path, .downgrade)
        }
    }

    func path(to target: RevisionTarget, _ applied: [AppliedRevision]) async throws -> [Revision] {
        try graph.check(applied)
        if let row = applied.first(where: { !$0.isApplied && $0.direction == .downgrade }) {
            throw Self.unfinished(row)
        }
        let path = try graph.upgradePath(from: Set(applied.filter(\.isApplied).map(\.id)), to: target)
        // What has begun ends first, whatever is asked for.
        let begun = applied.filter { !$0.isApplied }.compactMap { graph[$0.id] }
        return begun + path.filter { revision in !begun.contains { $0.id == revision.id } }
    }

    private func run(_ path: [Revision], _ direction: MigrationDirection) async throws -> [Revision] {
        var done: [Revision] = []
        for revision in path {
            let run = RevisionRun(
                self, revision, direction, try direction == .upgrade ? revision.upgrade : revision.wayBack())
            if try await run.perform() { done.append(revision) }
        }
        return done
    }
}
