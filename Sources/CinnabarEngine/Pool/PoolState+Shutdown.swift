extension PoolState {
    /// Refuses newcomers, fails who waits, closes what is idle; leases may end in peace. Harmless when repeated.
    mutating func shutdown() {
        guard life == .open else { return }
        life = .closing
        while let waiter = waiters.popFirst() { effects.append(.fail(tag: waiter.tag, .closed)) }
        for slot in idle { close(slot, .polite) }
        idle.removeAll()
        for slot in slots.indices where slots[slot].phase == .connecting {
            effects.append(.cancelConnect(slot: slot))
        }
        finishClosing()
    }

    /// The time for that is over: cuts off whatever is left. Returns of leases are stale afterwards.
    mutating func forceShutdown() {
        shutdown()
        for slot in slots.indices {
            switch slots[slot].phase {
            case .free: continue
            case .connecting: effects.append(.cancelConnect(slot: slot))
            case .idle, .pinging, .leased, .cleaning, .closing:
                effects.append(.close(slot: slot, .abort))
                closed += 1
            }
            vacate(slot)
        }
        finishClosing()
    }

    /// The last connection of a closed pool is gone.
    mutating func finishClosing() {
        guard life == .closing, live == 0 else { return }
        life = .closed
        waiterDue = .max
        connectDue = .max
        sweepDue = .max
        nextWake = .max
        effects.append(.drained)
    }

    func status(now: Int64) -> PoolStatus {
        var status = PoolStatus()
        status.size = rules.size
        status.maxOverflow = rules.maxOverflow
        status.idle = idle.count
        status.waiting = waiters.count
        status.connecting = connecting
        status.overflow = max(0, live - connecting - rules.size)
        status.isClosed = life != .open
        status.opened = opened
        status.closed = closed
        status.acquired = acquired
        status.timeouts = timeouts
        var oldest: Slot?
        for slot in slots where slot.phase == .leased || slot.phase == .cleaning {
            status.inUse += 1
            if slot.since < oldest?.since ?? .max { oldest = slot }
        }
        if let oldest {
            status.oldestLease = .nanoseconds(max(0, now - oldest.since))
            status.oldestLeaseSite = oldest.site.description
        }
        return status
    }
}
