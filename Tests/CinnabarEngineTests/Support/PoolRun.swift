@testable import CinnabarEngine

/// One pool state and its model, driven by events.
struct PoolRun {
    enum Event: Hashable {
        case acquire(waits: Int64)
        case leaseIdle
        case cancel(Int)
        case connected(slot: Int)
        case connectFailed(slot: Int, PoolConnectFailure)
        case release(PoolGrant, PoolFate)
        case clean(PoolGrant)
        case cleaned(PoolGrant, PoolFate)
        case pinged(slot: Int, isAlive: Bool)
        case closed(slot: Int)
        case invalidate
        case wait(Int64)
        case shutdown
        case forceShutdown
    }

    var state: PoolState
    var model: PoolModel
    var now: Int64 = 1_000_000
    var lastTag = 0

    init(rules: PoolRules, seed: UInt64) {
        state = PoolState(rules: rules, seed: seed)
        model = PoolModel(rules: rules)
    }

    mutating func perform(_ event: Event) throws {
        switch event {
        case .acquire(let waits): try acquire(waits: waits)
        case .leaseIdle:
            let expected = model.idle.last.flatMap { model.isFresh($0, now: now) ? $0 : nil }
            let grant = state.takeIdle(now: now, site: CallSite())
            try model.require(grant?.slot == expected, "took \(String(describing: grant)), not \(expected ?? -1)")
            if let grant { try model.lent(grant, now: now) }
        case .cancel(let index):
            let waiter = model.waiters.remove(at: index)
            try model.require(state.cancel(ticket: waiter.ticket) == waiter.tag, "cancelled somebody else")
            try model.require(state.cancel(ticket: waiter.ticket) == nil, "cancelled twice")
        case .connected(let slot): try connected(slot)
        case .connectFailed(let slot, let failure):
            state.connectFailed(slot, failure, now: now)
            model.connections[slot] = nil
            model.failures += 1
            model.noConnectBefore = now + min(state.rules.backoffLimit, state.rules.backoffBase) / 2
            try model.apply(state.takeEffects(), failing: failure, now: now)
        case .release(let grant, let fate):
            try returned(state.release(grant, fate, now: now), grant.slot, fate)
            try model.require(state.release(grant, .reusable, now: now) == .stale, "released twice")
        case .clean(let grant):
            try model.require(state.beginCleaning(grant), "cannot be cleaned")
            try model.require(state.release(grant, .reusable, now: now) == .stale, "released while being cleaned")
            model.connections[grant.slot]?.place = .cleaning(grant.ticket)
        case .cleaned(let grant, let fate):
            try returned(state.cleaned(grant, fate, now: now), grant.slot, fate)
        case .pinged(let slot, let isAlive):
            if !isAlive { model.generation += 1 }
            state.pinged(slot, isAlive: isAlive, now: now)
            try settled(slot, isAlive ? .reusable : .broken)
        case .closed(let slot):
            state.closed(slot, now: now)
            model.connections[slot] = nil
            model.closed += 1
            try model.apply(state.takeEffects(), now: now)
        case .invalidate:
            state.invalidateAll()
            model.generation += 1
        case .wait(let time):
            now += time
            // As the shell does: not before the timer is due, and then at once.
            if now >= state.nextWake { try tick() }
        case .shutdown:
            model.isOpen = false
            state.shutdown()
            try model.apply(state.takeEffects(), now: now)
        case .forceShutdown: try forceShutdown()
        }
        try model.check(state, now: now)
    }

    private mutating func acquire(waits: Int64) throws {
        lastTag += 1
        let deadline = now.addingClamped(waits)
        let fresh = model.freshIdle(now: now)
        let answer = state.acquire(tag: lastTag, deadline: deadline, now: now, site: CallSite(), owner: 0)
        switch answer {
        case .granted(let grant):
            try model.require(grant.slot == fresh, "granted \(grant.slot), not \(fresh ?? -1)")
            try model.lent(grant, now: now)
        case .queued(let ticket):
            try model.require(fresh == nil && model.isOpen && waits > 0, "queued for no reason")
            model.waiters.append(.init(tag: lastTag, ticket: ticket, deadline: deadline))
        case .failed(.timeout):
            try model.require(fresh == nil && waits <= 0, "timed out for no reason")
            model.timeouts += 1
        case .failed(let failure): try model.require(failure == .closed && !model.isOpen, "failed for no reason")
        }
        try model.apply(state.takeEffects(), now: now)
    }

    private mutating func connected(_ slot: Int) throws {
        let expiry = state.rules.lifetime
        model.opened += 1
        model.noConnectBefore = .min
        state.connected(slot, now: now)
        if expiry != .max { model.connections[slot]?.diesAt = state.slots[slot].expiresAt }
        try settled(slot, .reusable)
    }

    private mutating func returned(_ outcome: PoolReturn, _ slot: Int, _ fate: PoolFate) throws {
        if fate == .broken { model.generation += 1 }
        if case .handed(let tag, let grant) = outcome {
            model.connections[slot]?.place = .idle(since: now)
            try model.served(tag, grant, now: now)
        }
        try model.require(outcome != .stale, "stale while it was current")
        try settled(slot, fate, outcome)
    }

    /// A connection has come free: follows what the state did with it.
    private mutating func settled(_ slot: Int, _ fate: PoolFate, _ outcome: PoolReturn? = nil) throws {
        let effects = state.takeEffects()
        let isExpired = model.connections[slot]?.isExpired == true
        try model.apply(effects, now: now)
        if state.slots[slot].phase == .idle {
            try model.require(fate == .reusable && model.isOpen && !isExpired, "kept what is not to be kept")
            try model.require(outcome == nil || outcome == .idle, "said \(String(describing: outcome))")
            model.connections[slot]?.place = .idle(since: now)
            model.idle.append(slot)
        }
        if fate == .broken {
            try model.require(effects.contains(.close(slot: slot, .abort)), "a broken one was not cut off")
        }
    }

    private mutating func tick() throws {
        for (slot, connection) in model.connections where connection.diesAt <= now && connection.place != .closing {
            model.connections[slot]?.isExpired = true
        }
        let before = model
        state.tick(now: now)
        let effects = state.takeEffects()
        for case .close(let slot, _) in effects {
            guard let connection = before.connections[slot], case .idle(let since) = connection.place else {
                throw PoolModel.Violation(description: "the timer closed what is not idle")
            }
            let isOverdue = now - since >= state.rules.idleTimeout
            try model.require(connection.isExpired || isOverdue, "the timer closed what is neither old nor idle long")
        }
        try model.apply(effects, now: now)
        try model.require(model.waiters.allSatisfy { $0.deadline > now }, "somebody waits beyond the deadline")
        for slot in model.idle where model.connections[slot]?.isExpired == true {
            throw PoolModel.Violation(description: "slot \(slot) is idle beyond its lifetime")
        }
        try model.require(state.nextWake > now, "the timer would fire for ever")
    }

    private mutating func forceShutdown() throws {
        model.isOpen = false
        let leases = model.leases + model.cleanings
        let connecting = model.connecting.count
        let live = model.connections.count
        state.forceShutdown()
        try model.apply(
            state.takeEffects().filter { effect in
                if case .cancelConnect = effect { false } else { true }
            }, now: now)
        try model.require(state.live == 0, "something is left")
        model.closed += live - connecting
        model.connections = [:]
        for grant in leases {
            try model.require(state.release(grant, .reusable, now: now) == .stale, "returned to a closed pool")
        }
    }
}
