public import CinnabarSQL

extension AsyncEngine {
    /// Creates every table, index and enum of the schema, in dependency order and in one transaction.
    ///
    /// - Parameter ifNotExists: whether what exists is left as it is; the default.
    public nonisolated func createAll(
        _ schema: MetaData, ifNotExists: Bool = true, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let statements = try schema.createAll(for: dialect, ifNotExists: ifNotExists)
        try await run(statements, fileID, line)
    }

    /// Drops every table and enum of the schema, dependent ones first, in one transaction. Their rows are lost.
    public nonisolated func dropAll(
        _ schema: MetaData, ifExists: Bool = true, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let statements = try schema.dropAll(for: dialect, ifExists: ifExists)
        try await run(statements, fileID, line)
    }

    private nonisolated func run(_ statements: [any SchemaStatement], _ fileID: StaticString, _ line: UInt)
        async throws
    {
        try await begin(fileID: fileID, line: line) { connection in
            for statement in statements { try await connection.execute(statement, fileID: fileID, line: line) }
        }
    }
}
