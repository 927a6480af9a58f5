@testable import CinnabarEngine

/// A random run with a plain model beside it.
struct ReadPipelineRun {
    private enum Fate { case waiting, told, cancelled, elsewhere }

    private(set) var problems: [String] = []
    private var pipeline: ReadPipeline<Int>
    private var random: SplitMix64
    private var now: Int64 = 0
    private var fates: [Int: Fate] = [:]
    private var ids: [Int: UInt64] = [:]
    private var nextRead = 0
    /// What the server has been sent, per lane.
    private var sent: [Int: [Int]] = [:]

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        var rules = ReadPipeline<Int>.Rules()
        rules.lanes = 3
        rules.batch = 5
        rules.split = 4
        rules.patience = 20
        rules.lifetime = 300
        rules.rest = 15
        pipeline = ReadPipeline(rules)
    }

    mutating func step() {
        now += Int64.random(in: 0...5, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: _ = pipeline.open(now: now)
        case 1...4: enqueue()
        case 5: cancel()
        case 6, 7: eachLane(.called) { $0.take($1) }
        case 8, 9: eachLane(.flying) { $0.answer($1) }
        case 10: eachLane(.flying) { $0.perhapsBreak($1) }
        default: eachLane(.resting) { $0.expire($1) }
        }
        check()
    }

    /// Everything comes to its end.
    mutating func drain() {
        pipeline.close()
        for _ in 0..<1_000 where pipeline.laneCount > 0 {
            now += 1
            eachLane(.called) { $0.take($1) }
            eachLane(.flying) { $0.answer($1, fails: false) }
            eachLane(.resting) { $0.expire($1) }
            // A lane that was told to go has no batch to come.
            for lane in pipeline.lanes.indices where pipeline.lanes[lane].isRetiring {
                if pipeline.lanes[lane].phase == .called || pipeline.lanes[lane].phase == .resting { close(lane) }
            }
        }
        if pipeline.laneCount > 0 { problems.append("a lane is left") }
        let waiting = fates.filter { $0.value == .waiting }.keys.sorted()
        if !waiting.isEmpty { problems.append("never told: \(waiting)") }
        if !pipeline.dropped.isEmpty { problems.append("remembered for nothing: \(pipeline.dropped)") }
    }

    private mutating func eachLane(_ phase: ReadPipeline<Int>.Phase, _ body: (inout ReadPipelineRun, Int) -> Void) {
        for lane in pipeline.lanes.indices where pipeline.lanes[lane].phase == phase { body(&self, lane) }
    }

    // MARK: Events

    private mutating func enqueue() {
        nextRead += 1
        let hadRest = pipeline.lanes.contains { $0.phase == .resting && !$0.isRetiring }
        switch pipeline.enqueue(nextRead, now: now) {
        case .refused:
            fates[nextRead] = .elsewhere
            if hadRest { problems.append("\(nextRead) was refused while a lane rested") }
        case .queued(let id, _):
            fates[nextRead] = .waiting
            ids[nextRead] = id
        }
    }

    private mutating func cancel() {
        let waiting = fates.filter { $0.value == .waiting }.keys.sorted()
        guard let read = waiting.randomElement(using: &random), let id = ids[read] else { return }
        fates[read] = .cancelled
        if let lane = pipeline.cancel(id) {
            let wanted = (sent[lane] ?? []).contains { fates[$0] == .waiting }
            if wanted { problems.append("a batch is stopped that somebody wants") }
        }
    }

    private mutating func take(_ lane: Int) {
        let batch = pipeline.take(lane, now: now).batch.map(\.read)
        for read in batch where fates[read] != .waiting { problems.append("\(read) is sent though it is over") }
        if Set(batch).count != batch.count { problems.append("sent twice: \(batch)") }
        sent[lane] = batch
    }

    /// The server answers the whole batch; perhaps one fails, and those behind it are skipped.
    private mutating func answer(_ lane: Int, fails: Bool = true) {
        let batch = sent[lane] ?? []
        let failing = fails && Bool.random(using: &random) ? batch.indices.randomElement(using: &random) : nil
        for (index, read) in batch.enumerated() {
            if let failing, index > failing {
                if let entry = pipeline.skip(lane) { tell(entry.read, read, .elsewhere) }
            } else if let entry = pipeline.answered(lane) {
                tell(entry.read, read, .told)
            } else if fates[read] != .cancelled {
                problems.append("the answer of \(read) was thrown away")
            }
        }
        sent[lane] = nil
        if pipeline.ended(lane, now: now) == .close { close(lane) }
    }

    private mutating func tell(_ read: Int, _ expected: Int, _ fate: Fate) {
        if read != expected { problems.append("\(read) got the answer of \(expected)") }
        if fates[read] != .waiting { problems.append("\(read) was told twice, or after it had left") }
        fates[read] = fate
    }

    private mutating func perhapsBreak(_ lane: Int) {
        guard Int.random(in: 0..<6, using: &random) == 0 else { return }
        if Bool.random(using: &random) {
            for entry in pipeline.abandon(lane) { tell(entry.read, entry.read, .elsewhere) }
            // The answers come all the same.
            for _ in sent[lane] ?? [] {
                if let entry = pipeline.answered(lane) { problems.append("\(entry.read) was abandoned and answered") }
            }
            if pipeline.ended(lane, now: now) != .close { problems.append("an abandoned lane goes on") }
        }
        close(lane)
    }

    private mutating func close(_ lane: Int) {
        sent[lane] = nil
        for entry in pipeline.closed(lane).orphans { tell(entry.read, entry.read, .elsewhere) }
    }

    private mutating func expire(_ lane: Int) {
        if pipeline.expire(lane, now: now) { close(lane) }
    }

    private mutating func check() {
        let rests = pipeline.lanes.contains { $0.phase == .resting && !$0.isRetiring }
        let isCalled = pipeline.lanes.contains { $0.phase == .called }
        if rests, !isCalled, !pipeline.queue.isEmpty, !pipeline.lanes.contains(where: { $0.phase == .flying }) {
            problems.append("the queue waits and every lane rests")
        }
        let isServed = pipeline.lanes.contains { $0.phase != .free }
        if !isServed, fates.values.contains(.waiting) { problems.append("somebody waits and there is no lane") }
    }
}
