import CinnabarORM
import CinnabarSQL

/// A database of a few rows in memory, which runs plans and checks every constraint after every row.
struct Interpreter {
    struct Violation: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    typealias Key = [SQLValue]

    let tables: [PlanTable]
    /// The columns of each row, by its key.
    var rows: [[Key: [SQLValue]]]
    private var nextKey: Int64 = 1_000_000
    /// What each row of the flush returned: of which level, and which values.
    private var made: [Int: (level: Int, values: [SQLValue])] = [:]

    init(_ tables: [PlanTable], rows: [[Key: [SQLValue]]]) {
        self.tables = tables
        self.rows = rows
    }

    /// - Returns: for each row of the flush that was inserted or updated what it holds now.
    mutating func run(_ plan: FlushPlan) throws -> [Int: [SQLValue]] {
        made = [:]
        for (level, steps) in plan.levels.enumerated() {
            for step in steps.steps {
                for place in step.rows.indices { try run(step, place, level) }
            }
        }
        return made.mapValues(\.values)
    }

    private mutating func run(_ step: FlushStep, _ place: Int, _ level: Int) throws {
        let table = tables[step.table]
        let row = step.rows[place]
        let width = step.columns.count
        var values: [Int: SQLValue] = [:]
        for (index, column) in step.columns.enumerated() {
            values[column] = try resolve(step.values[place * width + index], level)
        }
        if step.kind == .insert {
            var new = [SQLValue](repeating: .null, count: table.columns.count)
            for (column, value) in values { new[column] = value }
            if let key = table.generatedKey, values[key] == nil {
                nextKey += 1
                new[key] = .integer(nextKey)
            }
            let key = table.key.map { new[$0] }
            guard rows[step.table][key] == nil else { throw Violation("two rows of \(table.name(step)) have one key") }
            rows[step.table][key] = new
            made[row] = (level, new)
            return try check(step.table, key)
        }
        let keyWidth = table.key.count
        let key = try step.keys[place * keyWidth..<(place + 1) * keyWidth].map { try resolve($0, level) }
        guard let old = rows[step.table][key] else { throw Violation("a row of \(table.name(step)) is not there") }
        if !step.versions.isEmpty, let version = table.version, old[version] != step.versions[place] {
            throw Violation("a row of \(table.name(step)) is stale")
        }
        rows[step.table][key] = nil
        if step.kind == .delete { return try checkReferences(to: step.table, old) }
        var new = old
        for (column, value) in values { new[column] = value }
        let newKey = table.key.map { new[$0] }
        guard rows[step.table][newKey] == nil else { throw Violation("two rows of \(table.name(step)) have one key") }
        rows[step.table][newKey] = new
        if step.kind != .preUpdate { made[row] = (made[row]?.level ?? level, new) }
        try check(step.table, newKey)
        try checkReferences(to: step.table, old)
    }

    private func resolve(_ value: PlanValue, _ level: Int) throws -> SQLValue {
        switch value {
        case .value(let value): return value
        case .expression: throw Violation("no expressions here")
        case .reference(let row, let column):
            guard let source = made[row], source.level < level else {
                throw Violation("a value is needed before it is made")
            }
            return source.values[column]
        }
    }

    /// The row's own constraints.
    private func check(_ table: Int, _ key: Key) throws {
        guard let row = rows[table][key] else { return }
        for (column, definition) in tables[table].columns.enumerated()
        where row[column] == .null && !definition.isNullable {
            throw Violation("NULL in \(definition.name)")
        }
        for foreignKey in tables[table].foreignKeys {
            let values = foreignKey.columns.map { row[$0] }
            guard let target = foreignKey.target, !values.contains(.null) else { continue }
            guard has(target, foreignKey.targetColumns, values) else {
                throw Violation("\(tables[table].reference.name) refers to nothing")
            }
        }
        for unique in tables[table].uniques {
            let values = unique.map { row[$0] }
            guard !values.contains(.null) else { continue }
            for (other, columns) in rows[table] where other != key && unique.map({ columns[$0] }) == values {
                throw Violation("a unique value of \(tables[table].reference.name) is taken twice")
            }
        }
    }

    /// Nobody refers to what was there.
    private func checkReferences(to table: Int, _ old: [SQLValue]) throws {
        for (other, definition) in tables.enumerated() {
            for foreignKey in definition.foreignKeys where foreignKey.target == table {
                let values = foreignKey.targetColumns.map { old[$0] }
                if has(table, foreignKey.targetColumns, values) { continue }
                for row in rows[other].values where foreignKey.columns.map({ row[$0] }) == values {
                    throw Violation("\(definition.reference.name) still refers to \(tables[table].reference.name)")
                }
            }
        }
    }

    private func has(_ table: Int, _ columns: [Int], _ values: [SQLValue]) -> Bool {
        if columns == tables[table].key { return rows[table][values] != nil }
        return rows[table].values.contains { row in columns.map { row[$0] } == values }
    }
}

extension PlanTable {
    fileprivate func name(_ step: FlushStep) -> String { "\(reference.name) (\(step.kind))" }
}
