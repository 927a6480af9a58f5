import CinnabarSQL

/// One table in the database beside the same of the models.
struct TableComparison {
    let comparison: SchemaComparison
    let old: Table
    let new: Table
    /// What the models declare of the table, and what the revision before did.
    let declared: Table
    let before: Table?
    let labelled: [(column: String, old: EnumType, new: EnumType)]

    init(_ comparison: SchemaComparison, _ old: Table, _ new: Table) {
        self.comparison = comparison
        self.old = old
        self.new = new
        declared = comparison.declared.table(new.key) ?? new
        before = comparison.previous?.table(new.key)
        labelled = Self.labelled(comparison, old, new, declared, before)
    }

    var key: TableName { new.key }

    /// Enums without a type of their own whose labels changed: their check changed, and perhaps their length.
    private static func labelled(
        _ comparison: SchemaComparison, _ old: Table, _ new: Table, _ declared: Table, _ before: Table?
    ) -> [(column: String, old: EnumType, new: EnumType)] {
        let isNative = comparison.dialect.capabilities.contains(.nativeEnums)
        return declared.columns.compactMap { column in
            guard case .enumeration(let type) = column.type, type.name.isEmpty || !isNative else { return nil }
            let name = comparison.naming.name(comparison.naming.check, table: new.name, columns: [column.name])
            if case .enumeration(let earlier)? = before?.columns.first(where: { $0.name == column.name })?.type {
                return earlier.labels == type.labels ? nil : (column.name, earlier, type)
            }
            guard let check = old.checks.first(where: { $0.name == name }),
                let wanted = new.checks.first(where: { $0.name == name }), check.sql != wanted.sql
            else { return nil }
            let labels = SQLText.literals(in: check.sql)
            return (column.name, EnumType(type.name, schema: type.schema, labels: labels), type)
        }
    }

    /// Named enums are changed once for all tables; these belong to one column.
    var labelChanges: [MigrationOperation] {
        labelled.filter { change in
            change.new.name.isEmpty || comparison.previous == nil
        }.map { .alterEnum(EnumChange(from: $0.old, to: $0.new, uses: [ColumnName($0.column, of: key)])) }
    }

    private func isLabelled(_ column: String) -> Bool { labelled.contains { $0.column == column } }

    // Columns

    var columns: [MigrationOperation] {
        let known = Set(old.columns.map(\.name))
        let wanted = Set(new.columns.map(\.name))
        let added = new.columns.filter { !known.contains($0.name) }.map {
            MigrationOperation.addColumn(declaration($0), to: key)
        }
        let changed = new.columns.flatMap { column in
            old.columns.first { $0.name == column.name }.map { change($0, to: column) } ?? []
        }
        let dropped = old.columns.filter {
            !wanted.contains($0.name) && comparison.ownsColumn($0.name, of: key)
        }.map { MigrationOperation.dropColumn(declarationBefore($0), of: key) }
        return added + changed + dropped
    }

    private func change(_ column: ColumnDefinition, to wanted: ColumnDefinition) -> [MigrationOperation] {
        if column.computed != wanted.computed {
            return [
                .dropColumn(declarationBefore(column), of: key), .addColumn(declaration(wanted), to: key),
            ]
        }
        let isSame =
            (column.type == wanted.type || isLabelled(column.name) || isSameEnum(column.type, wanted.type))
            && column.isNullable == wanted.isNullable && column.serverDefault == wanted.serverDefault
            && column.identity == wanted.identity
        guard !isSame else { return [] }
        return [.alterColumn(declarationBefore(column), to: declaration(wanted), of: key, using: nil)]
    }

    /// Labels are compared with the type itself.
    private func isSameEnum(_ left: SQLType, _ right: SQLType) -> Bool {
        switch (left, right) {
        case (.enumeration(let one), .enumeration(let other)):
            !one.name.isEmpty && one.name == other.name && one.schema == other.schema
        case (.array(let one), .array(let other)): isSameEnum(one, other)
        default: false
        }
    }

    /// The column as the models declare it.
    private func declaration(_ column: ColumnDefinition) -> ColumnDefinition {
        (declared.columns.first { $0.name == column.name } ?? column).changing(identity: column.identity)
    }

    /// The column as the revision before declared it, else as the database has it.
    private func declarationBefore(_ column: ColumnDefinition) -> ColumnDefinition {
        (before?.columns.first { $0.name == column.name } ?? column).changing(identity: column.identity)
    }

    // Comments

    var comments: [MigrationOperation] {
        guard comparison.dialect.capabilities.contains(.comments) else { return [] }
        var operations: [MigrationOperation] = []
        if old.comment != new.comment {
            operations.append(.setComment(new.comment, was: old.comment, on: key, column: nil))
        }
        for column in new.columns {
            // A column that comes brings its own.
            guard let was = old.columns.first(where: { $0.name == column.name }), was.comment != column.comment else {
                continue
            }
            operations.append(.setComment(column.comment, was: was.comment, on: key, column: column.name))
        }
        return operations
    }
}
