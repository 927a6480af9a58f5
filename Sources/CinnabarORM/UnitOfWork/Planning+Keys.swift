import CinnabarSQL

extension Planning {
    /// New rows have keys of their own; one that takes the key of a deleted row becomes its update.
    mutating func checkKeys() throws(PlanError) {
        for table in tables.indices where !groups[table].inserts.isEmpty {
            let key = tables[table].key
            if key.isEmpty { continue }
            if groups[table].deletes.isEmpty, ascend(groups[table].inserts, key) { continue }
            let generated = tables[table].generatedKey
            var index = RowIndex(capacity: 16)
            for row in groups[table].inserts {
                if let generated, rows[row].index(of: generated) == nil { continue }
                guard let hash = try hash(row, key, .new, made: true) else { continue }
                let other = try index.first(hash) { other throws(PlanError) in
                    try isSame(row, key, .new, other, key, .new)
                }
                if let other { throw PlanError.duplicateKey(tables[table], rows: [other, row]) }
                index.insert(hash, row)
            }
            if index.isEmpty { continue }
            var switched: [Int] = []
            for row in groups[table].deletes {
                guard let hash = try hash(row, key, .old, made: true) else { continue }
                let new = try index.first(hash) { other throws(PlanError) in
                    try isSame(row, key, .old, other, key, .new)
                }
                guard let new else { continue }
                replace(row, by: new)
                switched.append(new)
                graph.operations[row].isGone = true
            }
            if switched.isEmpty { continue }
            let moved = Set(switched)
            groups[table].inserts.removeAll(where: moved.contains)
            groups[table].deletes.removeAll { graph.operations[$0].isGone }
            groups[table].updates += switched.sorted()
        }
    }

    /// Whether the rows have the key's one column in ascending order, as rows with keys of the program's often do.
    private func ascend(_ inserts: [Int], _ key: [Int]) -> Bool {
        guard key.count == 1 else { return false }
        var last: Int64?
        for row in inserts {
            guard let index = rows[row].index(of: key[0]),
                case .value(.integer(let number)) = rows[row].values[index].value, last.map({ $0 < number }) ?? true
            else { return false }
            last = number
        }
        return true
    }

    /// The new row becomes an update of all columns of the old one: what it has no value for gets its default.
    private mutating func replace(_ old: Int, by new: Int) {
        let table = tables[rows[new].table]
        var values: [PlanRow.Assignment] = []
        for (position, column) in table.columns.enumerated() {
            if table.isKey[position] || position == table.version || column.computed != nil { continue }
            if let index = rows[new].index(of: position) {
                values.append(rows[new].values[index])
            } else if let value = column.serverDefault {
                // As an expression, so that what it was comes back.
                values.append((position, .expression(value.node)))
            } else if column.isNullable, column.identity == nil {
                values.append((position, .value(.null)))
            }
        }
        rows[new].action = .update
        rows[new].key = rows[old].key
        rows[new].values = values
        rows[new].stored = rows[old].stored
        rows[new].version = rows[old].version
        graph.operations[new].kind = .update
        if values.isEmpty { graph.operations[new].isGone = true }
    }
}
