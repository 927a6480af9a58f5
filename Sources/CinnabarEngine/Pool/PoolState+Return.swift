extension PoolState {
    /// A lease ends. It goes to who waits longest, else on top of the idle ones.
    mutating func release(_ grant: PoolGrant, _ fate: PoolFate, now: Int64) -> PoolReturn {
        guard holds(grant, .leased) else { return .stale }
        // The usual way, without the questions that do not arise on it.
        if fate == .reusable, waiters.isEmpty, life == .open, idle.count < rules.size, !slots[grant.slot].isExpired {
            keep(grant.slot, now: now)
            return .idle
        }
        return settle(grant.slot, fate, now: now)
    }

    /// A lease ends, but the connection needs a rollback or reset first. False for a stale ticket.
    mutating func beginCleaning(_ grant: PoolGrant) -> Bool {
        guard holds(grant, .leased) else { return false }
        slots[grant.slot].phase = .cleaning
        return true
    }

    mutating func cleaned(_ grant: PoolGrant, _ fate: PoolFate, now: Int64) -> PoolReturn {
        guard holds(grant, .cleaning) else { return .stale }
        return settle(grant.slot, fate, now: now)
    }

    mutating func pinged(_ slot: Int, isAlive: Bool, now: Int64) {
        guard slots.indices.contains(slot), slots[slot].phase == .pinging else { return }
        if isAlive { slots[slot].since = now }
        record(settle(slot, isAlive ? .reusable : .broken, now: now))
    }

    /// A connection that was told to close is gone.
    mutating func closed(_ slot: Int, now: Int64) {
        guard slots.indices.contains(slot), slots[slot].phase == .closing else { return }
        closed += 1
        vacate(slot)
        provide(now: now)
        finishClosing()
    }

    /// Connections of today are pinged before they are used again; those that are out stay out.
    mutating func invalidateAll() {
        generation &+= 1
    }

    @inline(__always) func holds(_ grant: PoolGrant, _ phase: Phase) -> Bool {
        slots.indices.contains(grant.slot) && slots[grant.slot].ticket == grant.ticket
            && slots[grant.slot].phase == phase
    }

    mutating func vacate(_ slot: Int) {
        move(slot, to: .free)
        slots[slot] = Slot()
        free.append(slot)
    }

    /// Finds the next use of a connection that nobody holds.
    mutating func settle(_ slot: Int, _ fate: PoolFate, now: Int64) -> PoolReturn {
        slots[slot].owner = 0
        switch fate {
        case .broken:
            invalidateAll()
            close(slot, .abort)
        case .reusable where life == .open && rules.isPooled && !slots[slot].isExpired:
            return offer(slot, now: now)
        case .reusable, .unwanted:
            close(slot, .polite)
        }
        provide(now: now)
        return .pending
    }

    /// To the first waiter, to the idle ones, or away when there are enough of those.
    mutating func offer(_ slot: Int, now: Int64) -> PoolReturn {
        if !waiters.isEmpty {
            if slots[slot].generation != generation {
                ping(slot)
                return .pending
            }
            if let waiter = waiters.popFirst() {
                return .handed(tag: waiter.tag, lend(slot, now: now, site: waiter.site, owner: waiter.owner))
            }
        }
        guard rules.isPooled, idle.count < rules.size else {
            close(slot, .polite)
            return .pending
        }
        if slots[slot].phase != .leased { move(slot, to: .idle) }
        keep(slot, now: now)
        return .idle
    }

    private mutating func keep(_ slot: Int, now: Int64) {
        slots[slot].rest(now: now)
        idle.append(slot)
        if rules.idleTimeout != .max { sweep(by: now.addingClamped(rules.idleTimeout)) }
    }

    mutating func record(_ outcome: PoolReturn) {
        if case .handed(let tag, let grant) = outcome { effects.append(.grant(tag: tag, grant)) }
    }

    mutating func ping(_ slot: Int) {
        move(slot, to: .pinging)
        // What a ping proves holds for the present generation, even if another one begins before it ends.
        slots[slot].generation = generation
        effects.append(.ping(slot: slot))
    }

    mutating func close(_ slot: Int, _ how: PoolClosing) {
        move(slot, to: .closing)
        effects.append(.close(slot: slot, how))
    }
}
