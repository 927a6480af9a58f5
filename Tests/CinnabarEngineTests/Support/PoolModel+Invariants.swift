@testable import CinnabarEngine

extension PoolModel {
    private struct Tally {
        var connecting = 0
        var pinging = 0
        var inUse = 0
        var closing = 0
    }

    private var tally: Tally {
        var tally = Tally()
        for connection in connections.values {
            switch connection.place {
            case .connecting: tally.connecting += 1
            case .pinging: tally.pinging += 1
            case .leased, .cleaning: tally.inUse += 1
            case .closing: tally.closing += 1
            case .idle: break
            }
        }
        return tally
    }

    /// What must hold after every event.
    func check(_ state: PoolState, now: Int64) throws {
        let status = state.status(now: now)
        let tally = tally
        try require(state.idle == idle, "idle: \(state.idle), expected \(idle)")
        try require(state.waiters.count == waiters.count, "waiting: \(state.waiters.count), not \(waiters.count)")
        try require(state.connecting == tally.connecting, "connecting: \(state.connecting)")
        try require(state.pinging == tally.pinging, "pinging: \(state.pinging)")
        try require(state.closing == tally.closing, "closing: \(state.closing)")
        try require(state.live == connections.count, "live: \(state.live), not \(connections.count)")
        try require(status.inUse == tally.inUse, "in use: \(status.inUse)")
        try require(
            state.opened == opened && state.closed == closed && state.acquired == acquired
                && state.timeouts == timeouts, "totals differ: \(status)")
        try require(idle.count <= max(rules.size, 0), "more idle connections than are kept")
        try require(state.live <= rules.capacity, "more connections than allowed")
        for (index, slot) in state.slots.enumerated() {
            try require((connections[index] == nil) == (slot.phase == .free), "slot \(index) is \(slot.phase)")
        }
        try checkProgress(state, tally, now: now)
    }

    /// Nobody waits for something that will never happen, or that has happened.
    private func checkProgress(_ state: PoolState, _ tally: Tally, now: Int64) throws {
        try require((state.life == .closed) == isDrained, "closed is \(state.life), drained is \(isDrained)")
        guard isOpen else { return try require(waiters.isEmpty && idle.isEmpty, "a closed pool keeps something") }
        if let earliest = waiters.map(\.deadline).min() {
            try require(state.nextWake <= earliest, "the timer would miss a waiter's deadline")
        }
        if idle.count > rules.minimumIdle, rules.idleTimeout != .max, let first = idle.first,
            case .idle(let since) = connections[first]?.place
        {
            try require(
                state.nextWake <= max(now, since + rules.idleTimeout) + rules.idleTimeout,
                "the timer would miss an idle connection")
        }
        guard !waiters.isEmpty else { return }
        try require(freshIdle(now: now) == nil, "somebody waits while a connection is idle")
        let isWorking = connections.count > idle.count
        try require(isWorking || state.nextWake < .max, "somebody waits, and nothing will ever happen")
        // Connections that need a ping are pinged for those who wait.
        try require(
            idle.isEmpty || waiters.count <= tally.connecting + tally.pinging, "idle ones are not pinged for waiters")
        if connections.count < rules.capacity, waiters.count > tally.connecting + tally.pinging {
            let isLimited = tally.connecting >= 1 || now < state.backoffUntil
            try require(isLimited, "somebody waits, and no connection is made")
            try require(
                state.nextWake < .max || tally.connecting >= rules.maxConnects, "growth has no timer")
        }
    }
}
