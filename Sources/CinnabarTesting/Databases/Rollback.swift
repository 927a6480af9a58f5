public import CinnabarEngine
public import CinnabarORM
import CinnabarSQL

/// Runs a test with a session whose work is gone afterwards, commits included: tests share one database and leave it
/// as it was, at the price of one transaction instead of a new schema.
///
/// ```swift
/// try await withRollback(engine) { session in
///     session.add(User(name: "Alice"))
///     try await session.commit()                                      // a savepoint
///     XCTAssertEqual(try await session.scalar(select(Fn.count(User.id))), 1)
/// }                                                                   // and nothing was stored
/// ```
/// A `rollback()` inside goes back to the last `commit()` inside; savepoints and failed flushes behave as ever. What
/// uses the engine beside the session has a connection of its own, sees nothing of it, and on SQLite waits for the one
/// writer. Numbers that sequences gave out are not given out again.
///
/// - Throws: what the closure throws; why there is no connection.
@discardableResult
public func withRollback<Value: Sendable>(
    _ engine: AsyncEngine, options: SessionOptions = SessionOptions(), fileID: StaticString = #fileID,
    line: UInt = #line, _ body: (isolated AsyncSession) async throws -> Value
) async throws -> Value {
    try await engine.rollingBack(options.transaction, fileID: fileID, line: line) { connection in
        let session = AsyncSession(joining: connection, engine: engine, options: options)
        do {
            let value = try await body(session)
            await session.abandon()
            return value
        } catch {
            await session.abandon()
            throw error
        }
    }
}

/// As `withRollback`, for code that makes its sessions itself: what they commit is visible to the ones after them, and
/// gone after the closure.
///
/// ```swift
/// try await withRolledBackSessions(engine) { sessions in
///     let service = SignUp(sessions)
///     try await service.signUp("alice@example.com")
///     try await sessions.begin { session in … }                      // sees Alice
/// }
/// ```
/// All sessions share one connection, whose savepoints nest: of two sessions at work at the same time the one that
/// began later has to commit or to close earlier. Work with several at once wants a `TemporaryDatabase`.
///
/// - Throws: what the closure throws; why there is no connection.
@discardableResult
public func withRolledBackSessions<Value>(
    _ engine: AsyncEngine, options: SessionOptions = SessionOptions(), fileID: StaticString = #fileID,
    line: UInt = #line, _ body: (AsyncSessionMaker) async throws -> Value
) async throws -> Value {
    try await engine.rollingBack(options.transaction, fileID: fileID, line: line) { connection in
        try await body(AsyncSessionMaker(engine, joining: connection, options: options))
    }
}
