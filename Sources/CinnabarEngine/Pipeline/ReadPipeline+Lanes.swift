import DequeModule

// What happens on the lanes.
extension ReadPipeline {
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
}
