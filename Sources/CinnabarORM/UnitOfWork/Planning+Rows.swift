import CinnabarSQL

extension Planning {
    /// Adds what one operation sends to its step.
    func append(_ operation: Int, _ signature: Signature, to step: inout FlushStep) throws(PlanError) {
        let row = Int(graph.operations[operation].row)
        let table = tables[signature.table]
        step.rows.append(row)
        switch signature.kind {
        case .insert, .update:
            let isSplit = !postponed.isEmpty && postponed[row] != nil
            for index in rows[row].values.indices {
                let value = rows[row].values[index].value
                if isSplit, postponed[row]?.contains(rows[row].values[index].column) == true {
                    step.values.append(.value(.null))
                } else if case .reference = value {
                    let column = rows[row].values[index].column
                    step.values.append(try sent(row, column))
                    if !step.referring.contains(column) { step.referring.append(column) }
                } else {
                    step.values.append(value)
                }
            }
            appendVersion(row, table, signature, to: &step)
        case .preUpdate:
            for _ in signature.columns { step.values.append(.value(.null)) }
        case .postUpdate:
            for column in signature.columns { step.values.append(try sent(row, column)) }
            step.referring = signature.columns
        case .delete: break
        }
        switch signature.kind {
        case .insert: break
        case .postUpdate:
            for column in table.key { step.keys.append(try sent(row, column)) }
        case .update, .preUpdate, .delete:
            for value in rows[row].key { step.keys.append(.value(value)) }
        }
        if signature.checksVersion, let version = rows[row].version { step.versions.append(version) }
    }

    private func appendVersion(_ row: Int, _ table: PlanTable, _ signature: Signature, to step: inout FlushStep) {
        guard let version = table.version, step.columns.count > signature.columns.count else { return }
        if signature.kind == .insert { return step.values.append(.value(.integer(1))) }
        if case .integer(let loaded) = rows[row].version {
            return step.values.append(.value(.integer(loaded == .max ? 1 : loaded + 1)))
        }
        let column = Node.column(table.reference, table.columns[version].name)
        step.values.append(.expression(.binary(.add, column, .bind(.integer(1), .value))))
    }

    /// A value as it is sent: known, or made in an earlier level.
    private func sent(_ row: Int, _ column: Int) throws(PlanError) -> PlanValue {
        switch try newValue(row, column) {
        case .value(let value): .value(value)
        case .made(let maker, let made): .reference(row: maker, column: made)
        case nil: throw PlanError.unknown(tables[rows[row].table], column, row: row, isDeleted: false)
        }
    }
}

extension FlushStep {
    mutating func reserve(_ count: Int, keys width: Int) {
        rows.reserveCapacity(count)
        values.reserveCapacity(count * columns.count)
        if kind != .insert { keys.reserveCapacity(count * width) }
    }
}
