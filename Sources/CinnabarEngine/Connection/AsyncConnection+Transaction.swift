import CinnabarSQL
import Logging
import Synchronization

extension AsyncConnection {
    /// Begins a transaction; BEGIN travels with the next statement.
    ///
    /// - Throws: `.misuse` when one is open already; use `beginNested` for a savepoint.
    public func begin(_ options: TransactionOptions = .default) async throws {
        try await enter()
        defer { leave() }
        guard !isInTransaction, !state.withLock({ $0.wantsTransaction }) else {
            throw DatabaseError(
                .misuse, "a transaction is open on this connection already: commit it first, or use beginNested")
        }
        state.withLock {
            $0.options = options
            $0.wantsTransaction = true
        }
    }

    /// Commits what was done since the last commit. Without an open transaction it does nothing.
    ///
    /// - Throws: `.transactionRolledBack` when a statement had failed before, so that the database rolled back;
    ///   `.commitOutcomeUnknown` when the connection broke before the answer came. Neither is retried.
    public func commit(fileID: StaticString = #fileID, line: UInt = #line) async throws {
        try await enter()
        defer { leave() }
        try await sendCommit(CallSite(fileID: fileID, line: line))
        await releaseWriter()
    }

    /// Takes back what was done since the last commit. Without an open transaction it does nothing.
    public func rollback() async throws {
        try await enter()
        defer { leave() }
        try await sendRollback()
        await releaseWriter()
    }

    /// COMMIT, when the database has a transaction. Not cancellable: its outcome must be known.
    func sendCommit(_ site: CallSite) async throws {
        state.withLock { $0.wantsTransaction = false }
        guard let driver = currentDriver, driver.transactionStatus != .idle else { return }
        environment.logControl("COMMIT")
        do {
            try await driver.control("COMMIT", deadline: environment.statementDeadline())
        } catch var error as DatabaseError {
            if error.fields.fileID == nil {
                error.fields.fileID = "\(site.fileID)"
                error.fields.line = site.line
            }
            throw error
        }
    }

    func sendRollback() async throws {
        state.withLock { $0.wantsTransaction = false }
        guard let driver = currentDriver, driver.transactionStatus != .idle else { return }
        environment.logControl("ROLLBACK")
        try await driver.control("ROLLBACK", deadline: .after(environment.configuration.pool.closeTimeout))
    }

    /// Rolls back after an error and returns the error; a failure of the rollback is attached to it.
    func rollingBack(after error: any Error) async -> any Error {
        do {
            try await sendRollback()
            return error
        } catch let second {
            guard var primary = error as? DatabaseError else {
                environment.logger.warning("a rollback failed: \(second)")
                return error
            }
            // The server does it by itself when the connection is gone.
            if primary.secondary == nil { primary.fields.secondary = "\(second)" }
            return primary
        }
    }

    /// "Commit as you go" on SQLite holds the one writer no longer than its transaction.
    func releaseWriter() async {
        guard mode == .commitAsYouGo, environment.source.separatesWriters else { return }
        let lease = state.withLock { state -> Lease? in
            guard state.intent == .write, state.stream == .none else { return nil }
            state.intent = .read
            defer { state.lease = nil }
            return state.lease
        }
        await lease?.release(thorough: takeTouch())
    }
}
