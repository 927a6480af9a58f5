import CinnabarEngine
import CinnabarSQL

extension RevisionRun {
    /// Runs an operation that no transaction may hold, and notes it.
    ///
    /// - Parameter isResumed: whether an earlier run may have done it, and was ended before it could note so.
    func outside(_ place: Int, isResumed: Bool) async throws {
        let connection = try await MigrationConnection(migrator)
        do {
            for statement in try migrator.compiler.statements(for: [operations[place]], schema: nil) {
                let statement = statement.later(by: place)
                if let index = statement.concurrentIndex {
                    try await run(statement, of: index, connection, isResumed: isResumed)
                } else {
                    try await run(statement, connection, isKept: true)
                }
            }
            try await connection.connection.execute(
                migrator.versions.update(
                    revision.id, state: .running, direction: direction, step: place + 1, milliseconds: 0,
                    ifAt: place))
            await connection.end()
        } catch {
            await connection.end()
            throw error
        }
    }

    private func run(
        _ statement: MigrationStatement, of index: (name: TableName, creates: Bool),
        _ connection: MigrationConnection, isResumed: Bool
    ) async throws {
        switch try await validity(of: index.name, connection) {
        case nil where !index.creates && isResumed: return
        case true? where index.creates && isResumed: return
        case false? where index.creates:
            // What a build that failed has left: it costs every write, and serves no read.
            let drop = DropIndex(index.name.name, schema: index.name.schema, concurrently: true)
            try await run(
                MigrationStatement(sql: try drop.compile(for: migrator.engine.dialect).sql).of(statement.operations),
                connection, isKept: true)
        default: break
        }
        do { try await run(statement, connection, isKept: true) } catch let error as MigrationError {
            guard index.creates, try await validity(of: index.name, connection) == false else { throw error }
            throw MigrationError(
                .failed, error.message + "; it has left the invalid index \(index.name)",
                nextStep: "it is marked dirty: run `\(direction)` again, which drops the index and builds it anew",
                revision: revision.id, underlying: error.underlying)
        }
    }

    /// Nil where there is no such index.
    private func validity(of index: TableName, _ connection: MigrationConnection) async throws -> Bool? {
        let name = try migrator.compiler.quoted(index)
        return try await connection.connection.execute(
            sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(\(name))").columns(Bool.self)
        ).first()
    }
}
