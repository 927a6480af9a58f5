import CinnabarSQL

/// Orders the rows of a flush into as few statements and round trips as their dependencies allow.
///
/// A plain function of its input: no I/O, no clock. Rows keep the order of the input within a statement, but where one
/// needs another.
package struct FlushPlanner: Sendable {
    package let tables: [PlanTable]
    package let rows: [PlanRow]

    package init(tables: [PlanTable], rows: [PlanRow]) {
        self.tables = tables
        self.rows = rows
    }

    package func plan() throws(PlanError) -> FlushPlan {
        var planning = Planning(tables: tables, rows: rows)
        try planning.readRows()
        try planning.checkKeys()
        try planning.orderReferences()
        try planning.orderReleases()
        try planning.orderUniques()
        if !planning.graph.setLevels() {
            try planning.breakCycles()
            // Only sources and sinks were added since, so that what is left has no cycle.
            _ = planning.graph.setLevels()
        }
        return FlushPlan(tables: tables, rowCount: rows.count, levels: try planning.makeLevels())
    }
}

/// A flush while it is planned. The operation of a row has the row's number; those that are added come behind.
struct Planning {
    /// The rows of one table, by what happens to them.
    struct Group {
        var inserts: [Int] = []
        var updates: [Int] = []
        var deletes: [Int] = []
    }

    struct IndexKey: Hashable {
        let table: Int
        let columns: [Int]
    }

    let tables: [PlanTable]
    var rows: [PlanRow]
    var groups: [Group]
    var graph = FlushGraph()
    /// The operations that were split off, by row.
    var postUpdates: [Int: Int] = [:]
    var preUpdates: [Int: Int] = [:]
    /// What they set, by operation.
    var splitColumns: [Int: [Int]] = [:]
    /// Columns that are NULL until the post-update, by row.
    var postponed: [Int: [Int]] = [:]
    /// Rows that will be there, by the values of columns that others refer to.
    var targets: [IndexKey: RowIndex] = [:]

    init(tables: [PlanTable], rows: [PlanRow]) {
        self.tables = tables
        self.rows = rows
        groups = Array(repeating: Group(), count: tables.count)
    }

    mutating func readRows() throws(PlanError) {
        graph.operations.reserveCapacity(rows.count)
        for row in rows.indices {
            let table = tables[rows[row].table]
            var isSorted = true
            for index in rows[row].values.indices.dropFirst()
            where rows[row].values[index - 1].column >= rows[row].values[index].column { isSorted = false }
            if !isSorted { sortValues(of: row) }
            switch rows[row].action {
            case .insert:
                try checkKey(of: row, table)
                groups[rows[row].table].inserts.append(row)
                _ = graph.add(.insert, row: row)
            case .update:
                groups[rows[row].table].updates.append(row)
                _ = graph.add(.update, row: row)
                // Nothing to do: no statement.
                if rows[row].values.isEmpty { graph.operations[row].isGone = true }
            case .delete:
                groups[rows[row].table].deletes.append(row)
                _ = graph.add(.delete, row: row)
            }
        }
    }

    /// A function of its own: the optimizer would copy all rows before the loop, for the one that is not sorted.
    @inline(never)
    private mutating func sortValues(of row: Int) { rows[row].values.sort { $0.column < $1.column } }

    private func checkKey(of row: Int, _ table: PlanTable) throws(PlanError) {
        for column in table.key {
            if let index = rows[row].index(of: column) {
                guard case .value(.null) = rows[row].values[index].value else { continue }
            } else if table.isFilledIn[column] {
                continue
            }
            let missing = table.key.filter { column in
                guard let index = rows[row].index(of: column) else { return !table.isFilledIn[column] }
                if case .value(.null) = rows[row].values[index].value { return true }
                return false
            }
            throw PlanError.missingKey(table, missing, row: row)
        }
    }
}
