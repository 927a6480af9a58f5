import CinnabarEngine
import CinnabarSQL
import Synchronization

/// One read in the queue of the shared readers: resumed once, by its result, its cancellation or its deadline.
final class SharedRead: ThreadWork {
    typealias Continuation = UnsafeContinuation<StatementOutcome?, any Error>

    private enum State {
        case new
        case waiting(Continuation)
        case running(Continuation, SQLiteHandleWatch)
        /// Somebody has resumed it, or will not let it begin.
        case over
    }

    private let request: StatementRequest
    private let sink: any RowSink
    /// Given when the read was asked for, and by which it is cancelled.
    let number = SQLiteHandleWatch.nextCall()
    /// Until when it may wait for a reader.
    let limit: Int64
    private let patience: Int64
    private let state = Locked<State>(.new)
    let handOver = HandOver()

    /// - Parameter patience: until when a reader is waited for, on the monotonic clock; the statement's own deadline
    ///   may come before.
    init(_ request: StatementRequest, _ sink: any RowSink, patience: Int64) {
        self.request = request
        self.sink = sink
        self.patience = patience
        limit = min(patience, request.deadline?.nanoseconds ?? .max)
    }

    var lateError: DatabaseError {
        limit < patience ? SQLiteErrors.timeout(sql: request.statement.sql) : SQLiteErrors.noReader
    }

    /// False when it was cancelled before, and is resumed.
    func wait(_ continuation: Continuation) -> Bool {
        let isOver = state.withLock { state in
            if case .over = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isOver { continuation.resume(throwing: CancellationError()) }
        return !isOver
    }

    /// On a reader's thread.
    func run(on worker: AnyObject?) {
        guard let runner = worker as? SQLiteRunner else { return }
        let continuation: Continuation? = state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .running(continuation, runner.watch)
            return continuation
        }
        guard let continuation else { return }
        let result = Result { try runner.executeUnowned(number, request, sink) }
        state.withLock { $0 = .over }
        handOver.give()
        continuation.resume(with: result)
    }

    /// Ends it early: at once when it waits, by an interrupt when it runs.
    func cancel() {
        let waiting: Continuation? = state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .over
                return continuation
            case .running(_, let watch):
                // Under the lock: the watch remembers one cancelled call, and a late one would take another's place.
                watch.cancel(number)
                return nil
            case .new, .over:
                state = .over
                return nil
            }
        }
        waiting?.resume(throwing: CancellationError())
    }

    /// Gives up waiting; does nothing when it runs.
    func fail(_ error: any Error) {
        let continuation: Continuation? = state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .over
            return continuation
        }
        continuation?.resume(throwing: error)
    }

    /// Whether it still waits for a reader.
    var isWaiting: Bool {
        state.withLock { if case .waiting = $0 { true } else { false } }
    }
}
