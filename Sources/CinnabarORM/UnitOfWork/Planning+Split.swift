extension Planning {
    /// Whether the order may be given up, because a foreign key can be NULL for a while.
    func isBreakable(_ edge: FlushGraph.Edge) -> Bool {
        guard edge.foreignKey >= 0 else { return false }
        switch edge.kind {
        case .reference:
            return !foreignKey(edge.to, edge.foreignKey).nullable.isEmpty
        case .release:
            let key = foreignKey(edge.from, edge.foreignKey)
            return !key.nullable.isEmpty || (key.followsDelete && graph.operations[Int(edge.to)].kind == .delete)
        case .unique, .part: return false
        }
    }

    private func foreignKey(_ operation: Int32, _ position: Int32) -> PlanForeignKey {
        tables[rows[Int(graph.operations[Int(operation)].row)].table].foreignKeys[Int(position)]
    }

    mutating func breakEdge(_ index: Int) throws(PlanError) {
        let edge = graph.edges[index]
        if edge.isBroken { return }
        let position = Int(edge.foreignKey)
        switch edge.kind {
        case .reference: try split(referenceOf: Int(edge.to), position)
        case .release:
            graph.edges[index].isBroken = true
            let key = foreignKey(edge.from, edge.foreignKey)
            // The database sets it to NULL or deletes the row by itself.
            if key.followsDelete, graph.operations[Int(edge.to)].kind == .delete { return }
            let row = Int(graph.operations[Int(edge.from)].row)
            let first = preUpdates[row] ?? graph.add(.preUpdate, row: row)
            if preUpdates.updateValue(first, forKey: row) == nil {
                graph.order(first, before: Int(edge.from), .part)
            }
            splitColumns[first, default: []].formUnion(key.nullable)
            graph.order(first, before: Int(edge.to), .part)
        case .unique, .part: break
        }
    }

    /// A row that refers to itself by a value that its own statement makes.
    mutating func split(
        ownReferenceOf row: Int, _ table: PlanTable, _ foreignKey: Int, _ column: Int
    ) throws(PlanError) {
        guard foreignKey >= 0, !table.foreignKeys[foreignKey].nullable.isEmpty else {
            let columns = foreignKey >= 0 ? table.foreignKeys[foreignKey].columns : [column]
            throw PlanError(
                .cycle,
                "a new row of table \"\(table.name)\" refers to itself by (\(PlanError.list(table, columns))) before "
                    + "the database has made its key: make the foreign key NULL-able, or give the row its key",
                tables: [table.name], columns: table.names(columns), rows: [row])
        }
        try split(referenceOf: row, foreignKey)
    }

    /// The row's statement sets the foreign key to NULL, and another one sets it later.
    private mutating func split(referenceOf row: Int, _ position: Int) throws(PlanError) {
        let table = tables[rows[row].table]
        let nullable = table.foreignKeys[position].nullable
        postponed[row, default: []].formUnion(nullable)
        let later = postUpdates[row] ?? graph.add(.postUpdate, row: row)
        let isNew = postUpdates.updateValue(later, forKey: row) == nil
        splitColumns[later, default: []].formUnion(nullable)
        var edge = Int(graph.operations[row].firstIn)
        while edge >= 0 {
            let known = graph.edges[edge]
            if !known.isBroken, known.kind == .reference, Int(known.foreignKey) == position {
                graph.edges[edge].isBroken = true
                graph.order(Int(known.from), before: later, .part, needsValue: known.needsValue)
            } else if !known.isBroken, known.kind == .unique {
                graph.order(Int(known.from), before: later, .part)
            }
            edge = Int(known.nextIn)
        }
        guard isNew else { return }
        var isMade = false
        for column in table.key {
            if case .made = try newValue(row, column) { isMade = rows[row].action == .insert }
        }
        graph.order(row, before: later, .part, needsValue: isMade)
    }
}

extension [Int] {
    /// Adds what is not there yet, and keeps the order of the columns.
    fileprivate mutating func formUnion(_ others: [Int]) {
        for other in others where !contains(other) { append(other) }
        sort()
    }
}
