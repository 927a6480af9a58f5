/// Names one scheduled action, so that it can be cancelled.
package struct TimerToken: Sendable {
    let timer: LoopTimer
}

/// Runs actions when their deadlines pass: an event loop's timers, or the timer thread.
package protocol DeadlineTimer: AnyObject, Sendable {
    /// Runs the action once, at the deadline or soon after it, on a thread of the timer's own choice.
    /// A deadline that has passed fires at once, but never before this call has returned.
    /// The action must be short and must not block: all deadlines share the thread.
    func schedule(at deadline: Deadline, _ action: @escaping @Sendable () -> Void) -> TimerToken

    /// Forgets the action. One that is already running, or has run, is not affected.
    func cancel(_ token: TimerToken)
}
