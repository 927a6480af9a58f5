import CinnabarSQL

extension TableRebuild {
    mutating func apply(_ operation: MigrationOperation, _ compiler: OperationCompiler) throws {
        switch operation {
        case .addColumn(let column, _): new.columns.append(column)
        case .dropColumn(let column, _): try drop(column.name, compiler)
        case .alterColumn(_, let column, _, let using):
            let place = try self.place(of: column.name, compiler)
            // What the table's own constraints say of the column stays theirs.
            removeLabels(of: column.name, compiler)
            new.columns[place] = column
            if let using { values[column.name] = using }
        case .addConstraint(let constraint, let table):
            let constraint = compiler.named(constraint, table)
            // The check of an enum's labels is written with its column.
            let labels = new.columns.compactMap { compiler.labelsCheck(of: $0, table)?.name }
            if let name = constraint.name, labels.contains(name) { return }
            try add(constraint, compiler)
        case .dropConstraint(let constraint, let table): try remove(compiler.named(constraint, table), compiler)
        case .renameConstraint(let constraint, _, let name):
            try remove(constraint, compiler)
            try add(constraint.renamed(name), compiler)
        default: break
        }
    }

    /// Other labels for a column: the check of the new labels is written with the column's type.
    mutating func alter(_ change: EnumChange, _ column: String, _ compiler: OperationCompiler) {
        guard let place = new.columns.firstIndex(where: { $0.name == column }) else { return }
        removeLabels(of: column, compiler)
        if case .array = new.columns[place].type { return }
        new.columns[place] = new.columns[place].changing(type: .enumeration(change.new))
        guard !change.renamedLabels.isEmpty, let name = try? compiler.quoted(TableName(column)) else { return }
        let cases = change.renamedLabels.sorted { $0.key < $1.key }.compactMap { label, other -> String? in
            guard let old = try? compiler.dialect.literal(.text(label)),
                let new = try? compiler.dialect.literal(.text(other))
            else { return nil }
            return " WHEN \(old) THEN \(new)"
        }
        values[column] = "CASE \(name)\(cases.joined()) ELSE \(name) END"
    }

    private func place(of column: String, _ compiler: OperationCompiler) throws -> Int {
        guard let place = new.columns.firstIndex(where: { $0.name == column }) else {
            throw CompileError(
                "table \(new.key) has no column \"\(column)\" to change", dialect: compiler.dialect.name,
                alternative: "it has \(new.columns.map { "\"\($0.name)\"" }.joined(separator: ", "))")
        }
        return place
    }

    /// As PostgreSQL does: what speaks of the column alone goes with it.
    private mutating func drop(_ column: String, _ compiler: OperationCompiler) throws {
        new.columns.remove(at: try place(of: column, compiler))
        values[column] = nil
        if new.primaryKey?.columns.contains(column) == true { new.primaryKey = nil }
        new.uniques.removeAll { $0.columns.contains(column) }
        new.foreignKeys.removeAll { $0.columns.contains(column) }
        new.checks.removeAll { SQLText.names(column, in: $0.sql) }
        new.indexes.removeAll { index in
            index.parts.contains { $0.content == .column(column) } || index.included.contains(column)
                || index.condition.map { SQLText.names(column, in: $0) } ?? false
        }
    }

    private mutating func removeLabels(of column: String, _ compiler: OperationCompiler) {
        let check = compiler.named(.labels(column: column, labels: [], name: nil), new.key)
        new.checks.removeAll { $0.name == check.name }
    }

    private mutating func add(_ constraint: Constraint, _ compiler: OperationCompiler) throws {
        switch constraint {
        case .primaryKey(let key): new.primaryKey = key
        case .foreignKey(let key): new.foreignKeys.append(key)
        case .unique(let unique): new.uniques.append(unique)
        case .check(let check): new.checks.append(check)
        case .labels(let column, let labels, let name):
            let list = try labels.map { try compiler.dialect.literal(.text($0)) }.joined(separator: ", ")
            let column = try compiler.quoted(TableName(column))
            new.checks.append(CheckConstraint("\(column) IN (\(list))", name: name))
        }
    }

    private mutating func remove(_ constraint: Constraint, _ compiler: OperationCompiler) throws {
        let name = constraint.name
        switch constraint {
        case .primaryKey: new.primaryKey = nil
        case .foreignKey(let key):
            let count = new.foreignKeys.count
            new.foreignKeys.removeAll { $0.name == name }
            if new.foreignKeys.count == count {
                new.foreignKeys.removeAll { $0.columns == key.columns && $0.target == key.target }
            }
            try check(count != new.foreignKeys.count, name, compiler)
        case .unique(let unique):
            let count = new.uniques.count
            new.uniques.removeAll { $0.name == name }
            if new.uniques.count == count { new.uniques.removeAll { $0.columns == unique.columns } }
            try check(count != new.uniques.count, name, compiler)
        case .check(let condition):
            let count = new.checks.count
            new.checks.removeAll { $0.name == name || ($0.name == nil && $0.sql == condition.sql) }
            try check(count != new.checks.count, name, compiler)
        case .labels:
            new.checks.removeAll { $0.name == name }
        }
    }

    private func check(_ isFound: Bool, _ name: String?, _ compiler: OperationCompiler) throws {
        guard !isFound else { return }
        throw CompileError(
            "table \(new.key) has no constraint \"\(name ?? "")\" to drop", dialect: compiler.dialect.name,
            alternative: "look at what it has with migrate reflect")
    }
}
