public import CinnabarEngine

/// Makes sessions with settings and listeners that are fixed once: one for the life of the program.
///
/// ```swift
/// let sessions = AsyncSessionMaker(engine, expireOnCommit: false)
/// try await sessions.begin { session in
///     session.add(User(name: "Alice", email: "alice@example.com"))
/// }   // flushed and committed; rolled back on throw or cancellation
/// ```
/// Safe to use from any task; each session belongs to one unit of work. See SQLAlchemy's `async_sessionmaker`.
public struct AsyncSessionMaker: Sendable {
    public let engine: AsyncEngine
    public var options: SessionOptions
    /// Listeners for what the sessions do.
    public let events: SessionEvents
    private let outer: AsyncConnection?

    public init(_ engine: AsyncEngine, expireOnCommit: Bool = false, autoflush: Bool = true) {
        self.init(engine, options: SessionOptions(expireOnCommit: expireOnCommit, autoflush: autoflush))
    }

    public init(_ engine: AsyncEngine, options: SessionOptions) { self.init(engine, options: options, outer: nil) }

    /// - Parameter outer: a connection whose transaction the sessions join.
    init(_ engine: AsyncEngine, options: SessionOptions, outer: AsyncConnection?) {
        self.engine = engine
        self.options = options
        self.outer = outer
        events = SessionEvents()
    }

    /// A session that is yours to commit and to close.
    public func callAsFunction() -> AsyncSession {
        AsyncSession(engine, options: options, events: events, outer: outer)
    }

    /// Runs the closure with a session, in a transaction: flushed and committed on return, rolled back on throw or
    /// cancellation. The session is closed afterwards; its objects stay usable, detached.
    ///
    /// The closure runs on the connection's own thread where that is faster; on SQLite it has the one writer.
    ///
    /// - Throws: what the closure throws; what a flush and COMMIT can throw.
    @discardableResult
    public func begin<Value: Sendable>(
        fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        let session = self()
        let site = CallSite(fileID: fileID, line: line)
        if outer != nil { return try await session.runJoined(site, body) }
        return try await session.runTransaction(site, body)
    }

    /// Runs the closure with a session that is closed afterwards. What is not committed is rolled back.
    @discardableResult
    public func withSession<Value: Sendable>(
        _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        let session = self()
        do {
            let value = try await body(session)
            await session.close()
            return value
        } catch {
            await session.abandon()
            throw error
        }
    }
}
