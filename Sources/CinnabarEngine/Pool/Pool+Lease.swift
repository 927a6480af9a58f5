import Synchronization

extension Pool {
    /// A connection for one owner: idle, returned by somebody, or new. First come, first served.
    ///
    /// - Parameters:
    ///   - deadline: until when to wait; nil for the pool's `acquireTimeout`. One that has passed takes what is idle.
    ///   - site: named in errors and warnings about the lease.
    /// - Throws: `CancellationError`, without having touched anything; `DatabaseError` of the kinds `.poolTimeout`
    ///   and `.poolClosed`, or whatever made the connect fail.
    package func lease(deadline: Deadline? = nil, site: CallSite) async throws -> Lease {
        if Task.isCancelled { throw CancellationError() }
        if let lease = takeIdle(site: site) { return lease }
        return try await waitForLease(deadline: deadline, site: site)
    }

    /// Takes no lock but the pool's, allocates nothing but the lease.
    private func takeIdle(site: CallSite) -> Lease? {
        let now = MonotonicClock.coarse
        let owner = TaskIdentity.current
        let taken: (PoolGrant, PoolEntry)? = shared.withLock { shared in
            guard let grant = shared.state.takeIdle(now: now, site: site, owner: owner),
                let entry = shared.entries[grant.slot]
            else { return nil }
            if shared.state.nextWake < shared.armedAt { arm(&shared) }
            return (grant, entry)
        }
        guard let (grant, entry) = taken else { return nil }
        if let observer { observer.checkedOut?(entry, .zero) }
        return Lease(pool: self, entry: entry, grant: grant)
    }

    private func waitForLease(deadline: Deadline?, site: CallSite) async throws -> Lease {
        let started = MonotonicClock.now
        let limit =
            deadline?.nanoseconds
            ?? configuration.acquireTimeout.map { started.addingClamped($0.clampedNanoseconds) } ?? .max
        let place = QueuePlace()
        do {
            let lease = try await withTaskCancellationHandler {
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
            if let observer { observer.checkedOut?(lease.entry, waited(since: started)) }
            return lease
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
            continuation.resume(returning: Lease(pool: self, entry: entry, grant: grant))
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
    static var current: Int { withUnsafeCurrentTask { $0?.hashValue ?? 0 } }
}
