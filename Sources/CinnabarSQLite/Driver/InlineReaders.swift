import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Connections that serve single reads on the caller's own thread (`execution=inline`).
final class InlineReaders: Sendable {
    private struct State: Sendable {
        var idle: [SQLiteConnection] = []
        var count = 0
        var isDisposed = false
    }

    private let limit: Int
    private let open: SharedReaders.Open
    private let state = Locked(State())

    init(limit: Int, open: @escaping SharedReaders.Open) {
        self.limit = limit
        self.open = open
    }

    enum Answer: Sendable {
        case outcome(StatementOutcome?)
        /// All are busy: the queue is for that, because waiting would block the caller's thread.
        case busy
    }

    func execute(_ request: StatementRequest, sink: any RowSink) async throws -> Answer {
        guard let connection = try await take() else { return .busy }
        defer { putBack(connection) }
        return .outcome(try connection.executeInline(request, sink: sink))
    }

    private func take() async throws -> SQLiteConnection? {
        let (idle, mustOpen): (SQLiteConnection?, Bool) = state.withLock { state in
            if let idle = state.idle.popLast() { return (idle, false) }
            guard !state.isDisposed, state.count < limit else { return (nil, false) }
            state.count += 1
            return (nil, true)
        }
        guard mustOpen else { return idle }
        do { return try await open() } catch {
            state.withLock { $0.count -= 1 }
            throw error
        }
    }

    private func putBack(_ connection: SQLiteConnection) {
        let isKept = state.withLock { state in
            guard !state.isDisposed, connection.isUsable else {
                state.count -= 1
                return false
            }
            state.idle.append(connection)
            return true
        }
        if !isKept { connection.abort() }
    }

    func dispose(deadline: Deadline) async {
        let idle = state.withLock { state in
            state.isDisposed = true
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { await connection.close(deadline: deadline) }
    }
}
