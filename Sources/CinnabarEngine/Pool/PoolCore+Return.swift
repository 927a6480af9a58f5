import CinnabarSQL
import Logging
import Synchronization

extension PoolCore {
    func giveBack(_ entry: PoolEntry, _ grant: PoolGrant, _ fate: PoolFate) {
        if let observer { observer.checkedIn?(entry) }
        let now = MonotonicClock.coarse
        let next: Handover? = shared.withLock { shared in
            let outcome = shared.state.release(grant, fate, now: now)
            if shared.state.nextWake < shared.armedAt { arm(&shared) }
            if outcome == .idle { return nil }
            return handover(outcome, &shared)
        }
        if let next { complete(next) }
    }

    /// Rolls back and resets in the background; the caller may wait for the job. nil for a stale lease.
    @discardableResult
    func clean(_ entry: PoolEntry, _ grant: PoolGrant, thorough: Bool, within time: Duration) -> PoolJob? {
        let job = PoolJob(timer: timer, connection: entry.connection)
        let isCurrent = update { shared in
            guard shared.state.beginCleaning(grant) else { return false }
            shared.setJob(job, at: grant.slot)
            return true
        }
        guard isCurrent else { return nil }
        if let observer { observer.checkedIn?(entry) }
        let limit = Deadline.after(time)
        job.start(limit: limit) {
            let fate = await self.reset(entry, thorough: thorough, deadline: limit)
            if job.claim() { self.cleaned(grant, fate) }
        } overdue: {
            self.logger.warning(
                "connection \(entry.number) was cut off: it could not be cleaned within \(time.forHumans)")
            self.cleaned(grant, .broken)
        }
        return job
    }

    private func reset(_ entry: PoolEntry, thorough: Bool, deadline: Deadline) async -> PoolFate {
        let connection = entry.connection
        do {
            try await connection.reset(thorough: thorough, deadline: deadline)
            guard connection.isUsable else { return .broken }
            return connection.transactionStatus == .idle ? .reusable : .unwanted
        } catch {
            // Even if it still seems usable: a polite end would cost as much time again.
            logger.warning("connection \(entry.number) was discarded: it could not be cleaned: \(error)")
            return .broken
        }
    }

    private func cleaned(_ grant: PoolGrant, _ fate: PoolFate) {
        let next: Handover? = shared.withLock { shared in
            shared.setJob(nil, at: grant.slot)
            let outcome = shared.state.cleaned(grant, fate, now: MonotonicClock.now)
            arm(&shared)
            return handover(outcome, &shared)
        }
        if let next { complete(next) }
    }

    /// Called while a lease goes away without having been released.
    func leaseDropped(_ entry: PoolEntry, _ grant: PoolGrant) {
        let site = shared.withLock { shared in
            shared.state.holds(grant, .leased) ? shared.state.slots[grant.slot].site : nil
        }
        guard let site else { return }
        logger.warning(
            """
            connection \(entry.number), taken at \(site), was dropped without being released; \
            it is rolled back and taken back
            """)
        let connection = entry.connection
        if !connection.isUsable || connection.transactionStatus == .unknown {
            giveBack(entry, grant, .broken)
        } else {
            clean(entry, grant, thorough: true, within: min(.milliseconds(80), configuration.closeTimeout))
        }
    }

    func leaseReleasedTwice(_ entry: PoolEntry) {
        logger.warning("connection \(entry.number) was released twice; the second release was ignored")
    }

    /// What is left to do after a return, outside the lock.
    private struct Handover {
        var continuation: PoolContinuation?
        var entry: PoolEntry?
        var grant: PoolGrant?
        var effects: [PoolEffect]
    }

    private func handover(_ outcome: PoolReturn, _ shared: inout Shared) -> Handover? {
        switch outcome {
        case .idle, .stale: return nil
        case .pending: return Handover(effects: shared.state.takeEffects())
        case .handed(let tag, let grant):
            return Handover(
                continuation: shared.takeWaiting(tag), entry: shared.entry(grant.slot), grant: grant,
                effects: shared.state.takeEffects())
        }
    }

    private func complete(_ next: Handover) {
        if let continuation = next.continuation, let entry = next.entry, let grant = next.grant {
            continuation.resume(returning: PoolLoan(entry: entry, grant: grant))
        }
        if !next.effects.isEmpty { perform(next.effects, connectError: nil) }
    }
}
