import CinnabarSQL
import Synchronization

/// The shell around `ReadPipeline`: it has the lock, the clock, the waiting tasks and the lanes.
///
/// Everything is decided under the lock and done after it.
package final class SharedReads: Sendable {
    struct Shared {
        var pipeline: ReadPipeline<SharedRead>
        /// By number.
        var lanes: [(any ReadLane)?] = []
    }

    /// From how many other reads under way they share: below it, a connection of one's own is faster.
    package static let threshold = 4

    let shared: Locked<Shared>
    /// Reads that are under way, on lanes or on connections of their own.
    let running = Atomic(0)
    private let lanes = Atomic(0)
    private let maximumLanes: Int
    private let isOn = Atomic(true)
    package let statementTimeout: Duration?
    /// The shortest round trip of late, in nanoseconds.
    let floor = Atomic<Int64>(.max)
    /// Rises with batches that took too long.
    let slowness = Atomic(0)

    /// - Parameter lanes: how many connections may be shared at the same time.
    package init(lanes: Int, _ configuration: EngineConfiguration) {
        statementTimeout = configuration.statementTimeout
        maximumLanes = lanes
        var rules = ReadPipeline<SharedRead>.Rules()
        rules.lanes = lanes
        // A connection that is shared is not one that somebody forgot.
        if let warning = configuration.pool.leakWarningAfter {
            rules.lifetime = min(rules.lifetime, warning.clampedNanoseconds / 2)
        }
        shared = Locked(Shared(pipeline: ReadPipeline(rules)))
    }

    /// How many connections are shared now.
    package var laneCount: Int { lanes.load(ordering: .relaxed) }

    /// A pool's status, with the shared connections that have nothing to answer as idle ones.
    package func status(of pool: PoolStatus) -> PoolStatus {
        var status = pool
        let (all, quiet) = shared.withLock { ($0.pipeline.laneCount, $0.pipeline.quietLaneCount) }
        status.shared = min(all, pool.inUse)
        // The pool was asked a moment ago: a lane may have come or gone since.
        status.inUse -= min(quiet, pool.inUse)
        status.idle += min(quiet, pool.inUse)
        return status
    }

    /// How many reads had their answers from lanes so far.
    package var served: UInt64 { shared.withLock { $0.pipeline.served } }

    /// Whether a statement is one that may share, now or later.
    func covers(_ statement: CompiledStatement) -> Bool {
        statement.isPureRead && statement.isReusable && isOn.load(ordering: .relaxed)
            && statement.pace.load(ordering: .relaxed) != .alone
    }

    /// Whether a statement that is covered should share now.
    func isWorthIt(_ statement: CompiledStatement) -> Bool {
        running.load(ordering: .relaxed) >= Self.threshold && statement.pace.load(ordering: .relaxed) == .quick
    }

    var hasLanes: Bool { laneCount > 0 }
    var wantsLane: Bool { laneCount < maximumLanes }

    func begin() { running.wrappingAdd(1, ordering: .relaxed) }
    func end() { running.wrappingSubtract(1, ordering: .relaxed) }

    /// Shares no more: the database gives statements to other connections than ours.
    package func turnOff() { isOn.store(false, ordering: .relaxed) }

    /// No read is taken any more; those that are here run to their end, and the lanes go.
    package func close() {
        turnOff()
        let lanes = shared.withLock { shared in
            shared.pipeline.close()
            return shared.lanes
        }
        for lane in lanes { lane?.call() }
    }

    // MARK: Lanes

    /// Makes a lane of a lease. False when there are enough, or the connection cannot be one: the lease is the caller's.
    func adopt(_ lease: Lease) -> Bool {
        // Half of what is open stays for everybody else, however few the server allows.
        guard let connection = lease.entry.inPlace, lease.poolSize >= 2 * (laneCount + 1) else { return false }
        let now = MonotonicClock.now
        let made = shared.withLock { shared -> (any ReadLane)? in
            guard let number = shared.pipeline.open(now: now) else { return nil }
            guard let lane = connection.makeLane(number, lease, self) else {
                _ = shared.pipeline.closed(number)
                return nil
            }
            while shared.lanes.count <= number { shared.lanes.append(nil) }
            shared.lanes[number] = lane
            lanes.store(shared.pipeline.laneCount, ordering: .relaxed)
            return lane
        }
        guard let made else { return false }
        lease.disown()
        made.call()
        return true
    }

    /// The next batch of a lane, which has none.
    package func take(_ lane: Int) -> [SharedRead] {
        let now = MonotonicClock.now
        let (batch, wake) = shared.withLock { shared in
            let (batch, wake) = shared.pipeline.take(lane, now: now)
            return (batch, wake.compactMap { shared.lanes[$0] })
        }
        for lane in wake { lane.call() }
        return batch.map(\.read)
    }

    /// What has come for the first unanswered reads of a lane, in order. Their tasks are resumed one right after the
    /// other, so that they find the threads of their executor awake.
    package func answer(_ lane: Int, _ answers: [SharedAnswer]) {
        let areSkipped = answers.map { if case .skipped = $0 { true } else { false } }
        let waiting = shared.withLock { shared in
            areSkipped.map { isSkipped -> Waiter? in
                let over = isSkipped ? shared.pipeline.skip(lane) : shared.pipeline.answered(lane)
                return over.flatMap { Self.waiter(of: $0.read) }
            }
        }
        for (answer, waiter) in zip(answers, waiting) {
            if let (read, continuation) = waiter {
                read.resume(continuation, answer)
            } else if case .rows(let rows) = answer {
                rows.end()
            }
        }
    }

    /// A read of a lane's new batch was not sent: it has its answer, or goes elsewhere.
    package func refuse(_ lane: Int, _ read: SharedRead, _ answer: SharedAnswer) {
        let waiting = shared.withLock { shared in
            shared.pipeline.refuse(lane, read.id)
            return Self.waiter(of: read)
        }
        if let (read, continuation) = waiting { read.resume(continuation, answer) }
    }

    package enum Next {
        case fly, rest, close
    }

    package func ended(_ lane: Int) -> Next {
        let now = MonotonicClock.now
        return switch shared.withLock({ $0.pipeline.ended(lane, now: now) }) {
        case .fly: .fly
        case .rest: .rest
        case .close: .close
        }
    }

    /// What the lane's batch has no answer for runs on connections of its own.
    package func abandon(_ lane: Int) {
        reroute(shared.withLock { Self.waiters(of: $0.pipeline.abandon(lane)) })
    }

    package func retire(_ lane: Int) { shared.withLock { $0.pipeline.retire(lane) } }

    package func isUnwanted(_ lane: Int) -> Bool { shared.withLock { $0.pipeline.isUnwanted(lane) } }

    package func expire(_ lane: Int) -> Bool {
        let now = MonotonicClock.now
        return shared.withLock { $0.pipeline.expire(lane, now: now) }
    }

    /// The lane is no more.
    package func closed(_ lane: Int) {
        let (orphans, next) = shared.withLock { shared in
            shared.lanes[lane] = nil
            let (orphans, wake) = shared.pipeline.closed(lane)
            lanes.store(shared.pipeline.laneCount, ordering: .relaxed)
            return (Self.waiters(of: orphans), wake.flatMap { shared.lanes[$0] })
        }
        next?.call()
        reroute(orphans)
    }
}
