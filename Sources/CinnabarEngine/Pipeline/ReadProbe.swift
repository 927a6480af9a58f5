package import CinnabarSQL
import Synchronization

/// A read that could share but has a connection of its own: it counts among those under way, and when it has yet to
/// prove that it is quick, it is timed.
struct ReadProbe {
    private let reads: SharedReads
    private let statement: CompiledStatement
    /// 0 when the time does not matter.
    private let startedAt: Int64

    init(_ reads: SharedReads, _ statement: CompiledStatement) {
        self.reads = reads
        self.statement = statement
        startedAt = statement.pace.load(ordering: .relaxed) == .unknown ? MonotonicClock.now : 0
        reads.begin()
    }

    /// - Parameter succeeded: whether its time says something.
    func end(_ succeeded: Bool) {
        reads.end()
        if succeeded, startedAt != 0 { reads.ran(statement, for: MonotonicClock.now - startedAt) }
    }
}

extension ExecutionEnvironment {
    /// nil for what never shares.
    func probe(_ statement: CompiledStatement) -> ReadProbe? {
        guard let sharedReads, sharedReads.covers(statement) else { return nil }
        return ReadProbe(sharedReads, statement)
    }

    /// Whether a read needs no connection that is leased for it, nor a transaction around it.
    package func runsAlone(_ statement: CompiledStatement) -> Bool {
        guard let sharedReads, statement.isPureRead, !configuration.isStrict else { return false }
        return sharedReads.covers(statement)
    }
}
