package import CinnabarSQL

/// Where the database says a connection's transaction stands.
package enum TransactionStatus: Sendable, Hashable {
    case idle
    case active
    case failed
    /// Broken, or in the middle of something.
    case unknown
}

/// One connection to a database: what a driver implements.
///
/// Lease-exclusive: the pool hands it to one owner, and the owner makes one call at a time. It may be called from any
/// thread; where its work must run elsewhere, it goes there by itself.
///
/// Cancellation: every `async` call ends early with `CancellationError` when the task is cancelled, and returns only
/// when the database has stopped working on it, or after the connection was made unusable.
package protocol DriverConnection: AnyObject, Sendable {
    /// The executor on which a closure of several statements runs fastest; nil for any.
    var executor: (any TaskExecutor)? { get }
    /// Whether the caller is on that executor now.
    var isOnExecutor: Bool { get }

    /// Begins a closure of several calls by one task on `executor`. `cancelScope`, from any thread, then ends the call
    /// that runs within it and refuses those that follow, but for the transaction's end. Nil where each call sees to
    /// its cancellation by itself.
    func beginScope() -> UInt64?
    func cancelScope(_ scope: UInt64)
    func endScope()

    /// False once it is broken or closed; it is then closed, never reused.
    var isUsable: Bool { get }
    var transactionStatus: TransactionStatus { get }

    /// Runs a statement to its end. Rows go to `sink`, chunk by chunk; without a sink they are skipped.
    func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome

    /// Runs a statement once per row of binds, as few round trips as can be, and sums the affected rows.
    /// On an error nothing is promised about the other rows: the caller holds the transaction.
    func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome

    /// Runs different statements as one: the first error stops the rest, COMMIT included. An open transaction is left
    /// to the caller, who rolls it back; outside of one the group happens whole or not at all.
    ///
    /// - Throws: `GroupFailure`; `CancellationError`. What a sink throws may come too late to stop the COMMIT.
    func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome

    /// Starts a statement whose rows are fetched bit by bit. No other call until the cursor is closed.
    func openCursor(_ request: StatementRequest) async throws -> any DriverCursor

    /// Runs SQL text of one or more statements without binds or rows: BEGIN, COMMIT, scripts.
    ///
    /// A COMMIT that the database answers with a rollback throws `.transactionRolledBack`; one whose answer is lost
    /// throws `.commitOutcomeUnknown`.
    func control(_ sql: String, deadline: Deadline?) async throws

    /// Asks the database whether it is there.
    func ping(deadline: Deadline) async throws

    /// Rolls back what is open and clears session state, so that the next lease sees a fresh connection.
    /// `thorough` says that the last lease may have left settings, locks or temporary tables behind.
    func reset(thorough: Bool, deadline: Deadline) async throws

    /// Ends politely, within the deadline; never throws, because nobody could do anything about it.
    func close(deadline: Deadline) async

    /// Ends now: from any thread, without waiting for the other side. Harmless when repeated.
    func abort()
}

extension DriverConnection {
    package func beginScope() -> UInt64? { nil }
    package func cancelScope(_ scope: UInt64) {}
    package func endScope() {}

    /// Runs a closure of several calls, all of which end with the task, at the price of one cancellation handler.
    package func withScope<Value>(_ body: () async throws -> Value) async throws -> Value {
        guard let scope = beginScope() else { return try await body() }
        defer { endScope() }
        return try await withTaskCancellationHandler(operation: body) { cancelScope(scope) }
    }
}

/// Rows that are fetched bit by bit.
package protocol DriverCursor: AnyObject, Sendable {
    var shape: RowShape { get }
    /// Hands at most `limit` rows to the sink; false when there are no more.
    func fetch(limit: Int, sink: any RowSink) async throws -> Bool
    /// Ends the statement; the connection is usable afterwards, or says that it is not. Never throws.
    func close() async
}
