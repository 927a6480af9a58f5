import CinnabarSQL

/// What is known of a column's value before anything has run.
enum KnownValue: Hashable {
    case value(SQLValue)
    /// The database makes it when this row's statement runs.
    case made(row: Int, column: Int)
}

extension Planning {
    enum Side {
        /// As it is stored now.
        case old
        /// As it will be.
        case new
    }

    /// What a row will have in a column, through any number of references; nil where nothing says it.
    func newValue(_ row: Int, _ column: Int) throws(PlanError) -> KnownValue? {
        var row = row
        var column = column
        var steps = 0
        while true {
            guard let index = rows[row].index(of: column) else {
                if rows[row].action == .insert {
                    return tables[rows[row].table].isFilledIn[column] ? .made(row: row, column: column) : .value(.null)
                }
                return oldValue(row, column).map(KnownValue.value)
            }
            switch rows[row].values[index].value {
            case .value(let value): return .value(value)
            case .expression: return .made(row: row, column: column)
            case .reference(let next, let nextColumn):
                guard rows.indices.contains(next), steps <= rows.count else {
                    throw PlanError.unknown(tables[rows[row].table], column, row: row, isDeleted: false)
                }
                steps += 1
                row = next
                column = nextColumn
            }
        }
    }

    func oldValue(_ row: Int, _ column: Int) -> SQLValue? {
        for entry in rows[row].stored where entry.column == column { return entry.value }
        let key = tables[rows[row].table].key
        guard let place = key.firstIndex(of: column), place < rows[row].key.count else { return nil }
        return rows[row].key[place]
    }

    func value(_ row: Int, _ column: Int, _ side: Side) throws(PlanError) -> KnownValue? {
        switch side {
        case .old: oldValue(row, column).map(KnownValue.value)
        case .new: try newValue(row, column)
        }
    }

    /// The hash of some columns; nil where one is NULL or not known, so that no other row can have the same.
    ///
    /// - Parameter made: whether what the database will make counts as known: equal references are equal then.
    func hash(_ row: Int, _ columns: [Int], _ side: Side, made: Bool = false) throws(PlanError) -> Int? {
        var hasher = Hasher()
        for column in columns {
            guard let known = try value(row, column, side) else { return nil }
            switch known {
            case .value(.null): return nil
            case .value: break
            case .made: if !made { return nil }
            }
            hasher.combine(known)
        }
        return hasher.finalize()
    }

    func isSame(
        _ row: Int, _ columns: [Int], _ side: Side, _ other: Int, _ otherColumns: [Int], _ otherSide: Side
    ) throws(PlanError) -> Bool {
        for index in columns.indices {
            let left = try value(row, columns[index], side)
            if left == nil { return false }
            if left != (try value(other, otherColumns[index], otherSide)) { return false }
        }
        return true
    }

    func changes(_ row: Int, anyOf columns: [Int]) -> Bool {
        for assignment in rows[row].values where columns.contains(assignment.column) { return true }
        return false
    }
}
