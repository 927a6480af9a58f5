import CinnabarORM
import CinnabarSQL

extension Scenario {
    mutating func makeFlush() {
        let flushed = nodes.filter { $0.isNew || $0.isDeleted || !changed($0).isEmpty }.shuffled(using: &generator)
        for (row, node) in flushed.enumerated() { node.row = row }
        rows = []
        for node in flushed { rows.append(row(node)) }
    }

    /// The columns that get another value, the key among them.
    private func changed(_ node: Node) -> [Int] {
        var columns: [Int] = node.changesKey ? [0] : []
        if node.number != node.oldNumber { columns.append(2) }
        for index in node.targets.indices where node.targets[index] !== node.oldTargets[index] {
            columns.append(3 + index)
        }
        return columns
    }

    private mutating func row(_ node: Node) -> PlanRow {
        let version: Int? = tables[node.table].version == nil || node.isNew ? nil : 1
        let old = node.oldTargets.indices.map { (3 + $0, value(node.oldTargets[$0]?.oldKey)) }
        let stored = [(2, value(node.oldNumber))] + old
        if node.isDeleted { return .delete(node.table, node.oldKey ?? 0, stored: stored, version: version) }
        var values: [(Int, PlanValue)] = []
        for column in node.isNew ? [0, 2] + node.targets.indices.map({ 3 + $0 }) : changed(node) {
            switch column {
            case 0: if let key = node.key { values.append((0, .value(value(key)))) }
            case 2: values.append((2, .value(value(node.number))))
            default: values.append((column, reference(node.targets[column - 3])))
            }
        }
        // What is NULL may as well be left out of an insert.
        if node.isNew, generator.chance(30) {
            values.removeAll { if case .value(.null) = $0.1 { true } else { false } }
        }
        if node.isNew { return .insert(node.table, values.shuffled(using: &generator)) }
        return .update(node.table, node.oldKey ?? 0, set: values, stored: stored, version: version)
    }

    private mutating func reference(_ target: Node?) -> PlanValue {
        guard let target else { return .null }
        if let row = target.row, target.key == nil || generator.chance(50) { return .row(row) }
        return .value(value(target.key))
    }

    private func value(_ number: Int?) -> SQLValue { number.map { .integer(Int64($0)) } ?? .null }

    // Before and after

    func database() -> Interpreter {
        var rows: [[Interpreter.Key: [SQLValue]]] = tables.map { _ in [:] }
        for node in nodes where !node.isNew {
            let columns =
                [value(node.oldKey), .integer(1), value(node.oldNumber)]
                + node.oldTargets.map { value($0?.oldKey) }
            rows[node.table][[value(node.oldKey)]] = columns
        }
        return Interpreter(tables, rows: rows)
    }

    /// What is wrong with the rows after the flush; nil where they are as they should be.
    func difference(_ database: Interpreter, _ made: [Int: [SQLValue]], _ order: [Int]) -> String? {
        func key(_ node: Node) -> SQLValue {
            if let key = node.key { return value(key) }
            return node.row.flatMap { made[order[$0]]?[0] } ?? .null
        }
        let staying = nodes.filter(\.stays)
        for node in staying {
            let hasVersion = tables[node.table].version != nil
            var version: SQLValue = .integer(1)
            if node.isNew {
                version = hasVersion ? .integer(node.isSwitch ? 2 : 1) : .null
                // A row that was there keeps what nobody knows of.
                if node.isSwitch, !hasVersion { version = .null }
            } else if hasVersion, node.row != nil {
                version = .integer(2)
            }
            let expected = [key(node), version, value(node.number)] + node.targets.map { $0.map(key) ?? .null }
            let found = database.rows[node.table][[key(node)]]
            if found != expected {
                return "row \(node.row ?? -1) of t\(node.table) is \(found ?? []), not \(expected)"
            }
        }
        for table in tables.indices {
            let count = staying.reduce(0) { $0 + ($1.table == table ? 1 : 0) }
            if database.rows[table].count != count { return "t\(table) has \(database.rows[table].count) rows" }
        }
        return nil
    }

    /// The same rows in another order, and where each of them has gone.
    mutating func shuffledRows() -> (rows: [PlanRow], order: [Int]) {
        let positions = Array(rows.indices).shuffled(using: &generator)
        var order = Array(repeating: 0, count: rows.count)
        for (new, old) in positions.enumerated() { order[old] = new }
        let shuffled = positions.map { old -> PlanRow in
            var row = rows[old]
            for index in row.values.indices {
                if case .reference(let target, let column) = row.values[index].value {
                    row.values[index].value = .reference(row: order[target], column: column)
                }
            }
            return row
        }
        return (shuffled, order)
    }
}
