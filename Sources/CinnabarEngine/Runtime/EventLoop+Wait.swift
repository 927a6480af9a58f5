import CinnabarSQL
import Synchronization

extension EventLoop {
    /// Waits once for a descriptor that nobody else has registered here, as it may while a connection is being made.
    ///
    /// - Throws: `CancellationError`; `HelperThreads.DeadlinePassed`.
    package func wait(for events: LoopEvents, on descriptor: Int32, deadline: Deadline) async throws {
        let waiter = DescriptorWaiter(wanted: events.union(.closed))
        let registration = try register(descriptor, waiter)
        let timer = schedule(at: deadline) { waiter.end(HelperThreads.DeadlinePassed()) }
        defer {
            cancel(timer)
            deregister(registration)
        }
        try await withTaskCancellationHandler {
            try await waiter.wait()
        } onCancel: {
            waiter.end(CancellationError())
        }
    }
}

private final class DescriptorWaiter: LoopHandler {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Void, any Error>)
        case ended((any Error)?)
    }

    private let wanted: LoopEvents
    private let state = Locked(State.new)

    init(wanted: LoopEvents) { self.wanted = wanted }

    func ready(_ events: LoopEvents) {
        if !events.isDisjoint(with: wanted) { end(nil) }
    }

    func end(_ error: (any Error)?) {
        let waiting = state.withLock { state -> UnsafeContinuation<Void, any Error>? in
            switch state {
            case .ended: return nil
            case .new:
                state = .ended(error)
                return nil
            case .waiting(let continuation):
                state = .ended(error)
                return continuation
            }
        }
        guard let waiting else { return }
        if let error { waiting.resume(throwing: error) } else { waiting.resume() }
    }

    func wait() async throws {
        try await withUnsafeThrowingContinuation { continuation in
            let ended = state.withLock { state -> Result<Void, any Error>? in
                if case .ended(let error) = state { return error.map { .failure($0) } ?? .success(()) }
                state = .waiting(continuation)
                return nil
            }
            if let ended { continuation.resume(with: ended) }
        }
    }
}
