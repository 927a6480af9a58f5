import CinnabarSQL
import Synchronization

/// Slow work on one connection (connect, ping, reset, close) that ends in time, whether it wants to or not.
///
/// The work and a timer race for the claim. Who wins tells the pool; the other one's result is dropped.
final class PoolJob: Sendable {
    private struct State {
        var isClaimed = false
        /// Asked for before the work had begun.
        var isCancelled = false
        var task: Task<Void, Never>?
        var connection: (any DriverConnection)?
        var timer: TimerToken?
    }

    private let state: Locked<State>
    private let timer: any DeadlineTimer
    private let ended = OneShotSignal()

    init(timer: any DeadlineTimer, connection: (any DriverConnection)? = nil) {
        self.timer = timer
        state = Locked(State(connection: connection))
    }

    /// Runs the work in a task of its own, which inherits no cancellation. When the limit passes first, the job is
    /// cut off and `overdue` called instead.
    func start(
        limit: Deadline, _ work: @escaping @Sendable () async -> Void, overdue: @escaping @Sendable () -> Void
    ) {
        let token = timer.schedule(at: limit) {
            guard self.cut() else { return }
            overdue()
            self.ended.fire()
        }
        let task = Task.detached {
            await work()
            self.ended.fire()
        }
        let (isOver, isCancelled) = state.withLock { state in
            if !state.isClaimed {
                state.task = task
                state.timer = token
            }
            return (state.isClaimed, state.isCancelled)
        }
        if isOver { timer.cancel(token) }
        if isOver || isCancelled { task.cancel() }
    }

    /// The work has made a connection: from now on it is cut off with the job. False when that has happened already.
    func adopt(_ connection: any DriverConnection) -> Bool {
        state.withLock { state in
            if !state.isClaimed { state.connection = connection }
            return !state.isClaimed
        }
    }

    /// True for the first caller only, who then owns the outcome.
    func claim() -> Bool { take() != nil }

    /// Claims the outcome, cancels the work and aborts its connection.
    @discardableResult
    func cut() -> Bool {
        guard let taken = take() else { return false }
        taken.task?.cancel()
        taken.connection?.abort()
        return true
    }

    /// Asks the work to end early; its outcome counts.
    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// Ends the waiting of those who called `wait` on a job that was cut.
    func end() { ended.fire() }

    /// Returns when the outcome is known to the pool. Not cut short by cancellation.
    func wait() async { await ended.wait() }

    private func take() -> State? {
        let taken: State? = state.withLock { state in
            if state.isClaimed { return nil }
            defer { state = State(isClaimed: true) }
            return state
        }
        if let token = taken?.timer { timer.cancel(token) }
        return taken
    }
}

/// Something that happens once, and those who wait for it.
final class OneShotSignal: Sendable {
    private struct State {
        var hasFired = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())
    private let handOver = HandOver()

    func fire() {
        let waiters = state.withLock { state in
            state.hasFired = true
            defer { state.waiters = [] }
            return state.waiters
        }
        handOver.give()
        for waiter in waiters { waiter.resume() }
    }

    /// Returns at once when it has happened. Not cut short by cancellation.
    func wait() async {
        await withCheckedContinuation { continuation in
            let hasFired = state.withLock { state in
                if !state.hasFired { state.waiters.append(continuation) }
                return state.hasFired
            }
            if hasFired { continuation.resume() }
        }
        handOver.take()
    }
}
