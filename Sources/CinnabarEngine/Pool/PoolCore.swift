import CinnabarSQL
import Logging
import Synchronization

#if DEBUG
/// Tells about one that is resumed twice or never.
typealias PoolContinuation = CheckedContinuation<PoolLoan, any Error>
#else
// Every continuation is resumed exactly once: `take` empties its place under the lock.
typealias PoolContinuation = UnsafeContinuation<PoolLoan, any Error>
#endif

/// What a waiter is given; it makes its own `Lease` of it.
struct PoolLoan {
    let entry: PoolEntry
    let grant: PoolGrant
}

/// The shell around `PoolState`: it has the clock, the tasks and the connections.
///
/// The state is changed under the lock; whatever it asks for is done after the lock is released. Nothing refers to it
/// weakly: objects with weak references count their strong ones many times slower.
final class PoolCore: Sendable {
    struct Shared {
        var state: PoolState
        /// By slot.
        var entries: [PoolEntry?] = []
        /// By slot: what is being done to the connection.
        var jobs: [PoolJob?] = []
        /// By tag.
        var waiting: [PoolContinuation?] = []
        var freeTags: [Int] = []
        var opened: UInt64 = 0
        /// When the timer fires.
        var armedAt = Int64.max
        var armed: TimerToken?
        /// Why connections cannot be made at present.
        var connectError: (any Error)?
    }

    let configuration: PoolConfiguration
    let shared: Locked<Shared>
    let timer: any DeadlineTimer
    let logger: Logger
    let observer: PoolObserver?
    let connect: Pool.Connect
    let onConnect: Pool.OnConnect?
    let drained = OneShotSignal()

    init(
        _ configuration: PoolConfiguration, logger: Logger, timer: any DeadlineTimer, observer: PoolObserver?,
        onConnect: Pool.OnConnect?, connect: @escaping Pool.Connect
    ) {
        self.configuration = configuration
        self.logger = logger
        self.timer = timer
        self.observer = observer
        self.onConnect = onConnect
        self.connect = connect
        let state = PoolState(rules: PoolRules(configuration), seed: .random(in: .min ... .max))
        shared = Locked(Shared(state: state))
    }

    /// Changes the state, sets the timer, and does what the state asks for.
    @discardableResult
    func update<Result>(connectError: (any Error)? = nil, _ change: (inout Shared) -> Result) -> Result {
        let (result, effects) = shared.withLock { shared in
            let result = change(&shared)
            arm(&shared)
            return (result, shared.state.takeEffects())
        }
        if !effects.isEmpty { perform(effects, connectError: connectError) }
        return result
    }

    func arm(_ shared: inout Shared) {
        let wake = shared.state.nextWake
        guard wake < shared.armedAt || (wake == .max && shared.armed != nil) else { return }
        if let armed = shared.armed { timer.cancel(armed) }
        shared.armedAt = wake
        shared.armed = wake == .max ? nil : timer.schedule(at: Deadline(nanoseconds: wake)) { self.tick() }
    }

    private func tick() {
        update { shared in
            shared.armedAt = .max
            shared.armed = nil
            shared.state.tick(now: MonotonicClock.now)
        }
    }
}

extension PoolCore.Shared {
    mutating func addWaiting(_ continuation: PoolContinuation) -> Int {
        if let tag = freeTags.popLast() {
            waiting[tag] = continuation
            return tag
        }
        waiting.append(continuation)
        return waiting.count - 1
    }

    /// Whoever takes it resumes it.
    mutating func takeWaiting(_ tag: Int) -> PoolContinuation? {
        guard let continuation = waiting[tag] else { return nil }
        waiting[tag] = nil
        freeTags.append(tag)
        return continuation
    }

    func entry(_ slot: Int) -> PoolEntry? { slot < entries.count ? entries[slot] : nil }
    func job(_ slot: Int) -> PoolJob? { slot < jobs.count ? jobs[slot] : nil }

    mutating func setJob(_ job: PoolJob?, at slot: Int) {
        while jobs.count <= slot { jobs.append(nil) }
        jobs[slot] = job
    }

    mutating func setEntry(_ entry: PoolEntry?, at slot: Int) {
        while entries.count <= slot { entries.append(nil) }
        entries[slot] = entry
    }
}
