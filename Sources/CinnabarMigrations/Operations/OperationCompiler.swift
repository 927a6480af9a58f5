public import CinnabarSQL

/// One statement of a migration.
public struct MigrationStatement: Sendable {
    /// Empty where the step is code.
    public var sql: String
    public var isTransactional: Bool
    /// The index that the statement makes or drops while writes go on.
    public var concurrentIndex: (name: TableName, creates: Bool)?
    public var code: CodeStep?

    public init(
        sql: String, isTransactional: Bool = true, concurrentIndex: (name: TableName, creates: Bool)? = nil,
        code: CodeStep? = nil
    ) {
        self.sql = sql
        self.isTransactional = isTransactional
        self.concurrentIndex = concurrentIndex
        self.code = code
    }
}

/// Turns operations into the statements of a database.
public struct OperationCompiler: Sendable {
    private let dialect: any Dialect

    public init(dialect: any Dialect) { self.dialect = dialect }

    /// - Parameter schema: what the database has before the operations.
    public func statements(for operations: [Operation], schema: DatabaseSchema?) throws -> [MigrationStatement] {
        try operations.flatMap { operation -> [MigrationStatement] in
            switch operation {
            case .createIndex(let index, let table, let concurrently):
                let create = CreateIndex(index, on: table.name, schema: table.schema, concurrently: concurrently)
                let name = TableName(create.index.name ?? "", schema: table.schema)
                return [try plain(create, concurrent: concurrently ? (name, true) : nil)]
            case .dropIndex(let index, let table, let concurrently):
                let named = CreateIndex(index, on: table.name).index.name ?? ""
                let drop = DropIndex(named, schema: table.schema, concurrently: concurrently)
                return [
                    try plain(
                        drop, concurrent: concurrently ? (TableName(named, schema: table.schema), false) : nil)
                ]
            case .insert(let insert): return try rows(insert)
            case .execute(let step):
                return step.sql(for: dialect).map {
                    [MigrationStatement(sql: $0, isTransactional: step.isTransactional)]
                }
                    ?? []
            case .run(let step): return [MigrationStatement(sql: "", code: step)]
            default: return try definitions(operation).map { try plain($0) }
            }
        }
    }

    /// Whether one of the operations makes a table anew.
    public func rebuildsTables(_ operations: [Operation]) -> Bool { false }

    private func plain(
        _ statement: any SchemaStatement, concurrent: (name: TableName, creates: Bool)? = nil
    ) throws -> MigrationStatement {
        let isConcurrent = concurrent != nil && dialect.capabilities.contains(.concurrentIndexes)
        return MigrationStatement(
            sql: try statement.compile(for: dialect).sql, isTransactional: !isConcurrent,
            concurrentIndex: isConcurrent ? concurrent : nil)
    }

    private func rows(_ insert: RowsInsert) throws -> [MigrationStatement] {
        var table = SQLFragment("\(identifier: insert.table.name)")
        if let schema = insert.table.schema { table = "\(identifier: schema).\(table)" }
        let columns = insert.columns.map { SQLFragment("\(identifier: $0)") }.joined()
        return try insert.rows.map { row in
            let values = try row.map { SQLFragment(unsafe: try dialect.literal($0)) }.joined()
            return MigrationStatement(
                sql: try sql("INSERT INTO \(table) (\(columns)) VALUES (\(values))").compile(for: dialect).sql)
        }
    }

    private func definitions(_ operation: Operation) throws -> [any SchemaStatement] {
        switch operation {
        case .createSchema(let name): return [CreateSchema(name)]
        case .dropSchema(let name): return [DropSchema(name)]
        case .createTable(let table):
            let create = CreateTable(table)
            let comments = dialect.capabilities.contains(.comments)
            let columns = create.table.columns.filter { $0.comment != nil && comments }
            return [create]
                + create.table.indexes.map { CreateIndex($0, on: table.name, schema: table.schema) }
                + (table.comment != nil && comments
                    ? [SetComment(table.comment, on: table.name, schema: table.schema)] : [])
                + columns.map { SetComment($0.comment, on: table.name, column: $0.name, schema: table.schema) }
        case .dropTable(let table): return [DropTable(table.name, schema: table.schema)]
        case .renameTable(let table, let name): return [Rename.table(table, to: name)]
        case .addColumn(let column, let table): return [AddColumn(column, to: table)]
        case .dropColumn(let column, let table): return [DropColumn(column.name, of: table)]
        case .alterColumn(let old, let new, let table, let using):
            return [AlterColumn(old, to: new, of: table, using: using)]
        case .renameColumn(let column, let table, let name): return [Rename.column(column, of: table, to: name)]
        case .addConstraint(let constraint, let table):
            return [AddConstraint(constraint, to: table.name, schema: table.schema)]
        case .dropConstraint(let constraint, let table):
            return [DropConstraint(constraint.name ?? "", of: table.name, schema: table.schema)]
        case .renameConstraint(let constraint, let table, let name):
            return [Rename.constraint(constraint.name ?? "", of: table, to: name)]
        case .renameIndex(let index, let table, let name):
            return [Rename.index(index.name ?? "", schema: table.schema, to: name)]
        case .createEnum(let type): return [CreateEnum(type)]
        case .dropEnum(let type): return [DropEnum(type)]
        case .alterEnum(let change):
            let type = TableName(change.new.name, schema: change.new.schema)
            let added = change.new.labels.filter {
                !change.old.labels.contains($0) && !change.renamedLabels.values.contains($0)
            }
            return change.renamedLabels.sorted { $0.key < $1.key }.map { Rename.label($0.key, of: type, to: $0.value) }
                + added.map { AddEnumLabel($0, to: type) }
        case .renameEnum(let type, let name, _): return [Rename.enumeration(type.name, schema: type.schema, to: name)]
        case .createSequence(let sequence): return [CreateSequence(sequence)]
        case .dropSequence(let sequence): return [DropSequence(sequence.name, schema: sequence.schema)]
        case .setComment(let comment, _, let table, let column):
            return [SetComment(comment, on: table.name, column: column, schema: table.schema)]
        case .createIndex, .dropIndex, .insert, .execute, .run: return []
        }
    }
}

extension [SQLFragment] {
    fileprivate func joined() -> SQLFragment {
        var result = SQLFragment(unsafe: "")
        for (place, fragment) in enumerated() { result = place == 0 ? fragment : "\(result), \(fragment)" }
        return result
    }
}
