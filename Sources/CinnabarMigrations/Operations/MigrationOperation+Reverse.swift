public import CinnabarSQL

extension MigrationOperation {
    /// The operation that takes this one back; nil where there is none.
    public var reversed: MigrationOperation? {
        switch self {
        case .createSchema(let name): .dropSchema(name)
        case .dropSchema(let name): .createSchema(name)
        case .createTable(let table): .dropTable(table)
        case .dropTable(let table): .createTable(table)
        case .renameTable(let table, let name):
            .renameTable(TableName(name, schema: table.schema), to: table.name)
        case .addColumn(let column, let table): .dropColumn(column, of: table)
        case .dropColumn(let column, let table): .addColumn(column, to: table)
        // An expression of one direction says nothing of the other: the cast does.
        case .alterColumn(let old, let new, let table, _): .alterColumn(new, to: old, of: table, using: nil)
        case .renameColumn(let column, let table, let name): .renameColumn(name, of: table, to: column)
        case .addConstraint(let constraint, let table): .dropConstraint(constraint, of: table)
        case .dropConstraint(let constraint, let table): .addConstraint(constraint, to: table)
        case .renameConstraint(let constraint, let table, let name):
            constraint.name.map { .renameConstraint(constraint.renamed(name), of: table, to: $0) }
        case .createIndex(let index, let table, let concurrently):
            .dropIndex(index, of: table, concurrently: concurrently)
        case .dropIndex(let index, let table, let concurrently):
            .createIndex(index, on: table, concurrently: concurrently)
        case .renameIndex(let index, let table, let name):
            index.name.map { .renameIndex(index.renamed(name), of: table, to: $0) }
        case .createEnum(let type): .dropEnum(type)
        case .dropEnum(let type): .createEnum(type)
        case .alterEnum(let change): .alterEnum(change.reversed)
        case .renameEnum(let type, let name, let uses):
            .renameEnum(EnumType(name, schema: type.schema, labels: type.labels), to: type.name, uses: uses)
        case .createSequence(let sequence): .dropSequence(sequence)
        case .dropSequence(let sequence): .createSequence(sequence)
        case .setComment(let comment, let old, let table, let column):
            .setComment(old, was: comment, on: table, column: column)
        case .insert: nil
        case .execute(let step):
            step.reverse.map {
                .execute(SQLStep($0, reverse: step.texts, isTransactional: step.isTransactional))
            }
        case .run(let step): step.reverse.map { .run(CodeStep(step.name, $0, reverse: step.body)) }
        }
    }

    /// The way back of several operations; nil where one of them has none.
    public static func reversed(_ operations: [MigrationOperation]) -> [MigrationOperation]? {
        var result: [MigrationOperation] = []
        for operation in operations.reversed() {
            guard let back = operation.reversed else { return nil }
            result.append(back)
        }
        return result
    }
}

extension Constraint {
    /// The constraint's name; nil where the convention gives it one.
    public var name: String? {
        switch self {
        case .primaryKey(let key): key.name
        case .foreignKey(let key): key.name
        case .unique(let unique): unique.name
        case .check(let check): check.name
        case .labels(_, _, let name): name
        }
    }

    func renamed(_ name: String?) -> Constraint {
        switch self {
        case .primaryKey(let key): return .primaryKey(PrimaryKey(columns: key.columns, name: name))
        case .foreignKey(var key):
            key.name = name
            return .foreignKey(key)
        case .unique(let unique): return .unique(UniqueConstraint(columns: unique.columns, name: name))
        case .check(let check): return .check(CheckConstraint(check.sql, name: name))
        case .labels(let column, let labels, _): return .labels(column: column, labels: labels, name: name)
        }
    }
}

extension Index {
    func renamed(_ name: String?) -> Index {
        var index = self
        index.name = name
        return index
    }
}
