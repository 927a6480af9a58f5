import CinnabarSQL
import Synchronization

/// Who waits for a helper's value: exactly one of the value, the deadline and the cancellation resumes it.
final class HelperCall<Value: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Value, any Error>)
        case over
    }

    private let state = Locked(State.new)
    private let failure = Locked<(any Error)?>(nil)
    let handOver = HandOver()
    private let late: @Sendable (Value) -> Void

    init(late: @escaping @Sendable (Value) -> Void) { self.late = late }

    /// False when it was given up before it began.
    func wait(_ continuation: UnsafeContinuation<Value, any Error>) -> Bool {
        let isOver = state.withLock { state in
            if case .over = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isOver { continuation.resume(throwing: failure.withLock { $0 } ?? CancellationError()) }
        return !isOver
    }

    func finish(_ result: Result<Value, any Error>) {
        if let continuation = end() {
            handOver.give()
            continuation.resume(with: result)
        } else if case .success(let value) = result {
            late(value)
        }
    }

    /// True when somebody was waiting.
    func giveUp(_ error: any Error) -> Bool {
        failure.withLock { if $0 == nil { $0 = error } }
        guard let continuation = end() else { return false }
        continuation.resume(throwing: error)
        return true
    }

    private func end() -> UnsafeContinuation<Value, any Error>? {
        state.withLock { state in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
    }
}
