import CinnabarEngine
import CinnabarSQL
import Logging

/// One revision on its way up or down.
///
/// Its operations fall into segments: those that may share a transaction, and each that may not. A segment's end is
/// noted with it, so that whoever comes after a kill goes on behind it.
struct RevisionRun: Sendable {
    let migrator: Migrator
    let revision: Revision
    let direction: MigrationDirection
    let operations: [MigrationOperation]

    init(
        _ migrator: Migrator, _ revision: Revision, _ direction: MigrationDirection, _ operations: [MigrationOperation]
    ) {
        self.migrator = migrator
        self.revision = revision
        self.direction = direction
        self.operations = operations
    }

    enum Outcome: Sendable {
        case finished
        /// Another process had done it.
        case passed
        /// The operation at this place has to stand outside of a transaction.
        case mustLeave(operation: Int, isResumed: Bool)
    }

    /// - Returns: whether this call did it, not another process.
    func perform() async throws -> Bool {
        do { return try await segments() } catch {
            await markDirty(error)
            throw error
        }
    }

    /// Says why the revision stopped, where a part of it is kept: best effort, even after a cancellation, because it can
    /// go on without.
    private func markDirty(_ error: any Error) async {
        let problem = SourceWriter.oneLine((error as? MigrationError)?.message ?? "\(error)")
        let statement = migrator.versions.markDirty(revision.id, String(problem.prefix(500)))
        let engine = migrator.engine
        await Task {
            do { try await engine.execute(statement) } catch let second {
                engine.environment.logger.warning("a revision could not be marked dirty: \(second)")
            }
        }.value
    }

    private func segments() async throws -> Bool {
        let clock = ContinuousClock()
        let start = clock.now
        var hasDone = false
        while true {
            switch try await patiently({ try await transaction(isFirst: !hasDone, since: start) }) {
            case .passed:
                if !hasDone { migrator.tell(.passed(revision)) }
                return hasDone
            case .finished:
                migrator.tell(.finished(revision, direction, time: clock.now - start))
                return true
            case .mustLeave(let operation, let isResumed):
                try await outside(operation, isResumed: isResumed && !hasDone)
            }
            hasDone = true
        }
    }

    /// Tries again while tables are busy, with pauses in which the application goes on.
    private func patiently(_ body: () async throws -> Outcome) async throws -> Outcome {
        let configuration = migrator.configuration
        var pause = configuration.pause
        var attempt = 1
        while true {
            do { return try await body() } catch let error as MigrationError {
                guard let cause = error.underlying as? DatabaseError, Self.givesWay(cause.kind),
                    attempt < configuration.attempts
                else { throw error }
                let wait = pause * Double.random(in: 0.5..<1)
                migrator.tell(.retrying(revision, attempt: attempt, after: wait, reason: cause.message))
                try await ContinuousClock().sleep(for: wait)
            }
            attempt += 1
            pause = min(pause * 2, configuration.pause * 100)
        }
    }

    static func givesWay(_ kind: DatabaseError.Kind) -> Bool {
        [.lockNotAvailable, .deadlock, .serializationFailure].contains(kind)
    }

    /// The first operation at or behind a place that may not run in a transaction.
    func leavingOperation(from place: Int) throws -> Int? {
        try operations.indices.dropFirst(place).first { try !isTransactional(operations[$0]) }
    }

    private func isTransactional(_ operation: MigrationOperation) throws -> Bool {
        let dialect = migrator.engine.dialect
        switch operation {
        case .execute(let step):
            return try step.isTransactional || compiled([operation], nil).allSatisfy(\.isTransactional)
        case .createIndex(_, _, let concurrently), .dropIndex(_, _, let concurrently):
            return !(concurrently && dialect.capabilities.contains(.concurrentIndexes))
        // Where a column cannot be altered, tables are made anew, always in a transaction.
        case _ where !dialect.capabilities.contains(.alterColumn): return true
        default: return try migrator.compiler.statements(for: [operation], schema: nil).allSatisfy(\.isTransactional)
        }
    }
}
