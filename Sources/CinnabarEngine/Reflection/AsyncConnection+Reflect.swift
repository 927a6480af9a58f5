public import CinnabarSQL

extension AsyncConnection {
    /// Reads what the database has: tables, keys, constraints, indexes, enums, views, triggers, in a constant number
    /// of queries. Inside a transaction it sees what that has changed.
    ///
    /// - Throws: `DatabaseError`: `.misuse` where the driver cannot.
    public func reflect(_ options: ReflectionOptions = .standard) async throws -> DatabaseSchema {
        try await environment.source.reflect(self, options)
    }
}

extension AsyncEngine {
    /// Reads what the database has, as of one moment.
    ///
    /// ```swift
    /// let schema = try await engine.reflect()
    /// for table in schema.tables { print(table.name, table.columns.map(\.name)) }
    /// ```
    /// See SQLAlchemy's "Reflecting Database Objects".
    public nonisolated func reflect(
        _ options: ReflectionOptions = .standard, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> DatabaseSchema {
        try await read(fileID: fileID, line: line) { try await $0.reflect(options) }
    }
}
