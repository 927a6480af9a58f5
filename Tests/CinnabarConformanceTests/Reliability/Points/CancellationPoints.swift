import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Counts the places at which one task can be cancelled, and cancels it at one of them.
final class CancellationPoints: Sendable {
    private struct State {
        var isRunning = false
        var target = 0
        var delay: Duration?
        var passed: [String] = []
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Runs the body in a task of its own, which is cancelled at the given point, or so long after it.
    ///
    /// - Returns: what became of it, and the points that it passed.
    func run<Value: Sendable>(
        cancellingAt target: Int, after delay: Duration?, _ body: @escaping @Sendable () async throws -> Value
    ) async -> (Result<Value, any Error>, [String]) {
        let (start, gate) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in start {}
            return try await body()
        }
        state.withLock {
            $0 = State(isRunning: true, target: target, delay: delay, cancel: { task.cancel() })
        }
        gate.finish()
        let result = await task.result
        let passed = state.withLock { state in
            defer { state = State() }
            return state.passed
        }
        return (result, passed)
    }

    func pass(_ name: String) {
        let (cancel, delay) = state.withLock { state -> ((@Sendable () -> Void)?, Duration?) in
            guard state.isRunning else { return (nil, nil) }
            state.passed.append(name)
            return (state.passed.count == state.target ? state.cancel : nil, state.delay)
        }
        guard let cancel else { return }
        guard let delay else { return cancel() }
        // While the call that follows is under way.
        _ = TimerThread.shared.schedule(at: .after(delay), cancel)
    }

    /// A point before the call and one behind it.
    func around<Value>(_ name: String, _ body: () async throws -> Value) async rethrows -> Value {
        pass("before \(name)")
        defer { pass("behind \(name)") }
        return try await body()
    }
}

/// A connection whose calls are points.
final class PointedConnection: DriverConnection {
    private let inner: any DriverConnection
    private let points: CancellationPoints

    init(_ inner: any DriverConnection, _ points: CancellationPoints) {
        self.inner = inner
        self.points = points
    }

    var executor: (any TaskExecutor)? { inner.executor }
    var isOnExecutor: Bool { inner.isOnExecutor }
    var isUsable: Bool { inner.isUsable }
    var transactionStatus: TransactionStatus { inner.transactionStatus }
    func beginScope() -> UInt64? { inner.beginScope() }
    func cancelScope(_ scope: UInt64) { inner.cancelScope(scope) }
    func endScope() { inner.endScope() }
    func abort() { inner.abort() }

    func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        try await points.around(request.statement.sql) { try await inner.execute(request, sink: sink) }
    }
    func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        try await points.around("batch") { try await inner.executeBatch(request) }
    }
    func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome {
        try await points.around("group") { try await inner.executeGroup(request) }
    }
    func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        try await points.around("open") { PointedCursor(try await inner.openCursor(request), points) }
    }
    func control(_ sql: String, deadline: Deadline?) async throws {
        try await points.around(sql) { try await inner.control(sql, deadline: deadline) }
    }
    func ping(deadline: Deadline) async throws {
        try await points.around("ping") { try await inner.ping(deadline: deadline) }
    }
    func reset(thorough: Bool, deadline: Deadline) async throws {
        try await points.around("reset") { try await inner.reset(thorough: thorough, deadline: deadline) }
    }
    func close(deadline: Deadline) async {
        await points.around("close") { await inner.close(deadline: deadline) }
    }
}

private final class PointedCursor: DriverCursor {
    private let inner: any DriverCursor
    private let points: CancellationPoints

    init(_ inner: any DriverCursor, _ points: CancellationPoints) {
        self.inner = inner
        self.points = points
    }

    var shape: RowShape { inner.shape }
    func fetch(limit: Int, sink: any RowSink) async throws -> Bool {
        try await points.around("fetch") { try await inner.fetch(limit: limit, sink: sink) }
    }
    func close() async {
        await points.around("close of the cursor") { await inner.close() }
    }
}
