public import CinnabarSQL

extension AsyncEngine {
    /// Runs one statement on its own, in autocommit.
    ///
    /// ```swift
    /// let adults = try await engine.execute(select(User.name).where(User.age >= 18)).all()
    /// ```
    @inlinable
    @discardableResult
    public nonisolated func execute<S: Statement>(
        _ statement: S, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        if let bulk = statement.bulkInsert {
            return QueryResult(rows: [], outcome: try await runAlone(bulk: bulk, fileID: fileID, line: line))
        }
        let call = StatementCall(try compile(statement), fileID: fileID, line: line)
        let sink = DecodingSink(statement.decoder)
        let outcome = try await runAlone(call, sink)
        return QueryResult(rows: sink.takeRows(), outcome: outcome)
    }

    /// The only value of the only row.
    @inlinable
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
}
