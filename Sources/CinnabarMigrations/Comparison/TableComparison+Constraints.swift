import CinnabarSQL

extension TableComparison {
    /// What went, what came, and what has another name only.
    struct Parts {
        var dropped: [MigrationOperation] = []
        var renamed: [MigrationOperation] = []
        var added: [MigrationOperation] = []
    }

    /// Foreign keys that go, before anything that they refer to.
    var droppedForeignKeys: [MigrationOperation] { foreignKeys.dropped + foreignKeys.renamed }
    /// Foreign keys that come, behind everything that they refer to.
    var addedForeignKeys: [MigrationOperation] { foreignKeys.added }
    /// Indexes and constraints that go or have another name, before their columns change.
    var dropped: [MigrationOperation] { indexes.dropped + indexes.renamed + constraints.dropped + constraints.renamed }
    /// Constraints and indexes that come, behind their columns.
    var added: [MigrationOperation] { constraints.added + indexes.added }

    private var foreignKeys: Parts {
        pair(
            old.foreignKeys.map(Constraint.foreignKey), new.foreignKeys.map(Constraint.foreignKey),
            declared.foreignKeys.map(Constraint.foreignKey), before.map { $0.foreignKeys.map(Constraint.foreignKey) })
    }

    private var constraints: Parts {
        let labels = Set(
            labelledColumns.map { comparison.naming.name(comparison.naming.check, table: new.name, columns: [$0]) })
        func all(_ table: Table) -> [Constraint] {
            (table.primaryKey.map { [.primaryKey($0)] } ?? []) + table.uniques.map(Constraint.unique)
                + table.checks.filter { !($0.name.map(labels.contains) ?? false) }.map(Constraint.check)
        }
        return pair(all(old), all(new), all(declared), before.map(all))
    }

    /// Columns whose labels are text with a check: the check comes, changes and goes with the column.
    private var labelledColumns: [String] {
        let isNative = comparison.dialect.capabilities.contains(.nativeEnums)
        func hasLabels(_ column: ColumnDefinition) -> Bool {
            guard case .enumeration(let type) = column.type else { return false }
            return type.name.isEmpty || !isNative
        }
        let kept = declared.columns.filter { column in
            hasLabels(column) && old.columns.first { $0.name == column.name }.map { isText($0.type) } ?? true
        }
        let gone = (before?.columns ?? []).filter { column in
            hasLabels(column) && !new.columns.contains { $0.name == column.name }
        }
        return (kept + gone).map(\.name)
    }

    private func isText(_ type: SQLType) -> Bool {
        switch type {
        case .varchar, .text, .char, .enumeration: true
        default: false
        }
    }

    private func pair(
        _ olds: [Constraint], _ news: [Constraint], _ declared: [Constraint], _ before: [Constraint]?
    ) -> Parts {
        var parts = Parts()
        var missing = news
        var gone: [Constraint] = []
        for constraint in olds {
            if let place = missing.firstIndex(where: { $0 == constraint }) {
                missing.remove(at: place)
            } else {
                gone.append(constraint)
            }
        }
        for constraint in gone {
            let content = constraint.renamed(nil)
            if let place = missing.firstIndex(where: { $0.renamed(nil) == content }) {
                let wanted = missing.remove(at: place)
                // A constraint without a name, written by hand, is not worth a rebuild.
                guard constraint.name != nil, let name = wanted.name else { continue }
                parts.renamed.append(.renameConstraint(constraint, of: key, to: name))
            } else if owns(constraint, before) {
                parts.dropped.append(.dropConstraint(declaration(constraint, before ?? []), of: key))
            }
        }
        parts.added = missing.map { .addConstraint(declaration($0, declared), to: key) }
        return parts
    }

    private func owns(_ constraint: Constraint, _ before: [Constraint]?) -> Bool {
        guard let before else { return true }
        return before.contains { $0.name == constraint.name || $0.renamed(nil) == constraint.renamed(nil) }
    }

    /// The same constraint as it was declared: conditions in the models' spelling.
    private func declaration(_ constraint: Constraint, _ declared: [Constraint]) -> Constraint {
        declared.first { $0.name == constraint.name && $0.name != nil } ?? constraint
    }

    private var indexes: Parts {
        var parts = Parts()
        var missing = new.indexes
        var gone: [Index] = []
        for index in old.indexes {
            if let place = missing.firstIndex(of: index) { missing.remove(at: place) } else { gone.append(index) }
        }
        for index in gone {
            let content = index.renamed(nil)
            if let place = missing.firstIndex(where: { $0.renamed(nil) == content }) {
                let wanted = missing.remove(at: place)
                guard index.name != nil, let name = wanted.name else { continue }
                parts.renamed.append(.renameIndex(index, of: key, to: name))
            } else if before?.indexes.contains(where: { $0.name == index.name }) ?? true {
                let known = before?.indexes.first { $0.name == index.name } ?? index
                parts.dropped.append(.dropIndex(known, of: key, concurrently: false))
            }
        }
        parts.added = missing.map { index in
            let known = declared.indexes.first { $0.name == index.name } ?? index
            return .createIndex(known, on: key, concurrently: false)
        }
        return parts
    }
}
