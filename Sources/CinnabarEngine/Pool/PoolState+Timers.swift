extension PoolState {
    /// Does what has become due, and finds out when the next thing will.
    mutating func tick(now: Int64) {
        if now >= waiterDue { failOverdue(now: now) }
        if now >= sweepDue { sweep(now: now) }
        if now >= connectDue {
            connectDue = .max
            growth = min(growth + 1, rules.maxConnects)
        }
        provide(now: now)
        nextWake = min(waiterDue, connectDue, sweepDue)
    }

    private mutating func failOverdue(now: Int64) {
        let (overdue, next) = waiters.removeOverdue(now: now)
        waiterDue = next
        timeouts += UInt64(overdue.count)
        for waiter in overdue {
            effects.append(.fail(tag: waiter.tag, .timeout(ownLease: slotLent(to: waiter.owner))))
        }
    }

    /// Asks for a sweep not later than this.
    mutating func sweep(by time: Int64) {
        guard time < sweepDue else { return }
        sweepDue = time
        wake(at: time)
    }

    /// Closes what is too old or idle for too long, marks what is out and too old, warns of long leases.
    private mutating func sweep(now: Int64) {
        var next = Int64.max
        closeExpired(now: now, next: &next)
        closeLongIdle(now: now, next: &next)
        if rules.leakWarningAfter != .max { warnOfLeases(now: now, next: &next) }
        sweepDue = next
    }

    private mutating func closeExpired(now: Int64, next: inout Int64) {
        guard rules.lifetime != .max else { return }
        for slot in slots.indices {
            switch slots[slot].phase {
            case .free, .connecting, .closing: continue
            case .idle, .pinging, .leased, .cleaning: break
            }
            if slots[slot].isExpired { continue }
            guard slots[slot].expiresAt <= now else {
                next = min(next, slots[slot].expiresAt)
                continue
            }
            slots[slot].isExpired = true
        }
        for slot in idle where slots[slot].isExpired { close(slot, .polite) }
        idle.removeAll { slots[$0].isExpired }
    }

    private mutating func closeLongIdle(now: Int64, next: inout Int64) {
        guard rules.idleTimeout != .max else { return }
        let surplus = max(0, idle.count - rules.minimumIdle)
        // The first ones were used longest ago.
        var closed = 0
        while closed < surplus, slots[idle[closed]].since.addingClamped(rules.idleTimeout) <= now {
            close(idle[closed], .polite)
            closed += 1
        }
        idle.removeFirst(closed)
        if idle.count > rules.minimumIdle, let first = idle.first {
            next = min(next, slots[first].since.addingClamped(rules.idleTimeout))
        }
    }

    private mutating func warnOfLeases(now: Int64, next: inout Int64) {
        for slot in slots.indices where slots[slot].phase == .leased && !slots[slot].leaseWasWarnedOf {
            let due = slots[slot].since.addingClamped(rules.leakWarningAfter)
            guard due <= now else {
                next = min(next, due)
                continue
            }
            slots[slot].leaseWasWarnedOf = true
            let grant = PoolGrant(slot: slot, ticket: slots[slot].ticket)
            effects.append(.warnOfLease(grant, heldFor: now - slots[slot].since))
        }
    }
}
