public import CinnabarSQL

extension AsyncEngine {
    /// Runs one statement on its own, in autocommit.
    ///
    /// ```swift
    /// let adults = try await engine.execute(select(User.name).where(User.age >= 18)).all()
    /// ```
    @discardableResult
    public nonisolated func execute<S: Statement>(
        _ statement: S, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        try await execute(statement, context: nil, fileID: fileID, line: line)
    }

    /// - Parameter context: what the decoder of the rows finds in its cursor.
    @discardableResult
    package nonisolated func execute<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        let site = CallSite(fileID: fileID, line: line)
        if statement.bulkInsert != nil {
            return try await alone(site) { try await $0.execute(statement, fileID: fileID, line: line) }
        }
        let (compiled, binds) = try environment.cache.compile(statement, for: environment.dialect)
        if let result = try await environment.readDirectly(
            compiled, binds, statement.decoder, context: context, site: site)
        {
            return result
        }
        return try await alone(site) { connection in
            try await connection.run(compiled, binds, statement.decoder, site, context: context)
        }
    }

    /// The only value of the only row.
    public nonisolated func scalar<Value: ColumnValue>(
        _ statement: some Statement<Value>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Value {
        try await execute(statement, fileID: fileID, line: line).one()
    }

    /// Runs statements of one shape with different values, all or none.
    @discardableResult
    public nonisolated func executeMany<S: Statement>(
        _ statements: some Sequence<S>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        try await alone(CallSite(fileID: fileID, line: line)) {
            try await $0.executeMany(statements, fileID: fileID, line: line)
        }
    }

    /// The rows one after another, without holding all of them: see `AsyncConnection.stream`.
    ///
    /// The stream has a connection of its own until it ends or is let go.
    public nonisolated func stream<S: Statement>(
        _ statement: S, fileID: StaticString = #fileID, line: UInt = #line
    ) -> RowStream<S.Output> {
        let site = CallSite(fileID: fileID, line: line)
        let connection = AsyncConnection(environment, mode: .autocommit, options: .default, site: site)
        return RowStream(statement, connection, ownsConnection: true, site)
    }

    private nonisolated func alone<Value>(_ site: CallSite, _ body: (AsyncConnection) async throws -> Value)
        async throws -> Value
    {
        let connection = AsyncConnection(environment, mode: .autocommit, options: .default, site: site)
        do {
            let value = try await body(connection)
            await connection.end()
            return value
        } catch {
            await connection.end()
            throw error
        }
    }
}
