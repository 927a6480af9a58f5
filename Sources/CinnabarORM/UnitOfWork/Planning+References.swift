import CinnabarSQL

extension Planning {
    /// Rows that others refer to come first.
    mutating func orderReferences() throws(PlanError) {
        for table in tables.indices {
            // A value that was given as such may be the key of another new row: only then is it looked for.
            var lookups: [Int] = []
            if !groups[table].inserts.isEmpty || !groups[table].updates.isEmpty {
                for (position, foreignKey) in tables[table].foreignKeys.enumerated() {
                    guard let target = foreignKey.target else { continue }
                    let index = try targetIndex(target, foreignKey.targetColumns)
                    if !index.isEmpty { lookups.append(position) }
                }
            }
            for row in groups[table].inserts { try orderReferences(of: row, tables[table], lookups) }
            for row in groups[table].updates { try orderReferences(of: row, tables[table], lookups) }
        }
    }

    private mutating func orderReferences(of row: Int, _ table: PlanTable, _ lookups: [Int]) throws(PlanError) {
        for index in rows[row].values.indices {
            guard case .reference(let target, let column) = rows[row].values[index].value else { continue }
            try orderReference(of: row, table, rows[row].values[index].column, to: target, column)
        }
        for foreignKey in lookups {
            let key = table.foreignKeys[foreignKey]
            guard let target = key.target, changes(row, anyOf: key.columns), !isReference(row, key.columns),
                let hash = try hash(row, key.columns, .new),
                let index = targets[IndexKey(table: target, columns: key.targetColumns)]
            else { continue }
            let other = try index.first(hash) { other throws(PlanError) in
                try isSame(row, key.columns, .new, other, key.targetColumns, .new)
            }
            if let other, other != row { graph.order(other, before: row, .reference, foreignKey: foreignKey) }
        }
    }

    private mutating func orderReference(
        of row: Int, _ table: PlanTable, _ column: Int, to target: Int, _ targetColumn: Int
    ) throws(PlanError) {
        let known = try newValue(row, column)
        guard rows.indices.contains(target), let known else {
            throw PlanError.unknown(table, column, row: row, isDeleted: false)
        }
        let targetTable = rows[target].table
        if rows[target].action == .delete {
            throw PlanError.unknown(table, column, row: row, isDeleted: true)
        }
        var foreignKey = -1
        for candidate in table.foreignKeysOfColumn[column]
        where table.foreignKeys[candidate].target == targetTable { foreignKey = candidate }
        var needsTarget = false
        if case .made(let maker, _) = known {
            needsTarget = maker == target
            // A value that the other row itself takes from a third one.
            if !needsTarget, maker != row {
                graph.order(maker, before: row, .reference, foreignKey: foreignKey, needsValue: true)
            }
        }
        if target == row {
            if needsTarget { try split(ownReferenceOf: row, table, foreignKey, column) }
            return
        }
        // A row that is there can be referred to at any time, unless it gets what is referred to now.
        let isNew = rows[target].action == .insert || rows[target].index(of: targetColumn) != nil
        if isNew, !graph.operations[target].isGone {
            graph.order(target, before: row, .reference, foreignKey: foreignKey, needsValue: needsTarget)
        }
    }

    private func isReference(_ row: Int, _ columns: [Int]) -> Bool {
        for assignment in rows[row].values where columns.contains(assignment.column) {
            if case .reference = assignment.value { return true }
        }
        return false
    }

    /// New rows, and rows that get new values, by columns that foreign keys refer to.
    private mutating func targetIndex(_ table: Int, _ columns: [Int]) throws(PlanError) -> RowIndex {
        let key = IndexKey(table: table, columns: columns)
        if let known = targets[key] { return known }
        var index = RowIndex(capacity: 16)
        let generated = tables[table].generatedKey.flatMap { columns.contains($0) ? $0 : nil }
        for row in groups[table].inserts {
            if let generated, rows[row].index(of: generated) == nil { continue }
            if let hash = try hash(row, columns, .new) { index.insert(hash, row) }
        }
        for row in groups[table].updates where changes(row, anyOf: columns) {
            if let hash = try hash(row, columns, .new) { index.insert(hash, row) }
        }
        targets[key] = index
        return index
    }
}
