import CinnabarEngine
import CinnabarSQL

// One operation at a time, in the order of the calls: an actor alone would let a second one in at each await.
extension AsyncSession {
    /// The session whose listeners are running now, in this task.
    @TaskLocal static var listening: ObjectIdentifier?

    /// Runs an operation when those before it are done.
    ///
    /// - Parameter whenFailed: whether it may run although a flush has failed: only what ends the transaction may.
    func operation<Value: Sendable>(whenFailed: Bool = false, _ body: () async throws -> Value) async throws
        -> Value
    {
        guard Self.listening != ObjectIdentifier(self) else {
            throw SessionError(
                .reentered,
                "a listener used its own session while that was flushing: use the context that the listener is given")
        }
        try await enter()
        defer { leave() }
        if isClosed {
            throw SessionError(.closed, "the session is closed: make another one")
        }
        if let failure, !whenFailed {
            throw SessionError(
                .needsRollback, "a flush has failed and its transaction was rolled back: call rollback() first",
                underlying: failure)
        }
        return try await body()
    }

    private func enter() async throws {
        guard isBusy else {
            isBusy = true
            return
        }
        nextWaiter += 1
        let id = nextWaiter
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // On the actor: nobody can have left since the question above.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else if isBusy {
                    waiters.append((id, continuation))
                } else {
                    isBusy = true
                    continuation.resume()
                }
            }
        } onCancel: {
            Task { await self.cancelWaiter(id) }
        }
    }

    private func cancelWaiter(_ id: Int) {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: place).continuation.resume(throwing: CancellationError())
    }

    private func leave() {
        if waiters.isEmpty { isBusy = false } else { waiters.removeFirst().continuation.resume() }
    }
}

/// A session that was used in a way that cannot work.
public struct SessionError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        case closed
        /// A flush has failed: only `rollback` and `close` are possible.
        case needsRollback
        /// A listener called the session that it was called by.
        case reentered
        /// The object belongs to another session.
        case otherSession
        /// The object's state does not allow it: deleting what was never stored, refreshing what has no row.
        case objectState
        /// Two objects with one primary key.
        case duplicateKey
    }

    public let kind: Kind
    public let description: String
    /// The error that led to it.
    public let underlying: (any Error)?

    init(_ kind: Kind, _ description: String, underlying: (any Error)? = nil) {
        self.kind = kind
        self.description = description
        self.underlying = underlying
    }
}
