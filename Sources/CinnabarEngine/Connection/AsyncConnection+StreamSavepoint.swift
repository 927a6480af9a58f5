import CinnabarSQL
import Synchronization

// Leaving a stream early cancels its statement, which on PostgreSQL would fail the whole transaction.
extension AsyncConnection {
    private static var name: String { "cinnabar_stream" }

    /// Sets a savepoint that an abandoned stream goes back to; true when it has sent the prologue too.
    func setStreamSavepoint(_ ready: Ready) async throws -> Bool {
        let isInTransaction = ready.prologue != nil || ready.driver.transactionStatus == .active
        guard isInTransaction, environment.source.cancelAbortsTransaction else { return false }
        let prologue = ready.prologue.map { "\($0); " } ?? ""
        let sql = "\(prologue)SAVEPOINT \(Self.name)"
        environment.logControl(sql)
        try await ready.driver.control(sql, deadline: environment.statementDeadline())
        state.withLock { $0.hasStreamSavepoint = true }
        return true
    }

    /// Forgets the savepoint; goes back to it when the statement was cut off. What fails here fails the transaction.
    func closeStreamSavepoint() async {
        let isSet = state.withLock { state in
            defer { state.hasStreamSavepoint = false }
            return state.hasStreamSavepoint
        }
        guard isSet, let driver = currentDriver, driver.isUsable else { return }
        let release = "RELEASE SAVEPOINT \(Self.name)"
        let sql =
            driver.transactionStatus == .failed ? "ROLLBACK TO SAVEPOINT \(Self.name); \(release)" : release
        environment.logControl(sql)
        // The next statement, or the commit, finds the transaction failed and says so.
        try? await driver.control(sql, deadline: .after(environment.configuration.pool.closeTimeout))
    }
}
