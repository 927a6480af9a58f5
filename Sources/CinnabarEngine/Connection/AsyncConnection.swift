public import CinnabarSQL
import DequeModule
import Synchronization

/// A database connection for as long as a closure runs: executes statements, holds transactions.
///
/// Made by `AsyncEngine.connect` and `begin`. Calls from several tasks queue in order; it never runs two statements
/// at once. After its closure it throws `.misuse`.
///
/// ```swift
/// try await engine.connect { connection in
///     try await connection.execute(insert(User.self).values(User.name.to("Alice")))
///     try await connection.commit()
/// }
/// ```
public final class AsyncConnection: Sendable {
    package enum Mode: Sendable {
        /// Each statement stands alone.
        case autocommit
        /// A transaction begins by itself before the first statement that needs one; the user commits.
        case commitAsYouGo
        /// One transaction from the first statement on.
        case transaction
    }

    enum StreamState: Sendable {
        case none
        case open
        case closing
    }

    struct State: Sendable {
        var lease: Lease? { didSet { noteDriver() } }
        /// The lease's.
        private(set) var driver: (any DriverConnection)?
        /// The driver, if it has steps.
        private(set) var inPlace: (any InPlaceConnection)?
        /// The BEGIN for what runs in place, once it is known.
        var begin: String?
        var intent: LeaseIntent { didSet { begin = nil } }
        /// `begin()` was called and BEGIN was not sent yet.
        var wantsTransaction = false
        var options: TransactionOptions { didSet { begin = nil } }
        var touchesSession = false
        var isEnded = false
        var savepoints = 0
        var stream = StreamState.none
        var hasStreamSavepoint = false
        var isBusy = false
        var nextWaiter = 0
        var waiters = Deque<(id: Int, continuation: CheckedContinuation<Void, any Error>)>()

        init(lease: Lease? = nil, intent: LeaseIntent = .read, options: TransactionOptions) {
            self.lease = lease
            self.intent = intent
            self.options = options
            noteDriver()
        }

        private mutating func noteDriver() {
            driver = lease?.connection
            inPlace = lease?.entry.inPlace
            begin = nil
        }
    }

    package let environment: ExecutionEnvironment
    let mode: Mode
    let site: CallSite
    /// A connection that is not leased but lent, for on-connect listeners.
    private let borrowed: (any DriverConnection)?
    let state: Locked<State>

    package init(
        _ environment: ExecutionEnvironment, mode: Mode, options: TransactionOptions, lease: Lease? = nil,
        intent: LeaseIntent = .read, site: CallSite
    ) {
        self.environment = environment
        self.mode = mode
        self.site = site
        self.borrowed = nil
        state = Locked(State(lease: lease, intent: intent, options: options))
    }

    /// For listeners on a new connection, which no pool has yet.
    init(_ environment: ExecutionEnvironment, borrowing connection: any DriverConnection) {
        self.environment = environment
        self.mode = .autocommit
        self.site = CallSite()
        self.borrowed = connection
        state = Locked(State(options: .default))
    }

    /// The driver's connection, when there is one already.
    var currentDriver: (any DriverConnection)? {
        borrowed ?? state.withLock { $0.driver }
    }

    /// Whether the database has an open transaction on this connection.
    public var isInTransaction: Bool {
        guard let driver = currentDriver else { return false }
        return driver.transactionStatus != .idle
    }

    /// Whether a stream of this connection is being read.
    package var isStreaming: Bool { state.withLock { $0.stream != .none } }

    public var dialect: any Dialect { environment.dialect }

    // The driver's connection

    struct Ready {
        let driver: any DriverConnection
        let prologue: String?
        let waited: Int64
    }

    /// The connection for a statement of this intent, and the BEGIN that must travel with it.
    func ready(for intent: StatementIntent, mustWrite: Bool = false, site: CallSite) async throws -> Ready {
        let start = environment.measures ? MonotonicClock.now : 0
        let (lease, held, options, wants) = state.withLock { ($0.lease, $0.intent, $0.options, $0.wantsTransaction) }
        let source = environment.source
        let needed = neededIntent(intent, mustWrite: mustWrite, options: options)
        let driver: any DriverConnection
        var actual = held
        if let borrowed {
            driver = borrowed
        } else if let lease, !(source.separatesWriters && held == .read && needed == .write && !options.isReadOnly) {
            driver = try lease.activeConnection()
        } else {
            if let lease {
                // SQLite: a connection that has only read moves to the writer with its first write.
                state.withLock { $0.lease = nil }
                await lease.release(thorough: takeTouch())
            }
            let fresh = try await source.lease(needed, deadline: nil, site: site)
            state.withLock {
                $0.lease = fresh
                $0.intent = needed
            }
            actual = needed
            driver = fresh.connection
        }
        let waited = start == 0 ? 0 : MonotonicClock.now - start
        let prologue = prologue(driver, intent, actual, options, wantsTransaction: wants)
        return Ready(driver: driver, prologue: prologue, waited: waited)
    }

    /// The BEGIN that must travel with a statement, if it needs one and there is none yet.
    func prologue(
        _ driver: any DriverConnection, _ intent: StatementIntent, _ lease: LeaseIntent, _ options: TransactionOptions,
        wantsTransaction: Bool
    ) -> String? {
        guard needsTransaction(intent, lease, wantsTransaction, options), driver.transactionStatus == .idle else {
            return nil
        }
        var transaction = options
        transaction.isolation = options.isolation ?? environment.configuration.isolation
        return environment.source.beginSQL(transaction, for: lease)
    }

    private func neededIntent(_ intent: StatementIntent, mustWrite: Bool, options: TransactionOptions) -> LeaseIntent {
        if options.isReadOnly { return .read }
        if mustWrite || mode == .transaction { return .write }
        // Raw SQL is tried on a reader first: the driver knows before it runs whether it writes.
        return intent == .read || intent == .unknown ? .read : .write
    }

    func needsTransaction(
        _ intent: StatementIntent, _ lease: LeaseIntent, _ wants: Bool, _ options: TransactionOptions
    ) -> Bool {
        if wants || mode == .transaction { return true }
        if mode == .autocommit { return false }
        let isStrict =
            switch options.isolation ?? environment.configuration.isolation {
            case nil, .readUncommitted, .readCommitted: false
            case .repeatableRead, .serializable: true
            }
        // Under READ COMMITTED a read sees the same with and without a transaction.
        if intent == .read { return isStrict }
        return !environment.source.separatesWriters || lease == .write || isStrict
    }
}

// What `dump` and debuggers would walk into holds the password.
extension AsyncConnection: CustomReflectable, CustomStringConvertible {
    public var description: String { "AsyncConnection(\(isInTransaction ? "in a transaction" : "idle"))" }
    public var customMirror: Mirror { Mirror(self, children: ["isInTransaction": isInTransaction]) }
}
