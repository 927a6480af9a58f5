import CinnabarEngine
import CinnabarSQL
import Synchronization

extension PGWatch {
    /// Sets the time of the call that runs; for calls in several steps.
    func setDeadline(_ deadline: Deadline?) { state.withLock { setDeadline(deadline, &$0) } }

    /// One timer per connection: it is set anew only when a deadline comes before it, and looks up the deadline of
    /// the day when it fires. A statement with the usual deadline costs no timer at all.
    func setDeadline(_ deadline: Deadline?, _ state: inout State) {
        state.deadline = deadline?.nanoseconds ?? .max
        guard state.deadline < state.armedAt else { return }
        if let alarm = state.alarm { loop.cancel(alarm) }
        arm(&state)
    }

    private func arm(_ state: inout State) {
        state.armedAt = state.deadline
        state.alarm = loop.schedule(at: Deadline(nanoseconds: state.deadline)) { [weak self] in self?.alarmed() }
    }

    private func alarmed() {
        let overdue: UInt64? = state.withLock { state in
            state.armedAt = .max
            state.alarm = nil
            guard state.use == .busy, state.deadline != .max else { return nil }
            if state.deadline <= MonotonicClock.now { return state.number }
            arm(&state)
            return nil
        }
        if let overdue { stop(overdue, .deadline) }
    }
}
