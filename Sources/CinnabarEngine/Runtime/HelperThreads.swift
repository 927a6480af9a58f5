import CinnabarSQL
import Synchronization

/// A few threads for calls that block inside C and cannot be waited for otherwise: name look-ups, TLS handshakes,
/// cancel requests. At most four work at a time, and none is kept when there is nothing to do.
///
/// A call that outlives its deadline is abandoned: its caller goes on, and its thread no longer counts, so that four
/// stuck look-ups do not stop the next connect. Stuck threads have a limit of their own.
package final class HelperThreads: Sendable {
    package static let shared = HelperThreads(limit: 4, stuckLimit: 16)

    /// `run` gave up waiting.
    package struct DeadlinePassed: Error {}

    fileprivate final class Job: Sendable {
        enum Phase { case queued, running, finished, abandoned }
        let phase = Locked(Phase.queued)
        let timer = Locked<(loop: EventLoop, timer: LoopTimer)?>(nil)
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }

    private struct State {
        var queue: [Job] = []
        var threads = 0
        var stuck = 0
        var active: Int { threads - stuck }
    }

    private let limit: Int
    private let stuckLimit: Int
    private let state = Locked(State())

    package init(limit: Int, stuckLimit: Int) {
        self.limit = limit
        self.stuckLimit = stuckLimit
    }

    /// How many threads there are now.
    package var threadCount: Int { state.withLock { $0.threads } }

    /// Runs blocking work that nobody waits for. After the deadline its thread counts as stuck, and another may take
    /// its place.
    package func start(deadline: Deadline? = nil, _ work: @escaping @Sendable () -> Void) {
        let job = Job(work)
        if let deadline, let loop = try? EventLoopGroup.shared.next() {
            job.timer.withLock { $0 = (loop, loop.schedule(at: deadline) { self.abandon(job) }) }
        }
        submit(job)
    }

    /// Runs blocking work and returns its value; stops waiting at the deadline or when the task is cancelled.
    ///
    /// - Parameter late: gets the value that nobody waits for any more.
    /// - Throws: what `work` throws; `CancellationError`; `DeadlinePassed`.
    package func run<Value: Sendable>(
        deadline: Deadline?, late: @escaping @Sendable (Value) -> Void = { _ in },
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let call = HelperCall<Value>(late: late)
        let job = Job { call.finish(Result { try work() }) }
        let giveUp: @Sendable (any Error) -> Void = { if call.giveUp($0) { self.abandon(job, drop: true) } }
        let loop = try EventLoopGroup.shared.next()
        let timer = deadline.map { loop.schedule(at: $0) { giveUp(DeadlinePassed()) } }
        defer {
            call.handOver.take()
            if let timer { loop.cancel(timer) }
        }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                if call.wait(continuation) { self.submit(job) }
            }
        } onCancel: {
            giveUp(CancellationError())
        }
    }

    private func submit(_ job: Job) {
        let mustStart = state.withLock { state in
            state.queue.append(job)
            guard state.active < limit else { return false }
            state.threads += 1
            return true
        }
        if mustStart { startThread() }
    }

    private func startThread() {
        do {
            try ThreadStart.detach(name: "cinnabar-help") { self.serve() }
        } catch {
            // Another helper comes to the job. Without any, a late answer is better than none: this thread does it.
            let isAlone = state.withLock { $0.threads == 1 }
            if isAlone { serve() } else { state.withLock { $0.threads -= 1 } }
        }
    }

    private func serve() {
        while let job = nextJob() {
            guard job.begin() else { continue }
            job.work()
            if job.end() { state.withLock { $0.stuck -= 1 } }
        }
    }

    /// The next job for this thread; nil when the thread should end.
    private func nextJob() -> Job? {
        state.withLock { state in
            if state.active <= limit, !state.queue.isEmpty { return state.queue.removeFirst() }
            state.threads -= 1
            return nil
        }
    }

    private func abandon(_ job: Job, drop: Bool = false) {
        guard job.abandon(drop: drop) else { return }
        let mustStart = state.withLock { state in
            state.stuck += 1
            guard state.stuck <= stuckLimit, !state.queue.isEmpty, state.active < limit else { return false }
            state.threads += 1
            return true
        }
        if mustStart { startThread() }
    }
}

extension HelperThreads.Job {
    fileprivate func begin() -> Bool {
        phase.withLock { phase in
            guard phase == .queued else { return false }
            phase = .running
            return true
        }
    }

    /// True when it was abandoned meanwhile.
    fileprivate func end() -> Bool {
        if let (loop, timer) = timer.withLock({ $0 }) { loop.cancel(timer) }
        return phase.withLock { phase in
            defer { phase = .finished }
            return phase == .abandoned
        }
    }

    /// True when it is running: its thread is stuck. One that has not begun is dropped if somebody waited for it.
    fileprivate func abandon(drop: Bool) -> Bool {
        phase.withLock { phase in
            guard phase == .running || (phase == .queued && drop) else { return false }
            defer { phase = .abandoned }
            return phase == .running
        }
    }
}
