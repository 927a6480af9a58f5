public import CinnabarEngine
import CinnabarSQL

extension AsyncSession {
    /// A session inside a transaction that is somebody else's: for test suites that roll everything back.
    ///
    /// Its `commit` and `rollback` end a savepoint, set by its first statement since the last one; the transaction
    /// around it goes on, and whoever began it decides whether anything stays.
    ///
    /// ```swift
    /// try await engine.connect { connection in
    ///     let session = AsyncSession(joining: connection, engine: engine)
    ///     session.add(User(name: "Alice"))
    ///     try await session.commit()              // visible on this connection, and nowhere else
    ///     await session.close()
    ///     try await connection.rollback()
    /// }
    /// ```
    /// Sessions on one connection share its savepoints, which nest: one that begins its work later has to commit or to
    /// roll back earlier. See `withRollback` of `CinnabarTesting`, and SQLAlchemy's "Joining a Session into an
    /// External Transaction".
    ///
    /// - Parameters:
    ///   - connection: of this engine, and open for longer than the session; not in autocommit.
    ///   - options: of a session; the isolation is the connection's.
    public init(
        joining connection: AsyncConnection, engine: AsyncEngine, options: SessionOptions = SessionOptions()
    ) {
        self.init(engine, options: options, events: SessionEvents(), outer: connection)
    }

    /// As `runTransaction`, where the connection is there already.
    nonisolated func runJoined<Value: Sendable>(
        _ site: CallSite, _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(self)
            try Task.checkCancellation()
            try await commit(fileID: site.fileID, line: site.line)
            await close()
            return value
        } catch {
            await abandon()
            throw error
        }
    }
}

extension AsyncSessionMaker {
    /// Makes sessions inside a transaction that is somebody else's: for tests of code that makes its sessions itself.
    ///
    /// See `AsyncSession.init(joining:engine:options:)`. As they share one connection, a session that begins its work
    /// later has to end it earlier.
    public init(
        _ engine: AsyncEngine, joining connection: AsyncConnection, options: SessionOptions = SessionOptions()
    ) {
        self.init(engine, options: options, outer: connection)
    }
}

extension AsyncEngine {
    /// Runs the closure on a connection in a transaction that is rolled back, however the closure ends.
    package nonisolated func rollingBack<Value>(
        _ options: TransactionOptions, fileID: StaticString, line: UInt, _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        try await connect(options, fileID: fileID, line: line) { connection in
            try await connection.begin(options)
            // What is open when the connection goes back is rolled back.
            return try await body(connection)
        }
    }
}
