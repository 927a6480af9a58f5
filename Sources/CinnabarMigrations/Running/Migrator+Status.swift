extension Migrator {
    /// What the database has, in the order in which it was applied. One query; it changes nothing.
    public func applied() async throws -> [AppliedRevision] { try await versions.read(engine) }

    /// The newest revision of each branch that the database has.
    ///
    /// - Throws: `MigrationError` where its history is not a part of the program's.
    public func current() async throws -> [Revision] {
        let applied = try await applied()
        try graph.check(applied)
        return graph.heads(of: Set(applied.filter(\.isApplied).map(\.id)))
    }

    /// The revisions that an upgrade to all heads would run.
    public func pending() async throws -> [Revision] {
        let applied = try await applied()
        try graph.check(applied)
        return try graph.upgradePath(from: Set(applied.filter(\.isApplied).map(\.id)), to: .heads)
    }

    /// Checks with one query that the database is where this program wants it: for a server's start, and for probes.
    ///
    /// - Throws: `MigrationError` of kind `.notCurrent`, or what is wrong with the history.
    public func verify() async throws {
        let applied = try await applied()
        try graph.check(applied)
        if let row = applied.first(where: { !$0.isApplied }) { throw Self.unfinished(row) }
        let pending = try graph.upgradePath(from: Set(applied.map(\.id)), to: .heads)
        guard let first = pending.first else { return }
        let others = pending.count == 1 ? "" : " and \(pending.count - 1) more"
        throw MigrationError(
            .notCurrent, "the database lacks revision \(first)\(others)", nextStep: "run `upgrade`", revision: first.id)
    }

    static func unfinished(_ row: AppliedRevision) -> MigrationError {
        let how = row.state == .dirty ? "is dirty: it failed" : "has not ended: it stopped, or runs elsewhere,"
        let why = row.problem.map { " (\($0))" } ?? ""
        return MigrationError(
            .interrupted,
            "the \(row.direction) of revision \(row.id) \"\(row.message)\" \(how) after \(row.step) of its operations"
                + why,
            nextStep: "run `\(row.direction)` to go on there, or finish by hand and `stamp` it", revision: row.id)
    }
}
