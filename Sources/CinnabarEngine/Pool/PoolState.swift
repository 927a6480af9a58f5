/// The pool as a value: every event is a mutating call, and what is to be done about it comes back as effects.
///
/// It knows no clock, thread, socket or task, so that any order of events can be tested. Connections are slots
/// (small numbers), waiters are tags; the shell (`Pool`) keeps what they stand for.
///
/// Invariants: nobody waits while a usable connection is idle; slots that are not free never exceed the capacity;
/// a ticket is current on one slot at the most.
struct PoolState {
    enum Phase: UInt8 {
        case free
        case connecting
        case idle
        /// Is asked whether it is alive.
        case pinging
        case leased
        /// Is rolled back or reset after a lease.
        case cleaning
        case closing
    }

    struct Slot {
        var phase = Phase.free
        /// Its lifetime ended while it was out.
        var isExpired = false
        var leaseWasWarnedOf = false
        /// Older than the pool's: its server was gone since, so it is pinged before it is used.
        var generation: UInt32 = 0
        /// The current or last lease; 0 for none.
        var ticket: UInt64 = 0
        var expiresAt = Int64.max
        /// When the phase began, for idle and leased ones.
        var since: Int64 = 0
        var site = CallSite()
        /// The task that took it; 0 when unknown.
        var owner = 0

        mutating func lend(ticket: UInt64, now: Int64, site: CallSite, owner: Int) {
            phase = .leased
            leaseWasWarnedOf = false
            self.ticket = ticket
            since = now
            self.site = site
            self.owner = owner
        }

        mutating func rest(now: Int64) {
            phase = .idle
            since = now
            owner = 0
        }
    }

    enum Life: UInt8 {
        case open
        case closing
        case closed
    }

    let rules: PoolRules
    var random: SplitMix64
    var slots: [Slot] = []
    /// Slots to be used again.
    var free: [Int] = []
    /// The last one was used last.
    var idle: [Int] = []
    var waiters = WaiterQueue()
    var life = Life.open
    var connecting = 0
    var pinging = 0
    var closing = 0
    var generation: UInt32 = 0
    var lastTicket: UInt64 = 0

    /// Connects that failed since the last one that did not.
    var failures = 0
    var backoffUntil = Int64.min
    /// How many connects at once, while others serve: doubles with each that was needed.
    var growth = 1

    /// Not later than the moment at which there is something to do; `tick` makes them exact again.
    var waiterDue = Int64.max
    var connectDue = Int64.max
    var sweepDue = Int64.max
    /// The earliest of the three: when `tick` must be called.
    var nextWake = Int64.max

    var effects: [PoolEffect] = []
    var opened: UInt64 = 0
    var closed: UInt64 = 0
    var acquired: UInt64 = 0
    var timeouts: UInt64 = 0

    init(rules: PoolRules, seed: UInt64) {
        self.rules = rules
        random = SplitMix64(state: seed)
    }

    /// All but the free ones: each may be a connection on the server.
    @inline(__always) var live: Int { slots.count - free.count }
    /// Those that serve now or will in a moment, without a new connect.
    var established: Int { live - connecting - closing }

    mutating func takeEffects() -> [PoolEffect] {
        guard !effects.isEmpty else { return [] }
        let taken = effects
        effects = []
        return taken
    }

    mutating func move(_ slot: Int, to phase: Phase) {
        switch slots[slot].phase {
        case .connecting: connecting -= 1
        case .pinging: pinging -= 1
        case .closing: closing -= 1
        case .free, .idle, .leased, .cleaning: break
        }
        switch phase {
        case .connecting: connecting += 1
        case .pinging: pinging += 1
        case .closing: closing += 1
        case .free, .idle, .leased, .cleaning: break
        }
        slots[slot].phase = phase
    }

    mutating func wake(at time: Int64) {
        if time < nextWake { nextWake = time }
    }
}

/// A small generator, seeded so that a run can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
