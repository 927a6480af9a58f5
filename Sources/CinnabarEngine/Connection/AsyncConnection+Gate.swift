import CinnabarSQL
import DequeModule
import Synchronization

// One statement at a time, in the order of the calls.
extension AsyncConnection {
    /// Waits for the calls before this one.
    ///
    /// - Throws: `CancellationError`; `.misuse` after the end, or while a stream of this connection is being read.
    func enter(whenEnded: Bool = false) async throws {
        if try state.withLock({ try $0.tryEnter(whenEnded: whenEnded) }) { return }
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = Result<Bool, any Error> {
                    try state.withLock { state in
                        if try state.tryEnter(whenEnded: whenEnded) { return true }
                        // A cancelled end still has to give the connection back.
                        if Task.isCancelled, !whenEnded { throw CancellationError() }
                        state.waiters.append((id, continuation))
                        return false
                    }
                }
                switch outcome {
                case .success(true): continuation.resume()
                case .success(false): break
                case .failure(let error): continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            guard !whenEnded else { return }
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Lets the next call in.
    func leave() {
        let hasWaiters = state.withLock { state in
            state.stream = .none
            guard state.waiters.isEmpty else { return true }
            state.isBusy = false
            return false
        }
        if hasWaiters { admitNext() }
    }

    private func admitNext() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let waiter = state.waiters.popFirst() else {
                // It was cancelled in the meantime.
                state.isBusy = false
                return nil
            }
            return waiter.continuation
        }
        next?.resume()
    }
}

extension AsyncConnection.State {
    /// True when the caller may go on; false when it has to wait.
    mutating func tryEnter(whenEnded: Bool) throws -> Bool {
        if isEnded, !whenEnded {
            throw DatabaseError(
                .misuse, "the connection was used after its connect or begin closure had ended: do the work inside it")
        }
        if stream == .open, !whenEnded {
            throw DatabaseError(
                .misuse,
                "a stream is being read from this connection: finish it first, or use another connection of the engine")
        }
        guard !isBusy else { return false }
        isBusy = true
        return true
    }
}
