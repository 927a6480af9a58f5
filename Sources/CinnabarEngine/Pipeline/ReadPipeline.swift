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
    private(set) var lanes: [Lane] = []
    private(set) var queue = Deque<Entry>()
    private(set) var isClosed = false
    /// How many answers have reached their tasks so far.
    private(set) var served: UInt64 = 0
    private var lastID: UInt64 = 0
    /// Those whose task has left while they were in the queue or in flight: found again when their turn comes.
    private(set) var dropped: Set<UInt64> = []

    init(_ rules: Rules) { self.rules = rules }

    var laneCount: Int { lanes.count { $0.phase != .free } }
    private var isOpen: Bool { lanes.contains { $0.phase != .free && !$0.isRetiring } }

    // MARK: Lanes

    /// A connection has become a lane; nil when there are enough. It has to be called.
    mutating func open(now: Int64) -> Int? {
        guard !isClosed, laneCount < rules.lanes else { return nil }
        let index = lanes.firstIndex { $0.phase == .free } ?? lanes.count
        if index == lanes.count { lanes.append(Lane()) }
        lanes[index] = Lane()
        lanes[index].phase = .called
        lanes[index].openedAt = now
        lanes[index].since = now
        return index
    }

    /// The lane has no batch: its next one, and who else has to be called because there is enough for several.
    mutating func take(_ lane: Int, now: Int64) -> (batch: [Entry], wake: [Int]) {
        guard lanes[lane].phase == .called, !lanes[lane].isRetiring else { return ([], []) }
        var wake: [Int] = []
        var share = queue.count
        if share >= rules.split {
            wake = lanes.indices.filter { lanes[$0].phase == .resting && !lanes[$0].isRetiring }
            share = (share + wake.count) / (wake.count + 1)
        }
        var batch: [Entry] = []
        while batch.count < min(share, rules.batch), let entry = queue.popFirst() {
            if !isDropped(entry) { batch.append(entry) }
        }
        lanes[lane].since = now
        if batch.isEmpty {
            lanes[lane].phase = .resting
        } else {
            lanes[lane].phase = .flying
            lanes[lane].flight = Deque(batch)
            lanes[lane].wanted = batch.count
        }
        wake = queue.isEmpty ? [] : wake
        for index in wake { lanes[index].phase = .called }
        return (batch, wake)
    }

    /// The first unanswered read has its answer; nil when nobody wants it any more.
    mutating func answered(_ lane: Int) -> Entry? {
        guard let entry = lanes[lane].flight.popFirst(), !isDropped(entry) else { return nil }
        lanes[lane].wanted -= 1
        served += 1
        return entry
    }

    /// A read of the batch that was just taken was not sent.
    mutating func refuse(_ lane: Int, _ id: UInt64) {
        guard let index = lanes[lane].flight.firstIndex(where: { $0.id == id }) else { return }
        let entry = lanes[lane].flight.remove(at: index)
        if !isDropped(entry) { lanes[lane].wanted -= 1 }
    }

    /// The server has skipped the first unanswered read. Returned when that has happened too often: it has to go
    /// elsewhere, so that no neighbours that fail can keep it here.
    mutating func skip(_ lane: Int) -> Entry? {
        guard var entry = lanes[lane].flight.popFirst(), !isDropped(entry) else { return nil }
        entry.skips += 1
        guard entry.skips < rules.skips else {
            lanes[lane].wanted -= 1
            return entry
        }
        lanes[lane].skipped.append(entry)
        return nil
    }

    /// The batch is over: what was skipped is first in the queue again.
    mutating func ended(_ lane: Int, now: Int64) -> Next {
        for entry in lanes[lane].skipped.reversed() where !isDropped(entry) { queue.prepend(entry) }
        lanes[lane].skipped = []
        lanes[lane].wanted = 0
        lanes[lane].since = now
        if now - lanes[lane].openedAt >= rules.lifetime { lanes[lane].isRetiring = true }
        if lanes[lane].isRetiring || (isClosed && queue.isEmpty) { return .close }
        lanes[lane].phase = queue.isEmpty ? .resting : .called
        return queue.isEmpty ? .rest : .fly
    }

    /// The lane takes no further batch.
    mutating func retire(_ lane: Int) { lanes[lane].isRetiring = true }

    /// Whether a lane that rests has done so for long enough: it is closed then.
    mutating func expire(_ lane: Int, now: Int64) -> Bool {
        guard lanes[lane].phase == .resting else { return false }
        guard isClosed || now - lanes[lane].since >= rules.rest else { return false }
        lanes[lane].isRetiring = true
        return true
    }

    /// The lane's connection is gone, or is taken back: those in its flight, and when it was the last one those in the
    /// queue, have to go elsewhere. Else another lane may have to be called for the queue.
    mutating func closed(_ lane: Int) -> (orphans: [Entry], wake: Int?) {
        var orphans = (lanes[lane].skipped + lanes[lane].flight).filter { !isDropped($0) }
        lanes[lane] = Lane()
        guard isOpen else {
            orphans += queue.filter { !isDropped($0) }
            queue.removeAll()
            return (orphans, nil)
        }
        guard !queue.isEmpty, !lanes.contains(where: { $0.phase == .called && !$0.isRetiring }),
            let resting = lanes.firstIndex(where: { $0.phase == .resting && !$0.isRetiring })
        else { return (orphans, nil) }
        lanes[resting].phase = .called
        return (orphans, resting)
    }

    /// All that is in a lane's flight has to go elsewhere; the answers are still to come.
    mutating func abandon(_ lane: Int) -> [Entry] {
        let orphans = (lanes[lane].skipped + lanes[lane].flight).filter { !dropped.contains($0.id) }
        lanes[lane].skipped = []
        // Nobody wants the answers of those that remain.
        for entry in lanes[lane].flight { dropped.insert(entry.id) }
        lanes[lane].wanted = 0
        lanes[lane].isRetiring = true
        return orphans
    }

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
            guard lanes[index].flight.contains(where: { $0.id == id })
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

    private mutating func isDropped(_ entry: Entry) -> Bool {
        !dropped.isEmpty && dropped.remove(entry.id) != nil
    }
}
