import CinnabarEngine
import CinnabarSQL

extension RevisionRun {
    func run(_ statement: MigrationStatement, _ connection: MigrationConnection, isKept: Bool) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        guard let code = statement.code else {
            do { try await connection.execute(statement.sql) } catch let error as DatabaseError {
                throw failure(error, "failed" + title(of: statement, statement.sql), isKept: isKept)
            }
            return migrator.tell(.ran(revision, sql: statement.sql, time: clock.now - start))
        }
        let name = "run(\"\(code.name)\")"
        do { try await code.body(connection.connection) } catch is CancellationError { throw CancellationError() } catch
        {
            throw failure(error, "failed" + title(of: statement, name), isKept: isKept)
        }
        guard connection.connection.isInTransaction else {
            throw MigrationError(
                .failed, "the code \"\(code.name)\" of revision \(revision) ended the revision's transaction",
                nextStep: "leave commit and rollback to the migrator; look at what it did, then `stamp`",
                revision: revision.id)
        }
        migrator.tell(.ran(revision, sql: name, time: clock.now - start))
    }

    /// Where it failed: ` in operation 2 of 3 (addColumn), at: ALTER TABLE …`.
    private func title(of statement: MigrationStatement, _ text: String) -> String {
        let places = statement.operations.clamped(to: operations.indices)
        var numbers = "operation \(places.lowerBound + 1)"
        if places.count > 1 { numbers = "operations \(places.lowerBound + 1) to \(places.upperBound)" }
        var names: [String] = []
        for operation in operations[places] where !names.contains(operation.name) { names.append(operation.name) }
        return " in \(numbers) of \(operations.count) (\(names.joined(separator: ", "))), at: "
            + SourceWriter.oneLine(String(text.prefix(200)))
    }

    /// - Parameters:
    ///   - what: what failed, and where.
    ///   - isKept: whether what was done before it stays.
    func failure(_ error: any Error, _ what: String, isKept: Bool) -> MigrationError {
        let reason = (error as? DatabaseError)?.message ?? "\(error)"
        var nextStep = "nothing of it was kept: correct the cause and run `\(direction)` again"
        if isKept { nextStep = "it is marked dirty: correct the cause and run `\(direction)` again, it goes on there" }
        switch (error as? DatabaseError)?.kind {
        case .commitOutcomeUnknown?: nextStep = "whether it was kept shows `current`; run `\(direction)` again"
        case .lockNotAvailable? where !isKept:
            nextStep = "nothing of it was kept: end the transaction that holds the table, or try again later"
        default: break
        }
        return MigrationError(
            .failed, "the \(direction) of revision \(revision) \(what): \(reason)", nextStep: nextStep,
            revision: revision.id, underlying: error)
    }
}
