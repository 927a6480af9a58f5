import CinnabarSQL
import Synchronization

/// Takes the events of one registered descriptor, on the loop's thread. It must not block.
package protocol LoopHandler: AnyObject, Sendable {
    func ready(_ events: LoopEvents)
}

/// Is called back on the loop's thread. It must not block.
package protocol LoopCall: AnyObject, Sendable {
    func called()
}

/// One thread that waits for sockets and timers and also runs tasks.
///
/// A task that prefers this executor and waits for one of its sockets is resumed without waking any other thread.
/// Nothing that runs here may block: whatever blocks belongs on `HelperThreads`.
package final class EventLoop: TaskExecutor, @unchecked Sendable {  // `local` and `running` belong to the loop's thread
    struct Shared {
        var inbox: [UnownedJob] = []
        var calls: [any LoopCall] = []
        /// Set before the thread waits, cleared by who wakes it: only one of many enqueuers pays for the wake.
        var sleeping = false
        var timers = TimerHeap()
    }

    let shared = Locked(Shared())
    let registrations = Locked(RegistrationTable())
    let poller: SystemPoller
    private let thread = Atomic<UInt>(0)
    private var local: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var calls: [any LoopCall] = []
    private var due: [LoopTimer] = []
    /// When the first timer is due, as the thread last knew; a timer that comes before it wakes the thread.
    private var nextDue = Int64.max

    /// Starts the thread. It lives as long as the process.
    init(name: String) throws {
        do { poller = try SystemPoller() } catch { throw error.databaseError }
        local.reserveCapacity(64)
        running.reserveCapacity(64)
        try ThreadStart.detach(name: name) { self.run() }
    }

    /// Whether the caller is on the loop's thread.
    package var isCurrent: Bool { ThreadStart.current == thread.load(ordering: .relaxed) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            local.append(job)
            return
        }
        let mustWake = shared.withLock { shared in
            shared.inbox.append(job)
            defer { shared.sleeping = false }
            return shared.sleeping
        }
        if mustWake { poller.wake() }
    }

    private func run() {
        thread.store(ThreadStart.current, ordering: .relaxed)
        while true {
            let timeout = prepareToWait()
            poller.wait(milliseconds: timeout) { dispatch($0) }
            runTimers()
            runJobs()
            runCalls()
        }
    }

    /// Moves the inbox over and says how long to wait, in milliseconds.
    private func prepareToWait() -> Int32 {
        shared.withLock { shared in
            if !shared.inbox.isEmpty {
                local.append(contentsOf: shared.inbox)
                shared.inbox.removeAll(keepingCapacity: true)
            }
            if !shared.calls.isEmpty {
                calls.append(contentsOf: shared.calls)
                shared.calls.removeAll(keepingCapacity: true)
            }
            nextDue = shared.timers.earliest?.nanoseconds ?? .max
            guard local.isEmpty, calls.isEmpty else { return 0 }
            shared.sleeping = true
            guard nextDue != .max else { return -1 }
            // Rounded up: a timer must not find that it came too early.
            let milliseconds = (max(0, nextDue - MonotonicClock.now) + 999_999) / 1_000_000
            return Int32(min(milliseconds, 3_600_000))
        }
    }

    private func dispatch(_ event: PolledEvent) {
        // An event of a descriptor that was closed since finds no handler, even when the number was given out anew.
        guard let handler = registrations.withLock({ $0.handler(of: event.token) }) else { return }
        handler.ready(event.events)
    }

    private func runTimers() {
        guard nextDue != .max else { return }
        let now = MonotonicClock.now
        guard nextDue <= now else { return }
        shared.withLock { shared in
            while let timer = shared.timers.popDue(at: now) { due.append(timer) }
        }
        for timer in due { timer.action() }
        due.removeAll(keepingCapacity: true)
    }

    /// Runs what is there now. What these jobs enqueue waits for the next round, so that sockets get their turn.
    private func runJobs() {
        guard !local.isEmpty else { return }
        swap(&local, &running)
        let executor = asUnownedTaskExecutor()
        for job in running { job.runSynchronously(on: executor) }
        running.removeAll(keepingCapacity: true)
    }
}

extension EventLoop {
    /// Calls back on the loop's thread, at the end of its round: when the tasks that it has resumed have run, so that
    /// what they want done can be done together.
    package func call(_ callee: any LoopCall) {
        if isCurrent {
            calls.append(callee)
            return
        }
        let mustWake = shared.withLock { shared in
            shared.calls.append(callee)
            defer { shared.sleeping = false }
            return shared.sleeping
        }
        if mustWake { poller.wake() }
    }

    private func runCalls() {
        guard !calls.isEmpty else { return }
        // What these call for waits for the next round.
        let now = calls
        calls.removeAll(keepingCapacity: true)
        for callee in now { callee.called() }
    }

    /// Does something on the loop's thread when the time has come; `action` must not block.
    package func schedule(at deadline: Deadline, _ action: @escaping @Sendable () -> Void) -> LoopTimer {
        let timer = LoopTimer(deadline: deadline, action: action)
        let mustWake = shared.withLock { shared in
            shared.timers.insert(timer)
            guard shared.sleeping, shared.timers.earliest == deadline, !isCurrent else { return false }
            shared.sleeping = false
            return true
        }
        if mustWake { poller.wake() }
        return timer
    }

    /// False when it has run already, runs now, or was cancelled before.
    @discardableResult
    package func cancel(_ timer: LoopTimer) -> Bool { shared.withLock { $0.timers.remove(timer) } }

    /// How many timers wait.
    package var timerCount: Int { shared.withLock { $0.timers.count } }
}
