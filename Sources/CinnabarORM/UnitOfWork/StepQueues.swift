/// The operations of one level, by signature, and which signature comes next.
struct StepQueues {
    private struct Queue {
        /// In the order of the rows.
        var ready: [Int] = []
        var next = 0
        /// Those that became ready later.
        var late = IntHeap()
        var waiting = 0
    }

    private var queues: [Queue]
    private let ranks: [Int]
    private var used: [Int] = []

    init(signatures: Int, ranks: [Int]) {
        queues = Array(repeating: Queue(), count: signatures)
        self.ranks = ranks
    }

    /// Adds an operation; rows come in their order, those of one signature at least.
    mutating func add(_ operation: Int, row: Int32, to signature: Int, isReady: Bool) {
        if queues[signature].waiting == 0 { used.append(signature) }
        queues[signature].waiting += 1
        guard isReady else { return }
        let item = Self.item(operation, row)
        if let last = queues[signature].ready.last, last > item {
            queues[signature].late.push(item)
        } else {
            queues[signature].ready.append(item)
        }
    }

    mutating func release(_ operation: Int, row: Int32, to signature: Int) {
        queues[signature].late.push(Self.item(operation, row))
    }

    func waiting(_ signature: Int) -> Int { queues[signature].waiting }

    /// The signature to go on with: the first one by rank that has all its operations together, so that it becomes one
    /// step; where there is none, the first that has any.
    mutating func next() -> Int? {
        used.removeAll { queues[$0].waiting == 0 }
        var best: Int?
        var isBestWhole = false
        for signature in used {
            let queue = queues[signature]
            let ready = queue.ready.count - queue.next + queue.late.count
            if ready == 0 { continue }
            let isWhole = ready == queue.waiting
            if let known = best {
                if isBestWhole, !isWhole { continue }
                if isBestWhole == isWhole, (ranks[known], known) < (ranks[signature], signature) { continue }
            }
            best = signature
            isBestWhole = isWhole
        }
        return best
    }

    mutating func pop(_ signature: Int) -> Int? {
        let first =
            queues[signature].next < queues[signature].ready.count
            ? queues[signature].ready[queues[signature].next] : nil
        let item: Int
        if let first, first < queues[signature].late.first ?? .max {
            queues[signature].next += 1
            item = first
        } else if let late = queues[signature].late.pop() {
            item = late
        } else {
            return nil
        }
        queues[signature].waiting -= 1
        return item & 0xFFFF_FFFF
    }

    private static func item(_ operation: Int, _ row: Int32) -> Int { Int(row) << 32 | operation }
}
