import CinnabarSQL

extension SchemaComparison {
    func declares(_ type: EnumType) -> Bool {
        declared.enums.contains { $0.name == type.name && $0.schema == type.schema }
    }

    func owns(_ type: EnumType) -> Bool {
        previous?.enums.contains { $0.name == type.name && $0.schema == type.schema } ?? false
    }

    /// The enums that there are: where the database has no types of that kind, those of the revision before.
    private var present: [EnumType] {
        dialect.capabilities.contains(.nativeEnums) ? database.enums : previous?.enums ?? []
    }

    private func present(_ type: EnumType) -> EnumType? {
        present.first { $0.name == type.name && $0.schema == type.schema }
    }

    /// Enums that come, and those with other labels.
    func enumsBefore(_ added: [Table]) -> [MigrationOperation] {
        var operations: [MigrationOperation] = []
        for type in declared.enums {
            if let old = present(type) {
                guard old.labels != type.labels else { continue }
                operations.append(
                    .alterEnum(EnumChange(from: old, to: type, uses: uses(of: type, among: database.tables))))
            } else if isNeeded(type, by: added) {
                operations.append(.createEnum(type))
            }
        }
        return operations
    }

    /// Where there are no such types, nothing in the database says that one was made: the tables that come do.
    private func isNeeded(_ type: EnumType, by added: [Table]) -> Bool {
        if dialect.capabilities.contains(.nativeEnums) || previous != nil { return true }
        let fresh = declared.tables.flatMap { table in
            table.columns.filter { column in
                database.table(table.key)?.columns.contains { $0.name == column.name } != true
            }
        }
        return fresh.contains { $0.type.enumType == type }
    }

    /// Enums that go: none that was never the models'.
    func enumsAfter() -> [MigrationOperation] {
        present.filter { !declares($0) && owns($0) }.map(MigrationOperation.dropEnum)
    }

    /// The columns that have an enum, before and after.
    func uses(of type: EnumType, among tables: [Table]) -> [ColumnName] {
        declared.tables.flatMap { table in
            table.columns.filter { column in
                guard let own = column.type.enumType, own.name == type.name, own.schema == type.schema else {
                    return false
                }
                return tables.first { $0.key == table.key }?.columns.contains { $0.name == column.name } ?? false
            }.map { ColumnName($0.name, of: table.key) }
        }
    }
}
