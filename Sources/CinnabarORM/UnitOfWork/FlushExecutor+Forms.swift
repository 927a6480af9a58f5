import CinnabarEngine
import CinnabarSQL

extension FlushExecutor {
    /// The statements of one step: as arrays where the database has them and they are safe, else once for each row.
    ///
    /// - Parameter isChecked: whether the database itself must refuse an insert that gives no row.
    func add(_ step: Int, of level: Int, isChecked: Bool, _ parts: inout [FlushPart], _ result: FlushResult) throws {
        let count = plan.levels[level].steps[step].rows.count
        if plan.levels[level].steps[step].hasExpressions {
            for row in 0..<count {
                parts.append(try runs(step, of: level, row..<row + 1, isChecked: isChecked, result))
            }
            return
        }
        guard let form = arrayForm(plan.levels[level].steps[step]) else {
            return parts.append(try runs(step, of: level, 0..<count, isChecked: isChecked, result))
        }
        for start in stride(from: 0, to: count, by: rowsPerStatement) {
            let rows = start..<min(start + rowsPerStatement, count)
            parts.append(
                try arrays(step, of: level, rows, form, result)
                    ?? runs(step, of: level, rows, isChecked: isChecked, result))
        }
    }

    /// How a step could go as arrays, as far as its columns tell.
    func arrayForm(_ step: FlushStep) -> FlushPart.Form? {
        let table = plan.tables[step.table]
        guard dialect.capabilities.contains(.bulkArrays), step.rows.count >= rowsForArrays, !step.isOrdered else {
            return nil
        }
        // A row is told by its key, which must come back as it was sent.
        let hasPlainKey = table.key.allSatisfy { table.columns[$0].type.comesBackUnchanged }
        guard step.kind == .insert else {
            let movesKey = step.columns.contains { table.isKey[$0] }
            return hasPlainKey && table.countsRows && !movesKey ? .arrays : nil
        }
        if step.columns.isEmpty { return nil }
        if step.returning.isEmpty { return .arrays }
        if let key = table.generatedKey, step.returning.contains(key) {
            return table.columns[key].type.isInteger && !step.hasFollowers ? .orderedArrays : nil
        }
        return hasPlainKey && !table.key.isEmpty && table.key.allSatisfy(step.columns.contains) ? .arrays : nil
    }

    func runs(_ number: Int, of level: Int, _ rows: Range<Int>, isChecked: Bool = false, _ result: FlushResult) throws
        -> FlushPart
    {
        let step = plan.levels[level].steps[number]
        let table = plan.tables[step.table]
        var binds = try binds(of: step, rows, result)
        let width = rows.isEmpty ? 0 : binds.count / rows.count
        // Where a count says nothing, rows that come back do.
        let keyWidth = step.needsCountCheck && !table.countsRows ? table.key.count : 0
        let reportsKeys = reportsKeys(step)
        let returning = reportsKeys ? [] : Array(table.key.prefix(keyWidth)) + step.returning
        let first = Array(binds.prefix(width))
        var expressions: [Int: Node] = [:]
        if step.hasExpressions {
            for column in step.columns.indices {
                let value = step.values[rows.lowerBound * step.columns.count + column]
                if case .expression(let node) = value { expressions[column] = node }
            }
        }
        let isChecked = isChecked && step.kind == .insert && !returning.isEmpty
        let (compiled, own) = try compile(step, .runs, first, expressions, returning, isChecked: isChecked)
        if step.hasExpressions { binds = own }
        let sink = returning.isEmpty ? nil : FlushSink(width: returning.count, expecting: rows.count)
        return FlushPart(
            step: number, rows: rows, form: .runs,
            statement: GroupedStatement(
                compiled, binds: binds, width: step.hasExpressions ? own.count : width, runCount: rows.count,
                sink: sink, reportsKeysOf: reportsKeys ? table.reference : nil), sink: sink, keyWidth: keyWidth,
            isChecked: isChecked)
    }

    /// Whether the key is all that the database makes, and it tells keys without RETURNING.
    ///
    /// Not where counts say nothing: an insert that a trigger replaced leaves the key of an earlier one.
    private func reportsKeys(_ step: FlushStep) -> Bool {
        let table = plan.tables[step.table]
        guard step.kind == .insert, dialect.capabilities.contains(.generatedKeys), table.countsRows,
            let key = table.generatedKey, table.columns[key].type.isInteger
        else { return false }
        return table.key == [key] && step.returning == [key]
    }

    /// nil where the values have no array form.
    private func arrays(
        _ number: Int, of level: Int, _ rows: Range<Int>, _ form: FlushPart.Form, _ result: FlushResult
    ) throws -> FlushPart? {
        let step = plan.levels[level].steps[number]
        let table = plan.tables[step.table]
        let binds = try binds(of: step, rows, result)
        var types = step.columns.map { table.columns[$0].type }
        if step.kind != .insert { types += table.key.map { table.columns[$0].type } }
        if !step.versions.isEmpty, let version = table.version { types.append(table.columns[version].type) }
        guard dialect.arrayTypes(types, values: binds) != nil else { return nil }
        let needsKey = form == .arrays && (!step.returning.isEmpty || step.needsCountCheck)
        let keyWidth = needsKey ? table.key.count : 0
        let returning = Array(table.key.prefix(keyWidth)) + step.returning
        let (compiled, own) = try compile(step, form, binds, [:], returning)
        let sink = returning.isEmpty ? nil : FlushSink(width: returning.count, expecting: rows.count)
        return FlushPart(
            step: number, rows: rows, form: form,
            statement: GroupedStatement(compiled, binds: own, width: own.count, runCount: 1, sink: sink), sink: sink,
            keyWidth: keyWidth)
    }

    /// What the rows send: their columns, keys and versions, row after row.
    private func binds(of step: FlushStep, _ rows: Range<Int>, _ result: FlushResult) throws -> [SQLValue] {
        let width = step.columns.count
        let keyWidth = step.kind == .insert ? 0 : plan.tables[step.table].key.count
        var binds: [SQLValue] = []
        binds.reserveCapacity(rows.count * (width + keyWidth + (step.versions.isEmpty ? 0 : 1)))
        for place in rows {
            for index in place * width..<place * width + width {
                if case .value(let value) = step.values[index] {
                    binds.append(value)
                } else {
                    binds.append(try value(of: step.values[index], result))
                }
            }
            for index in place * keyWidth..<place * keyWidth + keyWidth {
                binds.append(try value(of: step.keys[index], result))
            }
            if !step.versions.isEmpty { binds.append(step.versions[place]) }
        }
        return binds
    }

    private func value(of value: PlanValue, _ result: FlushResult) throws -> SQLValue {
        // An expression has its own binds.
        if case .expression = value { return .null }
        guard let known = result.resolve(value) else {
            throw DatabaseError(.other, "a flush needs a value that the database has not returned")
        }
        return known
    }
}

extension SQLType {
    var isInteger: Bool {
        switch self {
        case .smallint, .integer, .bigint: true
        default: false
        }
    }

    /// Whether a value of the column equals what was sent: no padding, rounding or spelling of its own.
    var comesBackUnchanged: Bool {
        switch self {
        case .smallint, .integer, .bigint, .uuid, .text, .varchar, .boolean, .date: true
        default: false
        }
    }
}
