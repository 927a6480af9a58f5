public import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Notes what an engine sends, in order: what a test asserts on, and what to print while looking for a slow page.
///
/// ```swift
/// let recorder = StatementRecorder(engine)
/// try await sessions.begin { session in session.add(User(name: "Alice")) }
/// XCTAssertEqual(recorder.sql, ["BEGIN", #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id""#, "COMMIT"])
/// XCTAssertEqual(recorder.roundTrips, 1)
///
/// let statements = try await recorder.recording { try await service.homePage() }
/// XCTAssertTrue(statements.allSatisfy { $0.intent == .read })
/// ```
/// A statement is noted when it has ended, so that it knows its time and error; of a stream, when it has been opened.
/// Statements of one connection keep their order. What the pool does of its own (connecting, pinging, cleaning up
/// after a closure) and COPY are not seen. Recording stops when the recorder is let go. Safe to use from any task.
public final class StatementRecorder: Sendable {
    private let engine: AsyncEngine
    private let log: StatementLog

    /// Starts recording.
    public convenience init(_ engine: AsyncEngine) { self.init(engine, .engine) }

    init(_ engine: AsyncEngine, _ scope: RecordingScope) {
        self.engine = engine
        log = StatementLog(scope)
        engine.events.attach(log)
    }

    deinit { engine.events.detach(log) }

    /// Everything so far, control statements included.
    public var statements: [RecordedStatement] { log.statements }
    /// The statements so far, without BEGIN, COMMIT, ROLLBACK and savepoints.
    public var queries: [RecordedStatement] { statements.filter { !$0.isControl } }
    /// The SQL of everything so far, control statements included.
    public var sql: [String] { statements.map(\.sql) }
    /// How often the program had to wait for an answer so far: statements that travel together count once. On SQLite,
    /// where nothing travels, how often a statement was handed over.
    public var roundTrips: Int { statements.roundTrips }

    /// Forgets what was recorded so far.
    public func clear() { log.clear() }

    /// Runs the closure and returns the statements that ran meanwhile, control statements included. They are recorded
    /// by this recorder too.
    ///
    /// - Parameter scope: whose statements count.
    /// - Throws: what the closure throws.
    public func recording(_ scope: RecordingScope = .engine, _ body: () async throws -> Void) async rethrows
        -> [RecordedStatement]
    {
        try await Self.recording(engine, scope, body).statements
    }

    package static func recording<Value>(
        _ engine: AsyncEngine, _ scope: RecordingScope, _ body: () async throws -> Value
    )
        async rethrows -> (value: Value, statements: [RecordedStatement])
    {
        let recorder = StatementRecorder(engine, scope)
        let value = try await StatementLog.$current.withValue(StatementLog.current + [recorder.log.id]) {
            try await body()
        }
        return (value, recorder.statements)
    }
}

/// Whose statements are counted.
public enum RecordingScope: Sendable, Hashable {
    /// All of the engine's. Tests that run at the same time want an engine each.
    case engine
    /// Those of the task that runs the closure and of its children: for an engine that parallel tests share. What a
    /// detached task or a server under test does is not counted.
    case task
}

/// What an engine calls.
final class StatementLog: StatementObserver {
    /// The scopes that the task is in.
    @TaskLocal static var current: [ObjectIdentifier] = []

    private struct State: Sendable {
        var statements: [RecordedStatement] = []
        var controls: UInt64 = 0
    }

    private let scope: RecordingScope
    private let state = Locked(State())

    init(_ scope: RecordingScope) { self.scope = scope }

    var id: ObjectIdentifier { ObjectIdentifier(self) }
    var statements: [RecordedStatement] { state.withLock { $0.statements } }

    func clear() { state.withLock { $0.statements = [] } }

    func executed(_ statement: ObservedStatement) {
        guard isWanted else { return }
        state.withLock { $0.statements.append(RecordedStatement(statement)) }
    }

    func controlled(_ statement: ControlStatement) {
        guard isWanted else { return }
        state.withLock { state in
            // Counted down, so that the engine's numbers stay apart.
            state.controls += 1
            state.statements.append(RecordedStatement(statement, roundTrip: .max - state.controls))
        }
    }

    private var isWanted: Bool { scope == .engine || Self.current.contains(id) }
}

extension [RecordedStatement] {
    var roundTrips: Int { Set(compactMap(\.roundTrip)).count }
}
