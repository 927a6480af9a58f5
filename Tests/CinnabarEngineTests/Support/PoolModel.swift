@testable import CinnabarEngine

/// A second, naive description of the pool (P30): it follows what `PoolState` does and objects to what it must not do.
///
/// It decides nothing itself, except what follows from the rules: who is next, what may be lent, who must give up.
struct PoolModel {
    enum Place: Equatable {
        case connecting
        case pinging
        case idle(since: Int64)
        case leased(UInt64)
        case cleaning(UInt64)
        case closing
    }

    struct Connection {
        var place: Place
        var generation: Int
        var diesAt = Int64.max
        var isExpired = false
    }

    struct Waiter {
        let tag: Int
        let ticket: UInt64
        let deadline: Int64
    }

    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    let rules: PoolRules
    var connections: [Int: Connection] = [:]
    /// Bottom to top.
    var idle: [Int] = []
    var waiters: [Waiter] = []
    var generation = 0
    var isOpen = true
    var isDrained = false
    var opened = 0
    var closed = 0
    var acquired = 0
    var timeouts = 0
    var usedTickets: Set<UInt64> = []
    /// No connect before this: half the shortest back-off.
    var noConnectBefore = Int64.min
    var failures = 0

    init(rules: PoolRules) { self.rules = rules }

    func slots(_ matches: (Place) -> Bool) -> [Int] {
        var found: [Int] = []
        for (slot, connection) in connections where matches(connection.place) { found.append(slot) }
        return found.count > 1 ? found.sorted() : found
    }

    var connecting: [Int] { slots { $0 == .connecting } }
    var pinging: [Int] { slots { $0 == .pinging } }
    var closing: [Int] { slots { $0 == .closing } }

    var leases: [PoolGrant] {
        connections.compactMap { slot, connection in
            if case .leased(let ticket) = connection.place { PoolGrant(slot: slot, ticket: ticket) } else { nil }
        }.sorted { $0.slot < $1.slot }
    }

    var cleanings: [PoolGrant] {
        connections.compactMap { slot, connection in
            if case .cleaning(let ticket) = connection.place { PoolGrant(slot: slot, ticket: ticket) } else { nil }
        }.sorted { $0.slot < $1.slot }
    }

    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: message()) }
    }

    func isFresh(_ slot: Int, now: Int64) -> Bool {
        guard let connection = connections[slot], case .idle(let since) = connection.place else { return false }
        return connection.generation == generation && (rules.pingAfter == .max || now - since < rules.pingAfter)
    }

    func freshIdle(now: Int64) -> Int? { idle.last { isFresh($0, now: now) } }

    // MARK: What the pool did

    mutating func lent(_ grant: PoolGrant, now: Int64) throws {
        guard let connection = connections[grant.slot] else {
            throw Violation(description: "slot \(grant.slot) was lent, but there is no connection")
        }
        switch connection.place {
        case .leased, .cleaning, .closing:
            throw Violation(description: "slot \(grant.slot) was lent while \(connection.place)")
        case .connecting, .pinging, .idle: break
        }
        try require(connection.generation == generation, "slot \(grant.slot) was lent without a ping")
        try require(isOpen, "lent by a closed pool")
        try require(usedTickets.insert(grant.ticket).inserted, "ticket \(grant.ticket) was given twice")
        idle.removeAll { $0 == grant.slot }
        connections[grant.slot]?.place = .leased(grant.ticket)
        acquired += 1
    }

    /// The waiter must be the first.
    mutating func served(_ tag: Int, _ grant: PoolGrant, now: Int64) throws {
        try require(waiters.first?.tag == tag, "waiter \(tag) was served, but \(waiters.first?.tag ?? -1) is first")
        waiters.removeFirst()
        try lent(grant, now: now)
    }

    mutating func apply(_ effects: [PoolEffect], failing: PoolConnectFailure? = nil, now: Int64) throws {
        for effect in effects { try apply(effect, failing: failing, now: now) }
    }

    private mutating func apply(_ effect: PoolEffect, failing: PoolConnectFailure?, now: Int64) throws {
        switch effect {
        case .grant(let tag, let grant): try served(tag, grant, now: now)
        case .fail(let tag, let failure): try failed(tag, failure, failing: failing, now: now)
        case .connect(let slot):
            try require(connections[slot] == nil, "slot \(slot) connects, but is taken")
            try require(isOpen, "a closed pool connects")
            try require(now >= noConnectBefore, "connects \(noConnectBefore - now) ns before the back-off is over")
            connections[slot] = Connection(place: .connecting, generation: generation)
            try require(connections.count <= rules.capacity, "more connections than allowed")
            try require(connecting.count <= rules.maxConnects, "more connects at once than allowed")
        case .ping(let slot):
            guard let connection = connections[slot] else { throw Violation(description: "pings nothing") }
            switch connection.place {
            case .idle: try require(!isFresh(slot, now: now), "pings what is fresh")
            case .connecting, .pinging, .leased, .cleaning:
                try require(connection.generation != generation, "pings what was returned just now")
            case .closing: throw Violation(description: "pings what is closing")
            }
            idle.removeAll { $0 == slot }
            connections[slot]?.place = .pinging
            connections[slot]?.generation = generation
        case .close(let slot, _):
            try require(connections[slot] != nil, "closes nothing")
            idle.removeAll { $0 == slot }
            connections[slot]?.place = .closing
        case .cancelConnect(let slot):
            try require(!isOpen && connections[slot]?.place == .connecting, "cancels a connect for no reason")
        case .warnOfLease(let grant, let age):
            try require(connections[grant.slot]?.place == .leased(grant.ticket), "warns of no lease")
            try require(age >= rules.leakWarningAfter, "warns before its time")
        case .drained:
            try require(!isOpen && !isDrained, "drained twice, or while open")
            isDrained = true
        }
    }

    private mutating func failed(_ tag: Int, _ failure: PoolFailure, failing: PoolConnectFailure?, now: Int64) throws {
        guard let index = waiters.firstIndex(where: { $0.tag == tag }) else {
            throw Violation(description: "waiter \(tag) failed, but does not wait")
        }
        switch failure {
        case .timeout:
            try require(waiters[index].deadline <= now, "timed out before its time")
            timeouts += 1
        case .closed: try require(!isOpen, "told that the pool is closed, but it is open")
        case .connectFailed:
            guard let failing else { throw Violation(description: "told of a failed connect, but none has") }
            try require(index == 0, "not the first one to give up")
            if rules.isPooled {
                let serving = connections.values.contains { $0.place != .connecting && $0.place != .closing }
                try require(!serving, "gives up, but a connection can still serve")
                try require(
                    failing == .permanent || (failing == .unreachable && connecting.isEmpty),
                    "gives up although \(failing), with \(connecting.count) connecting")
            }
        }
        waiters.remove(at: index)
    }
}
