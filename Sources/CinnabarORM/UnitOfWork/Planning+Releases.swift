extension Planning {
    /// Rows that refer to a row which goes, or gets another key, are deleted or changed first.
    mutating func orderReleases() throws(PlanError) {
        for table in tables.indices where !groups[table].deletes.isEmpty || !groups[table].updates.isEmpty {
            for (position, foreignKey) in tables[table].foreignKeys.enumerated() {
                guard let target = foreignKey.target else { continue }
                let leaving = try leavingIndex(target, foreignKey)
                if leaving.isEmpty { continue }
                for row in groups[table].deletes {
                    try orderRelease(of: row, foreignKey, position, leaving)
                }
                for row in groups[table].updates where changes(row, anyOf: foreignKey.columns) {
                    try orderRelease(of: row, foreignKey, position, leaving)
                }
            }
        }
    }

    private mutating func orderRelease(
        of row: Int, _ foreignKey: PlanForeignKey, _ position: Int, _ leaving: RowIndex
    ) throws(PlanError) {
        guard let hash = try hash(row, foreignKey.columns, .old) else { return }
        let other = try leaving.first(hash) { other throws(PlanError) in
            try isSame(row, foreignKey.columns, .old, other, foreignKey.targetColumns, .old)
        }
        if let other, other != row { graph.order(row, before: other, .release, foreignKey: position) }
    }

    /// Rows that are deleted, and those that get other values where the foreign key points at.
    private func leavingIndex(_ table: Int, _ foreignKey: PlanForeignKey) throws(PlanError) -> RowIndex {
        let columns = foreignKey.targetColumns
        var index = RowIndex(capacity: groups[table].deletes.count)
        for row in groups[table].deletes {
            if let hash = try hash(row, columns, .old) { index.insert(hash, row) }
        }
        if foreignKey.followsUpdate { return index }
        for row in groups[table].updates where changes(row, anyOf: columns) {
            if let hash = try hash(row, columns, .old) { index.insert(hash, row) }
        }
        return index
    }

    /// A value of a unique key is freed before another row takes it.
    mutating func orderUniques() throws(PlanError) {
        for table in tables.indices {
            let group = groups[table]
            if group.updates.isEmpty, group.deletes.isEmpty || group.inserts.isEmpty { continue }
            let uniques = tables[table].uniques + [tables[table].key]
            for (position, columns) in uniques.enumerated() where !columns.isEmpty {
                let changing = group.updates.filter { row in changes(row, anyOf: columns) }
                if changing.isEmpty, group.inserts.isEmpty { continue }
                var freed = RowIndex(capacity: group.deletes.count + changing.count)
                for row in group.deletes {
                    if let hash = try hash(row, columns, .old) { freed.insert(hash, row) }
                }
                for row in changing {
                    if let hash = try hash(row, columns, .old) { freed.insert(hash, row) }
                }
                if freed.isEmpty { continue }
                for row in group.inserts { try orderUnique(row, columns, position, freed) }
                for row in changing { try orderUnique(row, columns, position, freed) }
            }
        }
    }

    private mutating func orderUnique(
        _ row: Int, _ columns: [Int], _ position: Int, _ freed: RowIndex
    ) throws(PlanError) {
        guard let hash = try hash(row, columns, .new) else { return }
        let other = try freed.first(hash) { other throws(PlanError) in
            try isSame(row, columns, .new, other, columns, .old)
        }
        // The position of the unique key stands where the foreign key does.
        if let other, other != row { graph.order(other, before: row, .unique, foreignKey: position) }
    }
}
