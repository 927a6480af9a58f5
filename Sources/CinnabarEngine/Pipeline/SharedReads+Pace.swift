package import CinnabarSQL
import Synchronization

// Which statements are quick enough to share. The time of one that runs alone tells; it holds the way there and back,
// which is why it is compared with the shortest of late.
extension SharedReads {
    /// In nanoseconds: what a quick statement may take beyond twice the shortest round trip, and what each of up to
    /// eight reads beside it may add to that, or none would seem quick while there is much to do.
    private static let grace: Int64 = 200_000
    private static let graceForOthers: Int64 = 50_000

    /// A slow batch counts three, a quick one takes one back.
    private static let tooSlow = 9

    private var limit: Int64 { limit(floor.load(ordering: .relaxed)) }

    private func limit(_ floor: Int64) -> Int64 {
        let others = Int64(min(running.load(ordering: .relaxed), 8))
        return floor == .max ? .max : 2 * floor + Self.grace + others * Self.graceForOthers
    }

    /// A statement that had to prove itself took so long on a connection of its own, prepared.
    func ran(_ statement: CompiledStatement, for nanoseconds: Int64) {
        let floor = floor.load(ordering: .relaxed)
        // It rises slowly, or one lucky round trip would be the measure for ever.
        let next = nanoseconds < floor ? nanoseconds : floor + floor / 1024
        self.floor.store(next, ordering: .relaxed)
        if nanoseconds <= limit(next) { mark(statement, .quick) }
    }

    /// A batch took so long. When slow ones are more than one in four, what is in them has to prove itself again; a
    /// single one may be the machine's doing.
    package func flew(_ statements: some Sequence<CompiledStatement>, count: Int, for nanoseconds: Int64) {
        let (allowed, overflow) = limit.addingReportingOverflow(Int64(count) * Self.grace)
        let before = slowness.load(ordering: .relaxed)
        guard !overflow, nanoseconds > allowed else {
            if before > 0 { slowness.store(before - 1, ordering: .relaxed) }
            return
        }
        slowness.store(min(before + 3, Self.tooSlow), ordering: .relaxed)
        guard before + 3 >= Self.tooSlow else { return }
        for statement in statements { mark(statement, .unknown) }
    }

    package func mark(_ statement: CompiledStatement, _ pace: StatementPace) {
        // What must be alone stays so.
        if statement.pace.load(ordering: .relaxed) != .alone { statement.pace.store(pace, ordering: .relaxed) }
    }
}
