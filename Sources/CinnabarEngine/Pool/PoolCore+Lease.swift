import CinnabarSQL
import Synchronization

extension PoolCore {
    /// Takes no lock but the pool's, allocates nothing but the lease.
    func takeIdle(site: CallSite) -> Lease? {
        let now = MonotonicClock.coarse
        let taken: (PoolGrant, PoolEntry)? = shared.withLock { shared in
            guard let grant = shared.state.takeIdle(now: now, site: site),
                let entry = shared.entries[grant.slot]
            else { return nil }
            // To know the task costs as much as all the rest: only worth it when somebody may soon have to wait.
            if shared.state.isNearlyExhausted { shared.state.slots[grant.slot].owner = TaskIdentity.current }
            if shared.state.nextWake < shared.armedAt { arm(&shared) }
            return (grant, entry)
        }
        guard let (grant, entry) = taken else { return nil }
        if let observer { observer.checkedOut?(entry, .zero) }
        return Lease(core: self, entry: entry, grant: grant)
    }

    func waitForLease(deadline: Deadline?, site: CallSite) async throws -> Lease {
        let started = MonotonicClock.now
        let limit =
            deadline?.nanoseconds
            ?? configuration.acquireTimeout.map { started.addingClamped($0.clampedNanoseconds) } ?? .max
        let place = QueuePlace()
        do {
            let loan = try await withTaskCancellationHandler {
                #if DEBUG
                try await withCheckedThrowingContinuation { continuation in
                    enqueue(continuation, at: place, limit: limit, started: started, site: site)
                }
                #else
                try await withUnsafeThrowingContinuation { continuation in
                    enqueue(continuation, at: place, limit: limit, started: started, site: site)
                }
                #endif
            } onCancel: {
                leaveQueue(place)
            }
            #if DEBUG
            // ThreadSanitizer does not see that a resumed task runs after who resumed it (swiftlang/swift#59068);
            // that both have held the lock, it sees.
            shared.withLock { _ in }
            #endif
            if let observer { observer.checkedOut?(loan.entry, waited(since: started)) }
            return Lease(core: self, entry: loan.entry, grant: loan.grant)
        } catch let failure as PoolTimeoutFailure {
            let error = failure.error(waited: waited(since: started))
            observer?.timedOut?(error, waited(since: started))
            throw error
        }
    }

    private func waited(since started: Int64) -> Duration { .nanoseconds(MonotonicClock.now - started) }

    /// Runs within the continuation's body. The task's cancelled flag is set before its handler runs: either the flag
    /// is seen here, or the handler comes after this and finds the place in the queue.
    private func enqueue(
        _ continuation: PoolContinuation, at place: QueuePlace, limit: Int64, started: Int64, site: CallSite
    ) {
        let owner = TaskIdentity.current
        enum Outcome {
            case waiting
            case granted(PoolGrant, PoolEntry)
            case failed(any Error)
        }
        let outcome: Outcome = update { shared in
            if Task.isCancelled { return .failed(CancellationError()) }
            let tag = shared.addWaiting(continuation)
            let answer = shared.state.acquire(tag: tag, deadline: limit, now: started, site: site, owner: owner)
            if case .queued(let ticket) = answer {
                place.ticket.store(ticket, ordering: .relaxed)
                return .waiting
            }
            _ = shared.takeWaiting(tag)
            switch answer {
            case .granted(let grant):
                guard let entry = shared.entry(grant.slot) else { return .failed(PoolErrors.closed) }
                return .granted(grant, entry)
            case .failed(.timeout(let ownLease)): return .failed(timeout(ownLease: ownLease, &shared))
            case .failed(.connectFailed), .failed(.closed), .queued: return .failed(PoolErrors.closed)
            }
        }
        switch outcome {
        case .waiting: break
        case .granted(let grant, let entry):
            continuation.resume(returning: PoolLoan(entry: entry, grant: grant))
        case .failed(let error): continuation.resume(throwing: error)
        }
    }

    private func leaveQueue(_ place: QueuePlace) {
        let continuation: PoolContinuation? = shared.withLock { shared in
            let ticket = place.ticket.load(ordering: .relaxed)
            guard ticket != 0, let tag = shared.state.cancel(ticket: ticket) else { return nil }
            return shared.takeWaiting(tag)
        }
        continuation?.resume(throwing: CancellationError())
    }
}

/// Where in the queue a waiter stands: written and read under the pool's lock, 0 before it has joined.
private final class QueuePlace: Sendable {
    let ticket = Atomic<UInt64>(0)
}

/// Tells tasks apart, to recognise one that waits for its own connection.
enum TaskIdentity {
    /// 0 outside of tasks.
    static var current: Int {
        withUnsafeCurrentTask { task in
            guard let task else { return 0 }
            // The task's address, which its hash is made of at ten times the cost; never dereferenced.
            return MemoryLayout<UnsafeCurrentTask>.size == MemoryLayout<Int>.size
                ? unsafeBitCast(task, to: Int.self) : task.hashValue
        }
    }
}
