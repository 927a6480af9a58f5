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
        try await perform(statement, context: nil, fileID: fileID, line: line)
    }

    /// - Parameter context: what the decoder of the rows finds in its cursor.
    @discardableResult
    package nonisolated func execute<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        try await perform(statement, context: context, fileID: fileID, line: line)
    }

    @inlinable
    nonisolated func perform<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString, line: UInt
    ) async throws -> QueryResult<S.Output> {
        if let bulk = statement.bulkInsert {
            return QueryResult(rows: [], outcome: try await runAlone(bulk: bulk, fileID: fileID, line: line))
        }
        var call: StatementCall?
        switch try start(statement, fileID: fileID, line: line) {
        case .inPlace(let run): if let result = try await read(run, statement, context) { return result }
        case .waiting(let waiting):
            switch try await startWhenLeased(waiting) {
            case .inPlace(let run): if let result = try await read(run, statement, context) { return result }
            case .waiting(let leased): call = leased
            }
        }
        let sink = DecodingSink(statement.decoder, context: context)
        let again = try call ?? StatementCall(compile(statement), fileID: fileID, line: line)
        let outcome = try await runAlone(again, sink)
        return QueryResult(rows: sink.takeRows(), outcome: outcome)
    }

    /// The rows of a statement that was started; nil when it has to go the long way after all.
    @inlinable
    nonisolated func read<S: Statement>(_ run: consuming InPlaceRun, _ statement: S, _ context: AnyObject?) async throws
        -> QueryResult<S.Output>?
    {
        if run.isSent { try await receive(&run) }
        if run.isOver { return nil }
        var rows: [S.Output] = []
        do { if let cursor = run.cursor { try statement.decoder.decode(cursor, context, into: &rows) } } catch {
            throw await fail(run, error, row: rows.count)
        }
        return QueryResult(rows: rows, outcome: try await end(run))
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
