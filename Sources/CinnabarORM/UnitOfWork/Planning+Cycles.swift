extension Planning {
    /// Gives up enough of the order for every operation to have a place.
    mutating func breakCycles() throws(PlanError) {
        let components = graph.components()
        var cycle = CycleState(count: graph.operations.count)
        for (number, members) in components.enumerated() {
            for member in members { cycle.component[member] = Int32(truncatingIfNeeded: number) }
        }
        for members in components { try breakCycle(members, &cycle) }
    }

    /// Places the members of one group one after another; where all of them wait, one is chosen that waits only for
    /// rows whose keys it can do without for a while.
    private mutating func breakCycle(_ members: [Int], _ cycle: inout CycleState) throws(PlanError) {
        var ready: [Int] = []
        var candidates = IntHeap()
        for member in members {
            var index = Int(graph.operations[member].firstIn)
            while index >= 0 {
                let edge = graph.edges[index]
                index = Int(edge.nextIn)
                guard !edge.isBroken, cycle.isInside(edge) else { continue }
                if isBreakable(edge) { cycle.soft[member] += 1 } else { cycle.hard[member] += 1 }
            }
            if cycle.hard[member] == 0 { candidates.push(member) }
        }
        var left = members.count
        while left > 0 {
            var next = ready.popLast()
            if next == nil, let candidate = candidates.pop() {
                if cycle.isDone[candidate] { continue }
                try breakEdges(into: candidate, cycle)
                next = candidate
            }
            guard let operation = next else { throw cycleError(members, cycle) }
            if cycle.isDone[operation] { continue }
            cycle.isDone[operation] = true
            left -= 1
            var index = Int(graph.operations[operation].firstOut)
            while index >= 0 {
                let edge = graph.edges[index]
                index = Int(edge.nextOut)
                let to = Int(edge.to)
                guard !edge.isBroken, cycle.isInside(edge), !cycle.isDone[to] else { continue }
                let isSoft = isBreakable(edge)
                if isSoft { cycle.soft[to] -= 1 } else { cycle.hard[to] -= 1 }
                if cycle.hard[to] > 0 { continue }
                if cycle.soft[to] == 0 { ready.append(to) } else if !isSoft { candidates.push(to) }
            }
        }
    }

    private mutating func breakEdges(into operation: Int, _ cycle: CycleState) throws(PlanError) {
        var index = Int(graph.operations[operation].firstIn)
        while index >= 0 {
            let edge = graph.edges[index]
            if !edge.isBroken, cycle.isInside(edge), !cycle.isDone[Int(edge.from)], isBreakable(edge) {
                try breakEdge(index)
            }
            index = Int(edge.nextIn)
        }
    }

    /// Follows the order back until an operation comes up twice.
    private func cycleError(_ members: [Int], _ cycle: CycleState) -> PlanError {
        var path: [FlushGraph.Edge] = []
        var seenAt: [Int: Int] = [:]
        var current = members.first { !cycle.isDone[$0] && cycle.hard[$0] > 0 } ?? members[0]
        while seenAt[current] == nil {
            seenAt[current] = path.count
            var index = Int(graph.operations[current].firstIn)
            while index >= 0 {
                let edge = graph.edges[index]
                if !edge.isBroken, cycle.isInside(edge), !cycle.isDone[Int(edge.from)], !isBreakable(edge) {
                    path.append(edge)
                    current = Int(edge.from)
                    break
                }
                index = Int(edge.nextIn)
            }
            // Cannot be: all that is left waits for something that is left.
            if index < 0 { break }
        }
        return describe(Array(path.dropFirst(seenAt[current] ?? 0)))
    }

    private func describe(_ path: [FlushGraph.Edge]) -> PlanError {
        var parts: [String] = []
        var names: [String] = []
        var columns: [String] = []
        for edge in path {
            let isRelease = edge.kind == .release
            let row = Int(graph.operations[Int(isRelease ? edge.from : edge.to)].row)
            let other = Int(graph.operations[Int(isRelease ? edge.to : edge.from)].row)
            let table = tables[rows[row].table]
            let position = Int(edge.foreignKey)
            var part = "\"\(table.name)\""
            if edge.kind == .unique {
                let unique = position < table.uniques.count ? table.uniques[position] : table.key
                part += " takes a value of the unique key (\(PlanError.list(table, unique)))"
                for name in table.names(unique) where !columns.contains(name) { columns.append(name) }
            } else if position >= 0 {
                let key = table.foreignKeys[position].columns
                part += " refers by (\(PlanError.list(table, key)))"
                for name in table.names(key) where !columns.contains(name) { columns.append(name) }
            }
            part += (edge.kind == .unique ? " from \"" : " to \"") + "\(tables[rows[other].table].name)\""
            if !parts.contains(part) { parts.append(part) }
            if !names.contains(table.name) { names.append(table.name) }
        }
        let isSwap = path.allSatisfy { $0.kind == .unique }
        let advice =
            isSwap
            ? "rows cannot exchange values of a unique key in one flush: give one of them another value in between"
            : "make one of these foreign keys NULL-able, or set it in a flush of its own"
        return PlanError(
            .cycle, "rows of a flush wait for each other: \(parts.joined(separator: ", ")): \(advice)", tables: names,
            columns: columns, rows: path.map { Int(graph.operations[Int($0.to)].row) })
    }
}

/// What is known of operations that wait for each other; those that are added meanwhile are in no group.
private struct CycleState {
    var component: [Int32]
    /// How many others in its group an operation waits for, and whether it could do without them.
    var hard: [Int32]
    var soft: [Int32]
    var isDone: [Bool]

    init(count: Int) {
        component = Array(repeating: -1, count: count)
        hard = Array(repeating: 0, count: count)
        soft = Array(repeating: 0, count: count)
        isDone = Array(repeating: false, count: count)
    }

    func isInside(_ edge: FlushGraph.Edge) -> Bool {
        let from = Int(edge.from)
        let to = Int(edge.to)
        guard from < component.count, to < component.count else { return false }
        return component[from] >= 0 && component[from] == component[to]
    }
}
