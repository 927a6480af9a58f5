import CinnabarSQL

extension FlushExecutor {
    /// The statement of a step, with the binds of the values that it was given.
    func compile(
        _ step: FlushStep, _ form: FlushPart.Form, _ values: [SQLValue], _ expressions: [Int: Node], _ returning: [Int],
        isChecked: Bool = false
    ) throws -> (CompiledStatement, [SQLValue]) {
        let table = plan.tables[step.table]
        func definitions(_ columns: [Int]) -> [ColumnDefinition] { columns.map { table.columns[$0] } }
        let version = step.versions.isEmpty ? nil : table.version.map { table.columns[$0] }
        switch step.kind {
        case .insert:
            var statement = InsertRows(
                into: table.reference, definitions(step.columns), values: values, expressions: expressions,
                returning: definitions(returning))
            if isChecked { statement.form = .checkedRow }
            if form == .arrays { statement.form = .arrays }
            if form == .orderedArrays, let key = table.generatedKey {
                statement.form = .orderedArrays(generatedKey: table.columns[key])
            }
            return try cache.compile(statement, for: dialect)
        case .update, .postUpdate, .preUpdate:
            let refreshed = step.kind == .preUpdate ? [] : table.refreshed.filter { !step.columns.contains($0) }
            return try cache.compile(
                UpdateRows(
                    table.reference, set: definitions(step.columns), key: definitions(table.key), version: version,
                    values: values, expressions: expressions, refreshed: definitions(refreshed),
                    returning: definitions(returning), form: form == .runs ? .row : .arrays), for: dialect)
        case .delete:
            return try cache.compile(
                DeleteRows(
                    from: table.reference, key: definitions(table.key), version: version, values: values,
                    returning: definitions(returning), form: form == .runs ? .row : .arrays), for: dialect)
        }
    }
}
