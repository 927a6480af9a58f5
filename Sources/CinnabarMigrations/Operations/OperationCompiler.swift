public import CinnabarSQL

/// Turns operations into the statements of a database.
///
/// PostgreSQL alters in place. SQLite can hardly alter at all: there a table is made anew, its rows are copied, and it
/// takes the old one's name, by the twelve steps of SQLite's documentation; neighbouring operations on one table share
/// one such rebuild. What only other databases have (enum types, comments) says nothing there.
///
/// ```swift
/// let statements = try OperationCompiler(dialect: engine.dialect).statements(for: operations, schema: schema)
/// ```
public struct OperationCompiler: Sendable {
    let dialect: any Dialect
    let naming: NamingConvention

    public init(dialect: any Dialect, naming: NamingConvention = .standard) {
        self.dialect = dialect
        self.naming = naming
    }

    /// - Parameter schema: what the database has before the operations; only rebuilds need it.
    /// - Throws: `CompileError` for what the database cannot do, or for a table that is not in the schema.
    public func statements(for operations: [MigrationOperation], schema: DatabaseSchema?) throws -> [MigrationStatement]
    {
        guard !dialect.capabilities.contains(.alterColumn) else {
            return try operations.enumerated().flatMap { place, operation in
                try direct(operation).map { $0.of(place..<place + 1) }
            }
        }
        var planner = RebuildPlanner(self, schema: schema ?? DatabaseSchema())
        for operation in operations { try planner.add(operation) }
        return try planner.finish()
    }

    /// Whether one of the operations makes a table anew: foreign keys must be off before the transaction begins then,
    /// and be checked before it ends.
    public func rebuildsTables(_ operations: [MigrationOperation]) -> Bool {
        !dialect.capabilities.contains(.alterColumn) && operations.contains(where: \.needsRebuild)
    }

    /// An operation that stands alone.
    func direct(_ operation: MigrationOperation) throws -> [MigrationStatement] {
        switch operation {
        case .createIndex(let index, let table, let concurrently):
            let create = CreateIndex(
                index, on: table.name, schema: table.schema, concurrently: concurrently, naming: naming)
            let name = TableName(create.index.name ?? "", schema: table.schema)
            return [try statement(create, concurrent: concurrently ? (name, true) : nil)]
        case .dropIndex(let index, let table, let concurrently):
            let name = CreateIndex(index, on: table.name, naming: naming).index.name ?? ""
            let drop = DropIndex(name, schema: table.schema, concurrently: concurrently)
            return [
                try statement(drop, concurrent: concurrently ? (TableName(name, schema: table.schema), false) : nil)
            ]
        case .alterEnum(let change): return try alter(change)
        case .insert(let insert): return try rows(insert)
        case .execute(let step):
            guard let sql = step.sql(for: dialect) else { return [] }
            let statements = try SQLScript(sql, dialect: dialect).statements
            guard step.isTransactional || statements.count < 2 else {
                throw CompileError(
                    "\(statements.count) statements stand in one step outside of a transaction", dialect: dialect.name,
                    alternative: "give each a step of its own, so that a revision can go on behind the last one")
            }
            return statements.map { MigrationStatement(sql: $0, isTransactional: step.isTransactional) }
        case .run(let step): return [MigrationStatement(sql: "", code: step)]
        default: return try definitions(operation).map { try statement($0) }
        }
    }

    func statement(
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
            guard row.count == insert.columns.count else {
                throw CompileError(
                    "a row for table \(insert.table) has \(row.count) values for \(insert.columns.count) columns")
            }
            let values = try row.map { SQLFragment(unsafe: try dialect.literal($0)) }.joined()
            return MigrationStatement(
                sql: try sql("INSERT INTO \(table) (\(columns)) VALUES (\(values))").compile(for: dialect).sql)
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
