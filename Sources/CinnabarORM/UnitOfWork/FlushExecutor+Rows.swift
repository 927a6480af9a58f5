import CinnabarEngine
import CinnabarSQL

extension FlushExecutor {
    /// Checks what a statement did, and keeps what it returned in the order of the step's rows.
    func take(_ part: FlushPart, of level: Int, _ counts: [Int], _ result: inout FlushResult) throws {
        let step = plan.levels[level].steps[part.step]
        if part.sink == nil, !step.needsCountCheck { return }
        let places = try places(of: part, step, counts, result)
        if let places, let sink = part.sink, !step.returning.isEmpty {
            let width = step.returning.count
            if result.returned[level][part.step].isEmpty {
                result.returned[level][part.step] = Array(repeating: .null, count: step.rows.count * width)
            }
            for (row, place) in places.enumerated() {
                let from = row * (part.keyWidth + width) + part.keyWidth
                for index in 0..<width {
                    result.returned[level][part.step][place * width + index] = sink.values[from + index]
                }
            }
        }
    }

    /// Keeps the keys that the database made, one for each row; the key of a run that inserted nothing is another's.
    func take(
        _ keys: [Int64], of part: FlushPart, level: Int, _ counts: [Int], _ result: inout FlushResult
    ) throws {
        let step = plan.levels[level].steps[part.step]
        let inserted = counts.count { $0 == 1 }
        guard counts.count == part.rows.count, keys.count == part.rows.count, inserted == part.rows.count else {
            throw unmatched(step, part.rows.count, min(inserted, keys.count))
        }
        if part.rows.count == step.rows.count {
            result.returned[level][part.step] = keys.map(SQLValue.integer)
            return
        }
        if result.returned[level][part.step].isEmpty {
            result.returned[level][part.step] = Array(repeating: .null, count: step.rows.count)
        }
        for (place, key) in zip(part.rows, keys) { result.returned[level][part.step][place] = .integer(key) }
    }

    /// For each row that came back its place in the step.
    private func places(
        of part: FlushPart, _ step: FlushStep, _ counts: [Int], _ result: FlushResult
    ) throws -> [Int]? {
        guard let sink = part.sink else {
            // One count for all rows, or one for each run.
            if part.form == .runs {
                let missing = part.rows.filter { place in
                    let run = place - part.rows.lowerBound
                    return run >= counts.count || counts[run] != 1
                }
                if !missing.isEmpty { throw stale(step, part.rows.count, missing) }
            } else if counts.first != part.rows.count {
                throw stale(step, part.rows.count, Array(part.rows))
            }
            return nil
        }
        var isFound = Array(repeating: false, count: part.rows.count)
        var places: [Int] = []
        places.reserveCapacity(sink.runs.count)
        let keys = part.form == .arrays ? ReturnedKeys(part, step, plan.tables[step.table], result) : nil
        for row in sink.runs.indices {
            let place: Int?
            switch part.form {
            case .runs: place = part.rows.lowerBound + sink.runs[row]
            case .arrays: place = keys?.place(of: row)
            case .orderedArrays: place = part.rows.lowerBound + row
            }
            guard let place, part.rows.contains(place), !isFound[place - part.rows.lowerBound] else {
                throw unmatched(step, part.rows.count, sink.runs.count)
            }
            isFound[place - part.rows.lowerBound] = true
            places.append(place)
        }
        if part.form == .orderedArrays, !ascends(sink, step) {
            throw unmatched(step, part.rows.count, sink.runs.count)
        }
        if sink.runs.count < part.rows.count {
            let missing = part.rows.filter { !isFound[$0 - part.rows.lowerBound] }
            if step.needsCountCheck { throw stale(step, part.rows.count, missing) }
            // What a new row's key is has to be known; a post-update finds its row or the insert has failed.
            if step.kind == .insert { throw unmatched(step, part.rows.count, sink.runs.count) }
        }
        return places
    }

    /// The second sign that the rows came back in their order: keys from one sequence go up.
    private func ascends(_ sink: FlushSink, _ step: FlushStep) -> Bool {
        let width = step.returning.count
        guard let key = plan.tables[step.table].generatedKey, let column = step.returning.firstIndex(of: key) else {
            return false
        }
        var last = Int64.min
        for row in sink.runs.indices {
            guard case .integer(let value) = sink.values[row * width + column], row == 0 || value > last else {
                return false
            }
            last = value
        }
        return true
    }

    private func stale(_ step: FlushStep, _ expected: Int, _ missing: [Int]) -> StaleDataError {
        let table = plan.tables[step.table]
        return StaleDataError(
            step.kind == .delete ? .delete : .update, table: table.name, keyColumns: table.names(table.key),
            versionColumn: step.versions.isEmpty ? nil : table.version.map { table.columns[$0].name },
            expected: expected, actual: expected - missing.count, rows: missing.map { step.rows[$0] })
    }

    /// Before COMMIT: whether each insert whose row is to come back has given one.
    func checkRows(of part: FlushPart, at index: Int, of level: Int, _ outcome: GroupOutcome) throws {
        let step = plan.levels[level].steps[part.step]
        guard step.kind == .insert else { return }
        let count =
            if let sink = part.sink { sink.runs.count } else if part.statement.reportsKeysOf != nil {
                outcome.affectedRows[index].count { $0 == 1 }
            } else { part.rows.count }
        if count != part.rows.count { throw unmatched(step, part.rows.count, count) }
    }

    /// The error that a checked insert made the server raise; nil for any other.
    func unmatched(_ part: FlushPart, _ step: FlushStep, _ failure: GroupFailure) -> UnmatchedRowsError? {
        guard part.isChecked, let error = failure.error as? DatabaseError, error.sqlState == "22P02",
            error.message.contains(InsertRows.missingRowMark)
        else { return nil }
        return unmatched(step, failure.run + 1, failure.run)
    }

    private func unmatched(_ step: FlushStep, _ expected: Int, _ actual: Int) -> UnmatchedRowsError {
        UnmatchedRowsError(table: plan.tables[step.table].name, expected: expected, actual: actual)
    }
}

/// Finds rows by the keys that came back with them.
private struct ReturnedKeys {
    private let sent: [SQLValue]
    private let sink: FlushSink
    private let start: Int
    private let width: Int
    private let keyWidth: Int
    /// Made only if rows do not come back in their order.
    private var byKey: [ArraySlice<SQLValue>: Int] = [:]

    init?(_ part: FlushPart, _ step: FlushStep, _ table: PlanTable, _ result: FlushResult) {
        guard let sink = part.sink, part.keyWidth == table.key.count else { return nil }
        self.sink = sink
        start = part.rows.lowerBound
        width = part.keyWidth + step.returning.count
        keyWidth = part.keyWidth
        var sent: [SQLValue] = []
        sent.reserveCapacity(part.rows.count * keyWidth)
        let columns = table.key.map { step.columns.firstIndex(of: $0) ?? 0 }
        for place in part.rows {
            for index in 0..<keyWidth {
                let value =
                    step.kind == .insert
                    ? step.values[place * step.columns.count + columns[index]] : step.keys[place * keyWidth + index]
                sent.append(result.resolve(value) ?? .null)
            }
        }
        self.sent = sent
        let isInOrder =
            sink.runs.count == part.rows.count && sink.runs.indices.allSatisfy { matches(row: $0, place: $0) }
        if isInOrder { return }
        for place in part.rows.indices {
            let first = (place - start) * keyWidth
            byKey[sent[first..<first + keyWidth]] = place
        }
    }

    func place(of row: Int) -> Int? {
        if byKey.isEmpty { return start + row }
        return byKey[sink.values[row * width..<row * width + keyWidth]]
    }

    private func matches(row: Int, place: Int) -> Bool {
        for index in 0..<keyWidth where sink.values[row * width + index] != sent[place * keyWidth + index] {
            return false
        }
        return true
    }
}
