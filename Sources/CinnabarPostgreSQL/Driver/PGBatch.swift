import CinnabarEngine
import CinnabarSQL

/// A lane's batch under way: what was sent, and how far its answers have come.
struct PGBatch {
    /// One command, in the order in which the answers come.
    enum Step {
        /// Makes the batch's transaction read-only: what is thought to read must not be able to write.
        case guarding
        case prepare(PGPreparedStatement)
        case read(PGPreparedStatement)
        case drop(String)
        case sync
    }

    /// How often the socket is read for one result, about 16 kB each time, before it counts as large.
    static let readsPerResult = 64
    /// How many bytes of parameters a read may have.
    static let parameterBytes = 64 * 1024
    /// `set_config` is no `SET`: it neither warns outside of an explicit transaction nor outlives the batch's own.
    static let guarding = CompiledStatement(
        sql: "SELECT pg_catalog.set_config('transaction_read_only', 'on', true)", intent: .read, returnsRows: true)

    /// Those that were sent.
    private(set) var reads: [SharedRead] = []
    private(set) var call: UInt64 = 0
    private var steps: [Step] = []
    private var position = 0
    private var answered = 0
    private var startedAt: Int64 = 0
    /// How often the socket was read since the last result.
    var consumed = 0
    /// It was stopped, or the server has lost what it needs: what has no answer goes elsewhere.
    var isStopped = false
    /// What has come and was not handed on yet.
    var answers: [SharedAnswer] = []
    /// What the present step has brought so far.
    var failure: DatabaseError?
    var rows: PGResult?
    var isSkipped = false
    /// Why the read of the next step cannot be run.
    var preparationFailure: DatabaseError?

    mutating func begin(_ taken: [SharedRead], _ call: UInt64) {
        reads.append(contentsOf: taken)
        self.call = call
        startedAt = MonotonicClock.now
    }

    /// Those that were not sent were answered on the spot.
    mutating func keep(_ sent: [SharedRead]) { reads = sent }
    mutating func add(_ step: Step) { steps.append(step) }

    var isOver: Bool { position == steps.count }
    var step: Step { steps[position] }
    /// The read whose answer is awaited.
    var current: SharedRead? { answered < reads.count ? reads[answered] : nil }
    var age: Int64 { MonotonicClock.now - startedAt }

    mutating func next() {
        position += 1
        failure = nil
        rows = nil
        isSkipped = false
        consumed = 0
    }

    mutating func countAnswer() {
        answered += 1
        preparationFailure = nil
    }

    mutating func handOn(_ body: ([SharedAnswer]) -> Void) {
        guard !answers.isEmpty else { return }
        body(answers)
        answers.removeAll(keepingCapacity: true)
    }

    /// No answer will be read any more.
    mutating func clear() {
        rows?.clear()
        rows = nil
        steps.removeAll(keepingCapacity: true)
        position = 0
        answered = 0
        failure = nil
        preparationFailure = nil
        isSkipped = false
        isStopped = false
        consumed = 0
    }

    mutating func end() { reads.removeAll(keepingCapacity: true) }
}
