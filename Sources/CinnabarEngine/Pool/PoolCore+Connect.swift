import CinnabarSQL
import Logging
import Synchronization

extension PoolCore {
    /// Connects in the background: who asked for it may be served by a returned connection meanwhile, or give up.
    func startConnect(_ slot: Int) {
        let job = PoolJob(timer: timer)
        let mayStart = update { shared in
            guard shared.state.life == .open else {
                shared.state.connectFailed(slot, .unreachable, now: MonotonicClock.now)
                return false
            }
            shared.setJob(job, at: slot)
            return true
        }
        guard mayStart else { return }
        let started = MonotonicClock.now
        let limit = Deadline.after(configuration.connectTimeout)
        job.start(limit: limit.withGrace(configuration.connectTimeout)) {
            await self.open(slot, job, limit: limit, started: started)
        } overdue: {
            self.connectFailed(slot, PoolErrors.connectTimeout(self.configuration.connectTimeout))
        }
    }

    private func open(_ slot: Int, _ job: PoolJob, limit: Deadline, started: Int64) async {
        let connection: any DriverConnection
        do {
            connection = try await connect(limit)
        } catch {
            if job.claim() { connectFailed(slot, PoolErrors.connectFailed(error)) }
            return
        }
        guard job.adopt(connection) else { return connection.abort() }
        do {
            try await onConnect?(connection)
        } catch {
            let closing = Deadline.after(configuration.closeTimeout)
            if connection.isUsable { await connection.close(deadline: min(limit, closing)) } else { connection.abort() }
            if job.claim() { connectFailed(slot, PoolErrors.onConnectFailed(error)) }
            return
        }
        if job.claim() { connected(slot, connection, took: .nanoseconds(MonotonicClock.now - started)) }
    }

    private func connected(_ slot: Int, _ connection: any DriverConnection, took: Duration) {
        let number = shared.withLock { shared in
            shared.opened += 1
            return shared.opened
        }
        let entry = PoolEntry(connection: connection, number: number, openedAt: MonotonicClock.now)
        logger.debug("connection \(number) was opened in \(took.forHumans)")
        observer?.connected?(entry, took)
        let isWanted = update { shared in
            guard shared.state.slots[slot].phase == .connecting else { return false }
            shared.setJob(nil, at: slot)
            shared.setEntry(entry, at: slot)
            shared.connectError = nil
            shared.state.connected(slot, now: MonotonicClock.now)
            return true
        }
        if !isWanted {
            connection.abort()
            observer?.closed?(entry)
        }
    }

    private func connectFailed(_ slot: Int, _ error: DatabaseError) {
        observer?.connectFailed?(error)
        let isNews = update(connectError: error) { shared in
            let isNews = shared.connectError == nil && shared.state.life == .open
            shared.setJob(nil, at: slot)
            shared.connectError = error
            shared.state.connectFailed(slot, PoolErrors.classify(error), now: MonotonicClock.now)
            return isNews
        }
        // Once per outage: the attempts go on, and each waiter has the error too.
        logger.log(level: isNews ? .error : .debug, "no connection could be made: \(error)")
    }

    func cancelConnect(_ slot: Int) {
        let (job, isForced) = shared.withLock { ($0.job(slot), $0.state.life == .closed) }
        if isForced { job?.cut() } else { job?.cancel() }
    }

    func startPing(_ slot: Int) {
        let found = shared.withLock { shared -> (PoolEntry, PoolJob)? in
            guard let entry = shared.entry(slot), shared.state.slots[slot].phase == .pinging else { return nil }
            let job = PoolJob(timer: timer, connection: entry.connection)
            shared.setJob(job, at: slot)
            return (entry, job)
        }
        guard let (entry, job) = found else { return }
        let limit = Deadline.after(configuration.pingTimeout)
        job.start(limit: limit.withGrace(configuration.pingTimeout)) {
            let isAlive = await Self.ping(entry.connection, deadline: limit)
            if job.claim() { self.pinged(slot, isAlive: isAlive, entry) }
        } overdue: {
            self.pinged(slot, isAlive: false, entry)
        }
    }

    private static func ping(_ connection: any DriverConnection, deadline: Deadline) async -> Bool {
        guard connection.isUsable else { return false }
        do {
            try await connection.ping(deadline: deadline)
            return connection.isUsable
        } catch {
            return false
        }
    }

    private func pinged(_ slot: Int, isAlive: Bool, _ entry: PoolEntry) {
        if !isAlive { logger.info("connection \(entry.number) is dead and is replaced") }
        update { shared in
            shared.setJob(nil, at: slot)
            shared.state.pinged(slot, isAlive: isAlive, now: MonotonicClock.now)
        }
    }
}

extension Deadline {
    /// Leaves a driver that keeps its deadline the time to say so in its own, better words.
    fileprivate func withGrace(_ timeout: Duration) -> Deadline {
        Deadline(nanoseconds: nanoseconds.addingClamped(min(timeout / 10, .milliseconds(250)).clampedNanoseconds))
    }
}
