import CinnabarEngine
import CinnabarSQL

/// A connection that serves the reads of many tasks, batch by batch, through libpq's pipeline mode with one sync each.
///
/// It holds the connection's lease for as long as there is work. All of it runs on the connection's event loop, but
/// for `call`; between two batches it leaves the connection alone, which may then be aborted by anybody.
final class PGLane: ReadLane, LoopCall, @unchecked Sendable {  // everything mutable belongs to the loop's thread
    /// How long a batch may take: whatever has no answer then is stopped, and runs on connections of its own.
    private static let limit = Duration.milliseconds(100)
    /// How often a lane that rests is asked whether it is still wanted.
    private static let pause = Duration.milliseconds(10)

    let connection: PGConnection
    let number: Int
    let reads: SharedReads
    let spent: PGSpentResults
    private let lease: Lease
    private var phase = Phase.new
    /// The batch that is under way.
    var batch = PGBatch()

    private enum Phase {
        case new, resting, flying
        /// The batch is over, and requests to stop it are still on their way.
        case settling
        case gone
    }

    init(_ connection: PGConnection, _ number: Int, _ lease: Lease, _ reads: SharedReads) {
        self.connection = connection
        self.number = number
        self.lease = lease
        self.reads = reads
        spent = PGSpentResults(connection.link.loop)
    }

    var link: PGLink { connection.link }
    var handle: PGHandle { connection.handle }
    var isFlying: Bool { phase == .flying }

    func call() { link.loop.call(self) }

    func called() {
        switch phase {
        case .new:
            link.lane = self
            phase = .resting
            watchRest()
            fly()
        case .resting: if reads.expire(number) { close() } else { fly() }
        case .flying: if reads.isUnwanted(number) { connection.watch.stop(batch.call, .cancelled) }
        case .settling, .gone: break
        }
    }

    /// One timer for a lane's life: it looks up whether anything has happened since.
    private func watchRest() {
        _ = link.loop.schedule(at: .after(Self.pause)) { [self] in
            if phase == .resting, reads.expire(number) { return close() }
            if phase != .gone { watchRest() }
        }
    }

    // MARK: A batch

    private func fly() {
        spent.clear()
        let taken = reads.take(number)
        guard !taken.isEmpty else { return }
        guard case .started(let call) = connection.watch.begin(deadline: .after(limit), overrun: .cancel) else {
            // It was aborted while it rested.
            return close()
        }
        link.beginStatement()
        phase = .flying
        batch.begin(taken, call)
        guard !link.isDead, send() else {
            connection.breakDown()
            return land()
        }
        flush()
        if link.isDead { land() }
    }

    private var limit: Duration { min(Self.limit, reads.statementTimeout ?? Self.limit) }

    private func flush() {
        if handle.flush() == .failed { link.consume() }
    }

    /// The socket has changed: reads what is there, and sends what is left.
    func progress() {
        repeat {
            link.consume()
            batch.consumed += 1
            readAnswers()
            if batch.isOver || link.isDead { return land() }
            if batch.consumed > PGBatch.readsPerResult, !batch.isStopped {
                // Too large to be here: nobody else is to wait for it.
                if let read = batch.current { reads.mark(read.statement, .alone) }
                connection.watch.stop(batch.call, .cancelled)
                batch.consumed = 0
            }
        } while hasInput(handle.socket)
        flush()
        if link.usesTLS { readBuffered() }
        if phase == .flying, link.isDead { land() }
    }

    /// What the TLS library holds back, of which no socket tells: see `PGLink`.
    private func readBuffered() {
        for _ in 0..<2 where !batch.isOver && !link.isDead {
            link.consume()
            readAnswers()
        }
        if batch.isOver || link.isDead { land() }
    }

    /// The batch has been answered, or never will be.
    private func land() {
        if !link.isDead, !handle.exitPipeline() { link.abandon() }
        batch.clear()
        guard let settled = connection.watch.settleNow(isDead: link.isDead) else {
            // A request that is late must not hit what comes next.
            phase = .settling
            let connection = connection
            Task { [self] in
                let settled = await connection.watch.settle()
                link.loop.call(PGLaneSettled(self, settled))
            }
            return
        }
        landed(settled)
    }

    fileprivate func landed(_ settled: PGWatch.Settled) {
        if !settled.isClean { connection.breakDown() }
        if settled.reason != nil || link.isDead { reads.abandon(number) }
        if settled.reason == .deadline {
            for read in batch.reads { reads.mark(read.statement, .unknown) }
        } else {
            reads.flew(batch.reads.lazy.map(\.statement), count: batch.reads.count, for: batch.age)
        }
        batch.end()
        connection.end()
        phase = .resting
        // A connection of which more was asked to stop than its batch has had its time.
        if settled.reason != nil || !connection.isHealthy { reads.retire(number) }
        switch reads.ended(number) {
        case .fly: fly()
        case .rest: break
        case .close: close()
        }
    }

    /// The connection goes back to its pool.
    private func close() {
        guard phase != .gone else { return }
        phase = .gone
        link.lane = nil
        spent.clear(closing: true)
        reads.closed(number)
        let lease = lease
        if !lease.releaseIfClean() { Task { await lease.release() } }
    }
}

/// Brings a lane back to its loop after it had to wait for late requests.
private final class PGLaneSettled: LoopCall {
    private let lane: PGLane
    private let settled: PGWatch.Settled

    init(_ lane: PGLane, _ settled: PGWatch.Settled) {
        self.lane = lane
        self.settled = settled
    }

    func called() { lane.landed(settled) }
}
