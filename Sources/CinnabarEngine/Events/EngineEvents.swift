public import CinnabarSQL
import Synchronization

/// Listeners for what an engine does. They run in the order in which they were added, and may be async.
///
/// ```swift
/// engine.events.beforeExecute { context in metrics.count(context.sql) }
/// engine.events.onConnect { connection in try await connection.execute(text("SET statement_timeout = '5s'")) }
/// ```
/// Safe to use from any task; a listener that is added while statements run takes part from the next one on.
public final class EngineEvents: Sendable {
    public typealias ConnectListener = @Sendable (AsyncConnection) async throws -> Void
    public typealias ExecuteListener = @Sendable (ExecutionContext) async throws -> Void
    public typealias CompletionListener = @Sendable (ExecutionContext, ExecutionSummary) async -> Void
    public typealias ErrorListener = @Sendable (ExecutionContext, any Error) async -> Void
    public typealias ControlListener = @Sendable (ControlStatement) -> Void
    public typealias CheckoutListener = @Sendable (PoolEvent) -> Void

    struct Listeners: Sendable {
        var connect: [ConnectListener] = []
        var before: [ExecuteListener] = []
        var after: [CompletionListener] = []
        var error: [ErrorListener] = []
        var control: [ControlListener] = []
        var observers: [any StatementObserver] = []
        var checkout: [CheckoutListener] = []
        var checkin: [CheckoutListener] = []
    }

    private let listeners = Locked(Listeners())
    private let observes = Atomic(false)
    private let observesControl = Atomic(false)
    private let roundTrips = Atomic<UInt64>(0)

    init() {}

    /// Whether statements have listeners; read without a lock.
    var observesStatements: Bool { observes.load(ordering: .relaxed) }
    /// Whether BEGIN and its kin have listeners.
    var observesControls: Bool { observesControl.load(ordering: .relaxed) }
    var current: Listeners { listeners.withLock { $0 } }

    private func add(_ change: (inout Listeners) -> Void) {
        listeners.withLock { listeners in
            change(&listeners)
            let isWatched = !listeners.observers.isEmpty
            let hears = !(listeners.before.isEmpty && listeners.after.isEmpty && listeners.error.isEmpty)
            observes.store(hears || isWatched, ordering: .relaxed)
            observesControl.store(!listeners.control.isEmpty || isWatched, ordering: .relaxed)
        }
    }

    /// On each new connection, before its first use. A listener that throws fails the connection.
    public func onConnect(_ listener: @escaping ConnectListener) { add { $0.connect.append(listener) } }

    /// Before each statement. A listener that throws stops the statement.
    public func beforeExecute(_ listener: @escaping ExecuteListener) { add { $0.before.append(listener) } }

    /// After each statement that succeeded.
    public func afterExecute(_ listener: @escaping CompletionListener) { add { $0.after.append(listener) } }

    /// After each statement that failed.
    public func onError(_ listener: @escaping ErrorListener) { add { $0.error.append(listener) } }

    /// On each BEGIN, COMMIT, ROLLBACK and end of a savepoint, which no other listener is told of: when it is about to
    /// be sent, or has been where it travels behind other statements. Must not block.
    public func onControl(_ listener: @escaping ControlListener) { add { $0.control.append(listener) } }

    /// When the pool hands out a connection. Runs on whatever thread that happens; must not block.
    public func onCheckout(_ listener: @escaping CheckoutListener) { add { $0.checkout.append(listener) } }

    /// When a connection comes back to the pool.
    public func onCheckin(_ listener: @escaping CheckoutListener) { add { $0.checkin.append(listener) } }

    // Observers

    package func attach(_ observer: any StatementObserver) { add { $0.observers.append(observer) } }
    package func detach(_ observer: any StatementObserver) { add { $0.observers.removeAll { $0 === observer } } }

    func nextRoundTrip() -> UInt64 { roundTrips.wrappingAdd(1, ordering: .relaxed).newValue }

    func control(_ sql: String, ridesAlong: Bool) {
        guard observesControl.load(ordering: .relaxed) else { return }
        let statement = ControlStatement(sql: sql, ridesAlong: ridesAlong)
        let current = current
        for listener in current.control { listener(statement) }
        for observer in current.observers { observer.controlled(statement) }
    }
}

/// What an execution listener sees of a statement.
public struct ExecutionContext: Sendable {
    public let sql: String
    public let intent: StatementIntent
    /// The values, which may be personal data: do not log them lightly.
    public let binds: [SQLValue]
    /// How many times the statement runs with binds of their own.
    public let batchSize: Int
    /// Where the call was made.
    public let fileID: String
    public let line: UInt
}

/// How a statement went.
public struct ExecutionSummary: Sendable {
    public let rowCount: Int
    public let affectedRows: Int
    public let timing: ExecutionTiming
}

/// Where a statement's time went.
public struct ExecutionTiming: Sendable, Hashable {
    /// Until there was a connection.
    public let wait: Duration
    /// Until the database was done, decoding included.
    public let query: Duration
    /// Making values of rows; on SQLite that includes stepping to the rows.
    public let decode: Duration
    public var total: Duration { wait + query }
}

/// A connection that left or came back to a pool.
public struct PoolEvent: Sendable {
    /// The connection's number within the engine.
    public let connectionID: Int
    /// How long the task waited for it.
    public let waited: Duration
}
