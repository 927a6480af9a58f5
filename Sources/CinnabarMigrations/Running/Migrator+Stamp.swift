import CinnabarEngine

extension Migrator {
    /// Notes that the database is at a target, without running anything.
    ///
    /// - Parameter purging: whether revisions that the program does not know are forgotten.
    /// - Throws: `MigrationError`, `.unknownRevision` where there are some and they shall not be.
    public func stamp(_ target: RevisionTarget, purging: Bool = false) async throws {
        let wanted = graph.ancestors(of: try graph.upgradePath(from: [], to: target).map(\.id))
        try await changingNotes { connection in
            let rows = try await versions.read(connection)
            if !purging, let row = rows.first(where: { graph[$0.id] == nil }) { try graph.check([row]) }
            for row in rows { try await connection.execute(versions.delete(row.id)) }
            for revision in graph.revisions where wanted.contains(revision.id) {
                try await connection.execute(
                    versions.insert(
                        revision, state: .applied, direction: .upgrade, step: revision.upgrade.count, milliseconds: 0))
            }
        }
    }

    /// Takes applied revisions as they are now, after an edit that changes nothing in the database.
    ///
    /// - Returns: those whose notes were changed.
    @discardableResult
    public func acceptEdits() async throws -> [Revision] {
        var changed: [Revision] = []
        try await changingNotes { connection in
            let edited = try await versions.read(connection).compactMap { row -> Revision? in
                guard let revision = graph[row.id], row.isApplied else { return nil }
                return row.checksum == revision.checksum && Set(row.parents) == Set(revision.parents) ? nil : revision
            }
            for revision in edited { try await connection.execute(versions.accept(revision)) }
            changed = edited
        }
        return changed
    }

    private func changingNotes(_ body: (AsyncConnection) async throws -> Void) async throws {
        try await locked {
            let connection = try await MigrationConnection(self)
            do {
                try await connection.begin()
                try await body(connection.connection)
                try await connection.commit()
                await connection.end()
            } catch {
                await connection.rollback()
                await connection.end()
                throw error
            }
        }
    }
}
