import CinnabarEngine
import CinnabarSQL
import Synchronization

extension SQLiteHandleWatch {
    /// One timer watches over many calls: most end long before it fires, and then it only looks at the next.
    func arm() {
        let next: Int64? = gate.withLock { gate in
            guard gate.deadline < gate.armedAt else { return nil }
            gate.armedAt = gate.deadline
            return gate.deadline
        }
        guard let next else { return }
        // Held until then: a weak reference would make every other one to this object slow.
        _ = TimerThread.shared.schedule(at: Deadline(nanoseconds: next)) { self.look() }
    }

    /// On the timer's thread.
    private func look() {
        let now = MonotonicClock.now
        gate.withLock { gate in
            // A timer that an earlier one has overtaken leaves the looking to that one.
            if gate.armedAt <= now { gate.armedAt = .max }
            guard gate.running != 0, gate.deadline <= now else { return }
            gate.isLate = true
            gate.deadline = .max
            interrupt(&gate)
        }
        arm()
    }
}
