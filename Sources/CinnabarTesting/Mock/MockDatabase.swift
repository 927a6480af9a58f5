public import CinnabarEngine
public import CinnabarSQL
import Logging
import Synchronization

/// A database that is not there: records every statement and answers as it is told.
///
/// ```swift
/// let database = MockDatabase { statement in .rows([["id": 1, "name": "Alice"]]) }
/// let engine = try AsyncEngine("mock://", drivers: [database.driver])
/// try await engine.begin { try await $0.execute(insert(User.self).values(User.name.to("Bob"))) }
/// XCTAssertEqual(database.statements, ["BEGIN", "INSERT INTO \"users\" (\"name\") VALUES (?)", "COMMIT"])
/// ```
/// For sessions, whose flushes want keys back, see `forSessions`. Safe to use from any task.
public final class MockDatabase: Sendable {
    /// What a statement is answered with.
    public enum Answer: Sendable {
        case rows([KeyValuePairs<String, SQLValue>])
        /// Rows whose columns are known when the test runs.
        case table(_ columns: [String], [[SQLValue]])
        case affected(Int)
        case error(any Error)
        /// Waits, so that tests can cancel.
        indirect case after(Duration, Answer)
    }

    /// A statement as the database saw it.
    public struct Received: Sendable {
        public let sql: String
        public let binds: [SQLValue]
        /// The connection's number, from 1.
        public let connection: Int
    }

    struct State: Sendable {
        var received: [Received] = []
        var connections = 0
        var resets = 0
    }

    let state = Locked(State())
    let answer: @Sendable (Received) -> Answer
    let dialect: any Dialect
    /// The keys of databases that tell keys without RETURNING, as SQLite does.
    let keys: MockKeys
    /// Whether the database has readers and one writer, as SQLite has.
    let separatesWriters: Bool

    /// - Parameter answer: by default every statement succeeds and changes one row.
    public convenience init(
        dialect: any Dialect = MockDialect(), separatesWriters: Bool = false,
        answer: @escaping @Sendable (Received) -> Answer = { _ in .affected(1) }
    ) {
        self.init(dialect: dialect, separatesWriters: separatesWriters, keys: MockKeys(from: 1), answer: answer)
    }

    init(
        dialect: any Dialect, separatesWriters: Bool = false, keys: MockKeys,
        answer: @escaping @Sendable (Received) -> Answer
    ) {
        self.dialect = dialect
        self.separatesWriters = separatesWriters
        self.keys = keys
        self.answer = answer
    }

    /// For `AsyncEngine("mock://", drivers: [database.driver])`.
    public var driver: DatabaseDriver {
        DatabaseDriver(name: "mock", schemes: ["mock"]) { _, configuration, logger in
            try MockSource(self, configuration, logger)
        }
    }

    /// The SQL of every statement so far, BEGIN and COMMIT included.
    public var statements: [String] { received.map(\.sql) }
    public var received: [Received] { state.withLock { $0.received } }
    /// How many connections were opened so far.
    public var connectionCount: Int { state.withLock { $0.connections } }
    /// How often a connection was cleaned before it went back to the pool.
    public var resetCount: Int { state.withLock { $0.resets } }
    /// Forgets the statements so far.
    public func clear() { state.withLock { $0.received = [] } }
}

/// Numbers that go up.
final class MockKeys: Sendable {
    private let upcoming: Locked<Int>

    init(from first: Int) { upcoming = Locked(first) }

    func next() -> Int {
        upcoming.withLock { upcoming in
            defer { upcoming += 1 }
            return upcoming
        }
    }
}
