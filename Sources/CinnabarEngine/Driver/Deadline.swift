/// A point on the monotonic clock, in nanoseconds: cheap to copy, compare and store.
package struct Deadline: Sendable, Hashable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func after(_ duration: Duration) -> Deadline {
        Deadline(nanoseconds: MonotonicClock.now.addingClamped(duration.clampedNanoseconds))
    }

    package func adding(_ duration: Duration) -> Deadline {
        Deadline(nanoseconds: nanoseconds.addingClamped(duration.clampedNanoseconds))
    }

    /// Zero when it has passed.
    package var remaining: Duration { .nanoseconds(max(0, nanoseconds - MonotonicClock.now)) }
    package var hasPassed: Bool { nanoseconds <= MonotonicClock.now }
}

extension Int64 {
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}

extension Duration {
    /// Saturates at about 292 years.
    package var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds > 0 ? .max : .min }
        return scaled.addingClamped(attoseconds / 1_000_000_000)
    }
}
