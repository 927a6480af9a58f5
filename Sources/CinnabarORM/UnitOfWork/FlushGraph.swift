/// What has to be done, and what has to be done before what.
///
/// Operations and edges lie in two arrays and are linked by positions: a flush of many rows makes few pieces of memory.
struct FlushGraph {
    struct Operation {
        var kind: FlushStep.Kind
        let row: Int32
        /// The round trip that it belongs to.
        var level: Int32 = 0
        /// How many operations it still waits for.
        var pending: Int32 = 0
        fileprivate(set) var firstOut: Int32 = -1
        fileprivate(set) var firstIn: Int32 = -1
        /// Taken out: a delete that became a part of an update.
        var isGone = false
    }

    enum EdgeKind {
        /// The later row refers to the earlier one.
        case reference
        /// The earlier row refers to the later one, which is deleted or gets another key.
        case release
        /// The earlier row frees the value of a unique key.
        case unique
        /// The halves of an operation that was split.
        case part
    }

    struct Edge {
        let from: Int32
        let to: Int32
        fileprivate(set) var nextOut: Int32
        fileprivate(set) var nextIn: Int32
        /// The position of the foreign key in the table of the row that refers; -1 where there is none.
        let foreignKey: Int32
        let kind: EdgeKind
        /// Whether the database makes a value in the earlier operation that the later one sends.
        let needsValue: Bool
        var isBroken = false
    }

    var operations: [Operation] = []
    var edges: [Edge] = []

    mutating func add(_ kind: FlushStep.Kind, row: Int) -> Int {
        operations.append(Operation(kind: kind, row: Int32(truncatingIfNeeded: row)))
        return operations.count - 1
    }

    mutating func order(
        _ from: Int, before to: Int, _ kind: EdgeKind, foreignKey: Int = -1, needsValue: Bool = false
    ) {
        let index = Int32(truncatingIfNeeded: edges.count)
        edges.append(
            Edge(
                from: Int32(truncatingIfNeeded: from), to: Int32(truncatingIfNeeded: to),
                nextOut: operations[from].firstOut, nextIn: operations[to].firstIn,
                foreignKey: Int32(truncatingIfNeeded: foreignKey), kind: kind, needsValue: needsValue))
        operations[from].firstOut = index
        operations[to].firstIn = index
    }

    /// Calls the body with each edge that leaves the operation.
    @inline(__always)
    func forEachOut(_ operation: Int, _ body: (Int) throws(PlanError) -> Void) throws(PlanError) {
        var edge = Int(operations[operation].firstOut)
        while edge >= 0 {
            if !edges[edge].isBroken { try body(edge) }
            edge = Int(edges[edge].nextOut)
        }
    }

    @inline(__always)
    func forEachIn(_ operation: Int, _ body: (Int) throws(PlanError) -> Void) throws(PlanError) {
        var edge = Int(operations[operation].firstIn)
        while edge >= 0 {
            if !edges[edge].isBroken { try body(edge) }
            edge = Int(edges[edge].nextIn)
        }
    }

    /// Gives each operation the first level that it can be in.
    ///
    /// - Returns: whether all have one; others wait for each other, and have `pending` above zero.
    mutating func setLevels() -> Bool {
        for index in operations.indices {
            operations[index].pending = 0
            operations[index].level = 0
        }
        for edge in edges where !edge.isBroken { operations[Int(edge.to)].pending += 1 }
        if edges.isEmpty { return true }
        var ready = operations.indices.filter { operations[$0].pending == 0 && operations[$0].firstOut >= 0 }
        var waiting = operations.reduce(into: 0) { $0 += $1.pending > 0 ? 1 : 0 }
        var next = 0
        while next < ready.count {
            let operation = ready[next]
            next += 1
            let level = operations[operation].level
            var index = Int(operations[operation].firstOut)
            while index >= 0 {
                let edge = edges[index]
                index = Int(edge.nextOut)
                if edge.isBroken { continue }
                let to = Int(edge.to)
                operations[to].level = max(operations[to].level, level + (edge.needsValue ? 1 : 0))
                operations[to].pending -= 1
                if operations[to].pending == 0 {
                    waiting -= 1
                    ready.append(to)
                }
            }
        }
        return waiting == 0
    }
}
