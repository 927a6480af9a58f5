import CinnabarEngine
import CinnabarSQL
import Logging

/// A database that lives in the test: it counts what is done to it, and its answers can be replaced.
final class FakeServer: Sendable {
    typealias Answer = @Sendable (FakeConnection) async throws -> Void

    struct State: Sendable {
        /// Gets the number of the attempt, from 1.
        var connect: @Sendable (Int) async throws -> Void = { _ in }
        var ping: Answer = { _ in }
        var reset: Answer = { _ in }
        var close: Answer = { _ in }
        var attempts = 0
        var connecting = 0
        var peakConnecting = 0
        var peakOpen = 0
        var connections: [FakeConnection] = []
    }

    let state = Locked(State())

    init(_ configure: (inout State) -> Void = { _ in }) {
        state.withLock { configure(&$0) }
    }

    var attempts: Int { state.withLock { $0.attempts } }
    var peakOpen: Int { state.withLock { $0.peakOpen } }
    var peakConnecting: Int { state.withLock { $0.peakConnecting } }
    var connections: [FakeConnection] { state.withLock { $0.connections } }
    /// Neither closed nor aborted.
    var open: [FakeConnection] { connections.filter(\.isOpen) }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func connect() async throws -> any DriverConnection {
        let (answer, number) = state.withLock { state in
            state.attempts += 1
            state.connecting += 1
            state.peakConnecting = max(state.peakConnecting, state.connecting)
            return (state.connect, state.attempts)
        }
        defer { state.withLock { $0.connecting -= 1 } }
        try await answer(number)
        let connection = FakeConnection(server: self, number: number)
        state.withLock { state in
            state.connections.append(connection)
            state.peakOpen = max(state.peakOpen, state.connections.count(where: \.isOpen))
        }
        return connection
    }

    func pool(
        _ configuration: PoolConfiguration, logger: Logger = .silent, observer: PoolObserver? = nil,
        onConnect: Pool.OnConnect? = nil
    ) throws -> Pool {
        try Pool(configuration, logger: logger, observer: observer, onConnect: onConnect) { _ in
            try await self.connect()
        }
    }
}

/// One connection to it. Statements are not its business: it is there to be pooled.
final class FakeConnection: DriverConnection {
    struct State: Sendable {
        var isUsable = true
        var status = TransactionStatus.idle
        var pings = 0
        var resets = 0
        var thoroughResets = 0
        var closes = 0
        var aborts = 0
        var users = 0
    }

    let server: FakeServer
    let number: Int
    let state = Locked(State())
    /// Owned by whoever holds the lease, and by no lock: ThreadSanitizer reports two owners at once.
    nonisolated(unsafe) private(set) var touches = 0
    /// Fires when it is cut off: what a silent peer never answers ends with it.
    let cutOff = Gate()

    init(server: FakeServer, number: Int) {
        self.server = server
        self.number = number
    }

    var executor: (any TaskExecutor)? { nil }
    var isOnExecutor: Bool { true }
    var isUsable: Bool { state.withLock { $0.isUsable } }
    var transactionStatus: TransactionStatus { state.withLock { $0.status } }
    var isOpen: Bool { state.withLock { $0.closes == 0 && $0.aborts == 0 } }
    var pings: Int { state.withLock { $0.pings } }
    var resets: Int { state.withLock { $0.resets } }
    var aborts: Int { state.withLock { $0.aborts } }
    var closes: Int { state.withLock { $0.closes } }

    func set(_ status: TransactionStatus) { state.withLock { $0.status = status } }
    func breakDown() { state.withLock { $0.isUsable = false } }

    func touch() { touches += 1 }

    /// False when somebody else is using it: two owners at once.
    func use() -> Bool {
        state.withLock { state in
            state.users += 1
            return state.users == 1
        }
    }

    func endUse() { state.withLock { $0.users -= 1 } }

    func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        StatementOutcome()
    }

    func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome { StatementOutcome() }

    func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome { GroupOutcome(affectedRows: []) }

    func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        throw DatabaseError(.misuse, "the fake has no rows")
    }

    func control(_ sql: String, deadline: Deadline?) async throws {}

    func ping(deadline: Deadline) async throws {
        state.withLock { $0.pings += 1 }
        try await server.state.withLock { $0.ping }(self)
    }

    func reset(thorough: Bool, deadline: Deadline) async throws {
        state.withLock { state in
            state.resets += 1
            if thorough { state.thoroughResets += 1 }
        }
        try await server.state.withLock { $0.reset }(self)
        set(.idle)
    }

    func close(deadline: Deadline) async {
        try? await server.state.withLock { $0.close }(self)
        state.withLock { state in
            state.closes += 1
            state.isUsable = false
        }
    }

    func abort() {
        state.withLock { state in
            state.aborts += 1
            state.isUsable = false
            state.status = .unknown
        }
        cutOff.open()
    }
}

extension FakeServer {
    /// What a dead peer does: nothing, whatever the deadline, until the connection is cut off.
    static let silence: Answer = { connection in
        await connection.cutOff.wait()
        throw DatabaseError(.connectionLost, "cut off")
    }

    static let refusal: @Sendable (Int) async throws -> Void = { _ in
        throw DatabaseError(.connectionFailed, "refused")
    }
}
