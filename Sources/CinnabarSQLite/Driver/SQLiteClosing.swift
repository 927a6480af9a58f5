import CinnabarEngine
import CinnabarSQL
import Synchronization

/// The closing of a database, for which its owner waits only so long.
final class SQLiteClosing: ThreadWork {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Void, Never>)
        case over
    }

    private let body: @Sendable () -> Void
    private let state = Locked<State>(.new)

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Returns when it is closed, or at the deadline. Not cut short by cancellation.
    func run(on thread: DatabaseThread, until deadline: Deadline) async {
        let timer = TimerThread.shared.schedule(at: deadline) { self.end() }
        await run(on: thread)
        TimerThread.shared.cancel(timer)
    }

    private func run(on thread: DatabaseThread) async {
        if thread.isCurrent { return body() }
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                if case .over = state { return true }
                state = .waiting(continuation)
                return false
            }
            thread.submit(self)
            if isOver { continuation.resume() }
        }
    }

    func run(on worker: AnyObject?) {
        body()
        end()
    }

    /// Lets go of who waits; the closing goes on.
    private func end() {
        let waiting: UnsafeContinuation<Void, Never>? = state.withLock { state in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume()
    }
}
