import CinnabarSQL

extension Planning {
    /// Groups the operations of each level into steps.
    mutating func makeLevels() throws(PlanError) -> [FlushLevel] {
        var signatures = Signatures(tables: tables.count)
        var signatureOf = [Int32](repeating: -1, count: graph.operations.count)
        var members: [[Int]] = []
        for operation in graph.operations.indices where !graph.operations[operation].isGone {
            signatureOf[operation] = Int32(truncatingIfNeeded: signature(of: operation, &signatures))
            let level = Int(graph.operations[operation].level)
            while members.count <= level { members.append([]) }
            members[level].append(operation)
        }
        for index in graph.operations.indices { graph.operations[index].pending = 0 }
        for edge in graph.edges where !edge.isBroken && isInLevel(edge) {
            graph.operations[Int(edge.to)].pending += 1
        }
        let ranks = ranks(of: signatures.all)
        let cascades = tables.indices.map(mayVanish)
        var levels: [FlushLevel] = []
        for operations in members {
            var queues = StepQueues(signatures: signatures.all.count, ranks: ranks)
            for operation in operations {
                queues.add(
                    operation, row: graph.operations[operation].row, to: Int(signatureOf[operation]),
                    isReady: graph.operations[operation].pending == 0)
            }
            var steps: [FlushStep] = []
            while let number = queues.next() {
                var step = step(for: signatures.all[number])
                step.needsCountCheck = needsCountCheck(signatures.all[number], cascades)
                step.reserve(queues.waiting(number), keys: tables[step.table].key.count)
                while let operation = queues.pop(number) {
                    try append(operation, signatures.all[number], to: &step)
                    release(after: operation, number, signatureOf, &queues, &step)
                }
                steps.append(step)
            }
            if !steps.isEmpty { levels.append(FlushLevel(steps: steps)) }
        }
        return levels
    }

    private func isInLevel(_ edge: FlushGraph.Edge) -> Bool {
        graph.operations[Int(edge.from)].level == graph.operations[Int(edge.to)].level
    }

    /// Operations of the level that waited for this one only.
    private mutating func release(
        after operation: Int, _ number: Int, _ signatureOf: [Int32], _ queues: inout StepQueues, _ step: inout FlushStep
    ) {
        var index = Int(graph.operations[operation].firstOut)
        while index >= 0 {
            let edge = graph.edges[index]
            index = Int(edge.nextOut)
            guard !edge.isBroken, isInLevel(edge) else { continue }
            let to = Int(edge.to)
            if Int(signatureOf[to]) != number {
                step.hasFollowers = true
            } else if edge.kind == .unique {
                step.isOrdered = true
            }
            graph.operations[to].pending -= 1
            if graph.operations[to].pending == 0, signatureOf[to] >= 0 {
                queues.release(to, row: graph.operations[to].row, to: Int(signatureOf[to]))
            }
        }
    }

    /// Parents before children, and the other way round for deletes, where nothing else decides.
    private func ranks(of signatures: [Signature]) -> [Int] {
        let order = TableOrder.ranks(tables)
        return signatures.map { signature in
            let rank = order[signature.table]
            return signature.kind.phase * tables.count + (signature.kind == .delete ? tables.count - 1 - rank : rank)
        }
    }

    /// Whether rows of the table may be gone when their delete runs, because the database deleted them with others.
    private func mayVanish(_ table: Int) -> Bool {
        tables[table].foreignKeys.contains { $0.onDelete == .cascade && $0.target == table }
            || (tables[table].foreignKeys.contains { $0.onDelete == .cascade }
                && tables.indices.contains { $0 != table && !groups[$0].deletes.isEmpty })
    }

    private func needsCountCheck(_ signature: Signature, _ cascades: [Bool]) -> Bool {
        switch signature.kind {
        case .update: true
        case .delete: signature.checksVersion || !cascades[signature.table]
        case .insert, .preUpdate, .postUpdate: false
        }
    }
}
