import CinnabarSQL
import Logging
import Synchronization

extension PoolCore {
    func dispose(deadline: Deadline) async {
        update { $0.state.shutdown() }
        let token = timer.schedule(at: deadline) {
            self.update { $0.state.forceShutdown() }
        }
        await drained.wait()
        timer.cancel(token)
    }

    /// Closes one connection in the background, so that nobody has to wait for it; it keeps its place until it is
    /// closed, but not longer than `closeTimeout`.
    func close(_ slot: Int, _ how: PoolClosing) {
        let (entry, pending) = shared.withLock { ($0.entry(slot), $0.job(slot)) }
        guard let entry else { return closed(slot, nil) }
        guard how == .polite else {
            entry.connection.abort()
            if let pending {
                pending.cut()
                pending.end()
            }
            return closed(slot, entry)
        }
        let job = PoolJob(timer: timer, connection: entry.connection)
        shared.withLock { $0.setJob(job, at: slot) }
        let limit = Deadline.after(configuration.closeTimeout)
        job.start(limit: limit) {
            await entry.connection.close(deadline: limit)
            if job.claim() { self.closed(slot, entry) }
        } overdue: {
            self.closed(slot, entry)
        }
    }

    private func closed(_ slot: Int, _ entry: PoolEntry?) {
        if let entry {
            logger.debug("connection \(entry.number) was closed")
            observer?.closed?(entry)
        }
        update { shared in
            // A place that was vacated by force has nothing to report, and is not used again.
            shared.setJob(nil, at: slot)
            shared.setEntry(nil, at: slot)
            shared.state.closed(slot, now: MonotonicClock.now)
        }
    }
}
