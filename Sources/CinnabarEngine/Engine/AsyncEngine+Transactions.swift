import CinnabarSQL

extension AsyncEngine {
    /// Lends a connection for as long as the closure runs; it always goes back to the pool.
    ///
    /// "Commit as you go": a transaction begins by itself before the first statement that needs one, and what is not
    /// committed when the closure ends is rolled back.
    ///
    /// - Parameter autocommit: each statement stands alone: for VACUUM, CREATE DATABASE and their kin.
    /// - Throws: what the closure throws; `.poolTimeout` when no connection became free in time; `.poolClosed`.
    @discardableResult
    public nonisolated func connect<Value>(
        _ options: TransactionOptions = .default, autocommit: Bool = false, fileID: StaticString = #fileID,
        line: UInt = #line, _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        let connection = AsyncConnection(
            environment, mode: autocommit ? .autocommit : .commitAsYouGo, options: options,
            site: CallSite(fileID: fileID, line: line))
        do {
            let value = try await body(connection)
            if !connection.endNow() { await connection.end() }
            return value
        } catch {
            await connection.end()
            throw error
        }
    }

    /// Runs the closure in a transaction: committed on return, rolled back on throw or cancellation.
    ///
    /// The closure runs on the connection's own thread where that is faster; code on the main actor stays there.
    ///
    /// - Throws: what the closure throws; what COMMIT can throw, see `AsyncConnection.commit`.
    @discardableResult
    public nonisolated func begin<Value>(
        _ options: TransactionOptions = .default, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        let site = CallSite(fileID: fileID, line: line)
        let intent: LeaseIntent = options.isReadOnly ? .read : .write
        var leased = environment.source.leaseIdle(intent, site: site)
        if leased == nil { leased = try await environment.source.lease(intent, deadline: nil, site: site) }
        guard let lease = leased else { throw PoolErrors.closed }
        let connection = AsyncConnection(
            environment, mode: .transaction, options: options, lease: lease, intent: intent, site: site)
        let driver = lease.connection
        do {
            let value: Value
            if let executor = driver.executor {
                value = try await Placement.run(on: executor, isCurrent: { driver.isOnExecutor }) {
                    try await driver.withScope { try await transact(connection, site, body) }
                }
            } else {
                value = try await transact(connection, site, body)
            }
            if !connection.endNow() { await connection.end() }
            return value
        } catch {
            await connection.end()
            throw error
        }
    }

    private nonisolated func transact<Value>(
        _ connection: AsyncConnection, _ site: CallSite, _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(connection)
            try Task.checkCancellation()
            if connection.isInTransaction { try await connection.sendCommit(site) }
            return value
        } catch {
            throw await connection.rollingBack(after: error)
        }
    }

    /// Runs the closure in a read-only transaction: every statement sees the same state of the data.
    ///
    /// On SQLite it runs on a reader, beside the writer.
    @discardableResult
    public nonisolated func read<Value>(
        fileID: StaticString = #fileID, line: UInt = #line, _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        try await begin(
            TransactionOptions(isolation: .repeatableRead, readOnly: true), fileID: fileID, line: line, body)
    }
}
