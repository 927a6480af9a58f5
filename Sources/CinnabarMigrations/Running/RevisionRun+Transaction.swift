import CinnabarEngine
import CinnabarSQL

extension RevisionRun {
    /// Looks where the database is, runs the segment that is next if it may share a transaction, and notes it.
    func transaction(isFirst: Bool, since start: ContinuousClock.Instant) async throws -> Outcome {
        let connection = try await MigrationConnection(migrator)
        let pragmas: RebuildPragmas?
        do { pragmas = try await RebuildPragmas(connection, migrator.compiler.rebuildsTables(operations)) } catch {
            await connection.end()
            throw error
        }
        do {
            let outcome = try await inside(connection, isFirst: isFirst, since: start, checks: pragmas != nil)
            await connection.end(reusable: await pragmas?.restore() ?? true)
            return outcome
        } catch {
            await connection.rollback()
            await connection.end(reusable: await pragmas?.restore() ?? true)
            throw error
        }
    }

    private func inside(
        _ connection: MigrationConnection, isFirst: Bool, since start: ContinuousClock.Instant, checks: Bool
    ) async throws -> Outcome {
        do { try await connection.begin() } catch let error as DatabaseError {
            throw failure(error, "could not begin", isKept: false)
        }
        let rows = try await migrator.versions.read(connection.connection)
        try migrator.graph.check(rows)
        let row = rows.first { $0.id == revision.id }
        guard let place = try self.place(row) else {
            try await connection.connection.rollback()
            return .passed
        }
        if isFirst { migrator.tell(.started(revision, direction, operation: place, of: operations.count)) }
        if direction == .upgrade, let parent = revision.parents.first(where: { id in !rows.contains { $0.id == id } }) {
            throw MigrationError(
                .divergedHistory, "revision \(revision) comes after \(parent), which the database does not have",
                nextStep: "upgrade to \(parent) first", revision: revision.id)
        }
        let leaving = try leavingOperation(from: place)
        let end = leaving ?? operations.count
        var first = place
        while first < end {
            let next = checks ? rebuildBehindUnknown(first..<end) : end
            let schema = checks ? try await migrator.schema(connection.connection) : nil
            for statement in try compiled(Array(operations[first..<next]), schema) {
                try await run(statement.later(by: first), connection, isKept: place > 0)
            }
            first = next
        }
        if checks { try await checkReferences(connection) }
        try await note(row, step: end, isEnd: leaving == nil, since: start, connection)
        do { try await connection.commit() } catch let error as DatabaseError {
            throw failure(error, "could not be committed", isKept: place > 0)
        }
        guard let leaving else { return .finished }
        return .mustLeave(operation: leaving, isResumed: row.map { !$0.isApplied && $0.step == leaving } ?? false)
    }

    /// The first rebuild of a table before which the database has to be looked at again; the end where there is none.
    private func rebuildBehindUnknown(_ places: Range<Int>) -> Int {
        var isUnknown = false
        for place in places {
            if isUnknown, operations[place].needsRebuild { return place }
            if operations[place].isKnownAfterwardsOnly { isUnknown = true }
        }
        return places.upperBound
    }

    /// The operation with which to go on; nil where nothing is left to be done.
    private func place(_ row: AppliedRevision?) throws -> Int? {
        guard let row else { return direction == .upgrade ? 0 : nil }
        if row.isApplied { return direction == .upgrade ? nil : 0 }
        guard row.direction == direction, row.step <= operations.count, row.step >= 0 else {
            throw Migrator.unfinished(row)
        }
        return row.step
    }

    func compiled(_ operations: [MigrationOperation], _ schema: DatabaseSchema?) throws -> [MigrationStatement] {
        do { return try migrator.compiler.statements(for: operations, schema: schema) } catch let error as CompileError
        {
            throw MigrationError(
                .failed, "revision \(revision) cannot be written for \(migrator.engine.dialect.name)",
                nextStep: error.description, revision: revision.id, underlying: error)
        }
    }

    private func note(
        _ row: AppliedRevision?, step: Int, isEnd: Bool, since start: ContinuousClock.Instant,
        _ connection: MigrationConnection
    ) async throws {
        let versions = migrator.versions
        let milliseconds = (ContinuousClock().now - start).milliseconds
        let state: AppliedRevision.State = isEnd ? .applied : .running
        if isEnd, direction == .downgrade {
            try await connection.connection.execute(versions.delete(revision.id))
        } else if row == nil {
            try await connection.connection.execute(
                versions.insert(revision, state: state, direction: direction, step: step, milliseconds: milliseconds))
        } else {
            try await connection.connection.execute(
                versions.update(
                    revision.id, state: state, direction: direction, step: step,
                    milliseconds: isEnd ? milliseconds : 0))
        }
    }

    /// Rows that refer to nothing, after tables were made anew without looking.
    private func checkReferences(_ connection: MigrationConnection) async throws {
        let broken = try await connection.connection.execute(sql("PRAGMA foreign_key_check")).all()
        guard let first = broken.first else { return }
        let table: String = try first.get("table")
        let parent: String = try first.get("parent")
        throw MigrationError(
            .brokenReferences,
            "after revision \(revision), \(broken.count) row\(broken.count == 1 ? "" : "s") would refer to nothing: "
                + "the first is in \"\(table)\" and refers to \"\(parent)\"",
            nextStep: "nothing was kept: delete or correct such rows first (PRAGMA foreign_key_check lists them)",
            revision: revision.id)
    }
}
