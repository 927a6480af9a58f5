extension PoolState {
    /// The way that costs nothing: the connection used last, when it needs no ping.
    ///
    /// Nobody is overtaken: while such a connection is idle, nobody waits.
    mutating func takeIdle(now: Int64, site: CallSite) -> PoolGrant? {
        guard let slot = idle.last, !needsPing(slot, now: now) else { return nil }
        idle.removeLast()
        return lend(slot, now: now, site: site, owner: 0)
    }

    /// More than half of the connections are out.
    @inline(__always) var isNearlyExhausted: Bool { idle.count < live / 2 }

    /// Takes an idle connection or joins the queue. A deadline that has passed does not wait, but has a connection
    /// opened for the next try.
    mutating func acquire(tag: Int, deadline: Int64, now: Int64, site: CallSite, owner: Int) -> PoolAcquisition {
        guard life == .open else { return .failed(.closed) }
        if let index = idle.lastIndex(where: { !needsPing($0, now: now) }) {
            return .granted(lend(idle.remove(at: index), now: now, site: site, owner: owner))
        }
        if waiters.isEmpty { growth = 1 }
        lastTicket += 1
        let ticket = lastTicket
        let waiter = WaiterQueue.Waiter(ticket: ticket, tag: tag, deadline: deadline, site: site, owner: owner)
        waiters.append(waiter)
        provide(now: now)
        if deadline <= now {
            _ = waiters.remove(ticket: ticket)
            timeouts += 1
            return .failed(.timeout(ownLease: slotLent(to: owner)))
        }
        if deadline < waiterDue {
            waiterDue = deadline
            wake(at: deadline)
        }
        return .queued(ticket: ticket)
    }

    /// The tag of the waiter, unless it was served or failed before. Connects that were started for it go on.
    mutating func cancel(ticket: UInt64) -> Int? {
        waiters.remove(ticket: ticket)?.tag
    }

    mutating func lend(_ slot: Int, now: Int64, site: CallSite, owner: Int) -> PoolGrant {
        lastTicket += 1
        acquired += 1
        switch slots[slot].phase {
        case .connecting: connecting -= 1
        case .pinging: pinging -= 1
        case .free, .idle, .leased, .cleaning, .closing: break
        }
        slots[slot].lend(ticket: lastTicket, now: now, site: site, owner: owner)
        if rules.leakWarningAfter != .max { sweep(by: now.addingClamped(rules.leakWarningAfter)) }
        return PoolGrant(slot: slot, ticket: lastTicket)
    }

    // Inlined, like the other short ones on this way: a call would copy the whole state.
    @inline(__always) func needsPing(_ slot: Int, now: Int64) -> Bool {
        if slots[slot].generation != generation { return true }
        return rules.pingAfter != .max && now - slots[slot].since >= rules.pingAfter
    }

    func slotLent(to owner: Int) -> Int? {
        guard owner != 0 else { return nil }
        return slots.firstIndex { $0.owner == owner && ($0.phase == .leased || $0.phase == .cleaning) }
    }
}
