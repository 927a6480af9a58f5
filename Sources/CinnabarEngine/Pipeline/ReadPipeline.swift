import DequeModule

/// The reads of many tasks on a few shared connections, as a value: events are mutating calls, what follows from them
/// is what they return. It knows no clock, thread, socket or task, so that any order of events can be tested.
///
/// A lane is a shared connection. It has one batch under way at a time: what has gathered since the last one. The
/// batch is one transaction for the server, so that the first error ends it, and what is behind it runs again.
///
/// Invariants: a read is in the queue or in one flight, or it is over; none is told twice; a lane that rests leaves
/// nobody in the queue.
struct ReadPipeline<Read> {
    struct Rules {
        /// How many lanes there may be; 0 for none.
        var lanes = 0
        /// How many reads a batch takes at the most.
        var batch = 128
        /// A queue of this length is shared with the lanes that rest.
        var split = 16
        /// How often a read may be skipped.
        var skips = 3
        /// In nanoseconds: when every lane has a batch that is older, new reads go elsewhere.
        var patience: Int64 = 5_000_000
        /// In nanoseconds: how long a lane lives, so that its connection gets to be recycled or given to who waits.
        var lifetime: Int64 = 1_000_000_000
        /// In nanoseconds: how long a lane rests before its connection goes back.
        var rest: Int64 = 10_000_000
    }

    struct Entry {
        let id: UInt64
        let read: Read
        /// How often the server has skipped it.
        var skips = 0
    }

    enum Phase: Equatable {
        case free
        /// Has no batch, and nobody has called it.
        case resting
        /// Is about to take its next batch.
        case called
        case flying
    }

    struct Lane {
        var phase = Phase.free
        /// Takes no further batch.
        var isRetiring = false
        var openedAt: Int64 = 0
        /// When the phase began.
        var since: Int64 = 0
        /// Sent and not answered, in order.
        var flight = Deque<Entry>()
        /// Skipped by the server, because of an error before them.
        var skipped: [Entry] = []
        /// How many of both are still wanted.
        var wanted = 0
    }

    /// What a lane does after its batch.
    enum Next: Equatable {
        case fly
        case rest
        /// Give the connection back.
        case close
    }

    enum Admission: Equatable {
        /// - Parameter wake: the lane that has to be called for it.
        case queued(id: UInt64, wake: Int?)
        /// Shared connections are no use now: take one of your own.
        case refused
    }

    let rules: Rules
    var lanes: [Lane] = []
    var queue = Deque<Entry>()
    private(set) var isClosed = false
    /// How many answers have reached their tasks so far.
    var served: UInt64 = 0
    private var lastID: UInt64 = 0
    /// Those whose task has left while they were in the queue or in flight: found again when their turn comes.
    var dropped: Set<UInt64> = []

    init(_ rules: Rules) { self.rules = rules }

    var laneCount: Int { lanes.count { $0.phase != .free } }
    /// Lanes that nobody waits for: what they have was answered, or there is nothing.
    var quietLaneCount: Int {
        queue.isEmpty ? lanes.count { $0.phase != .free && $0.flight.isEmpty && $0.skipped.isEmpty } : 0
    }
    var isOpen: Bool { lanes.contains { $0.phase != .free && !$0.isRetiring } }

    // MARK: Reads

    mutating func enqueue(_ read: Read, now: Int64) -> Admission {
        guard !isClosed else { return .refused }
        var wake: Int?
        var mayWait = false
        for index in lanes.indices where !lanes[index].isRetiring {
            switch lanes[index].phase {
            case .free: continue
            case .called: mayWait = true
            case .resting: if wake == nil { wake = index }
            case .flying: if now - lanes[index].since < rules.patience { mayWait = true }
            }
        }
        // One that is called takes all that is there: no need to call another.
        if lanes.contains(where: { $0.phase == .called && !$0.isRetiring }) { wake = nil }
        guard mayWait || wake != nil else { return .refused }
        lastID += 1
        queue.append(Entry(id: lastID, read: read))
        if let wake { lanes[wake].phase = .called }
        return .queued(id: lastID, wake: wake)
    }

    /// The task of a read that is not over has left. Returns the lane whose batch nobody wants any more.
    mutating func cancel(_ id: UInt64) -> Int? {
        dropped.insert(id)
        for index in lanes.indices where lanes[index].phase == .flying {
            guard
                lanes[index].flight.contains(where: { $0.id == id })
                    || lanes[index].skipped.contains(where: { $0.id == id })
            else { continue }
            lanes[index].wanted -= 1
            return lanes[index].wanted == 0 && !lanes[index].flight.isEmpty ? index : nil
        }
        return nil
    }

    /// Whether a lane has a batch of which nobody wants an answer.
    func isUnwanted(_ lane: Int) -> Bool {
        lanes[lane].phase == .flying && lanes[lane].wanted == 0 && !lanes[lane].flight.isEmpty
    }

    /// No read is taken any more; those that are here run to their end.
    mutating func close() { isClosed = true }

    mutating func isDropped(_ entry: Entry) -> Bool {
        !dropped.isEmpty && dropped.remove(entry.id) != nil
    }
}
