public import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Runs a statement and returns its rows, decoded.
    ///
    /// ```swift
    /// let names = try await connection.execute(select(User.name).where(User.age > 18)).all()
    /// ```
    /// - Throws: `DatabaseError`, `CompileError`, `RowDecodingError`; `CancellationError` when the task is cancelled,
    ///   after the database has stopped working on the statement.
    @discardableResult
    public func execute<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> QueryResult<S.Output>
    {
        try await execute(statement, context: nil, fileID: fileID, line: line)
    }

    /// - Parameter context: what the decoder of the rows finds in its cursor.
    @discardableResult
    package func execute<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        let site = CallSite(fileID: fileID, line: line)
        if let bulk = statement.bulkInsert {
            let affected = try await execute(bulk: bulk, site: site)
            return QueryResult(rows: [], outcome: StatementOutcome(affectedRows: affected))
        }
        let (compiled, binds) = try environment.cache.compile(statement, for: environment.dialect)
        return try await execute(compiled, binds, statement.decoder, context: context, site: site)
    }

    /// Runs a statement that is compiled already, by the environment's cache.
    package func execute<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, context: AnyObject?,
        site: CallSite
    ) async throws -> QueryResult<Output> {
        try await enter()
        defer { leave() }
        return try await run(statement, binds, decoder, site, context: context)
    }

    /// The only value of the only row.
    ///
    /// - Throws: as `execute`, and `.noRows` or `.multipleRows`.
    public func scalar<Value: ColumnValue>(
        _ statement: some Statement<Value>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws
        -> Value
    {
        try await execute(statement, fileID: fileID, line: line).one()
    }

    /// Runs statements of one shape with different values in as few round trips as can be, in order.
    ///
    /// - Returns: the number of changed rows.
    @discardableResult
    public func executeMany<S: Statement>(
        _ statements: some Sequence<S>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let site = CallSite(fileID: fileID, line: line)
        var batches: [BatchRequest] = []
        for statement in statements {
            let (compiled, binds) = try environment.cache.compile(statement, for: environment.dialect)
            if let last = batches.indices.last, batches[last].statement.id == compiled.id {
                batches[last].binds += binds
                batches[last].rowCount += 1
            } else {
                batches.append(BatchRequest(compiled, binds: binds, width: binds.count, rowCount: 1))
            }
        }
        guard !batches.isEmpty else { return 0 }
        try await enter()
        defer { leave() }
        return try await atomically(site) {
            var affected = 0
            for batch in batches { affected += try await self.run(batch: batch, site) }
            return affected
        }
    }

    func run<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, _ site: CallSite,
        context: AnyObject? = nil
    ) async throws -> QueryResult<Output> {
        let startsTransaction = statement.intent == .unknown && statement.startsTransaction
        let ready = try await ready(for: statement.intent, mustWrite: startsTransaction, site: site)
        do {
            return try await run(statement, binds, decoder, on: ready, site, context)
        } catch is WriterRequired {
            let writer = try await ready.driver.readyWriter(self, statement, site)
            return try await run(statement, binds, decoder, on: writer, site, context)
        }
    }

    private func run<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, on ready: Ready,
        _ site: CallSite, _ context: AnyObject?
    ) async throws -> QueryResult<Output> {
        begun(ready, statement)
        let sink = DecodingSink(decoder, measures: environment.measures, context: context)
        let request = StatementRequest(
            statement, binds: binds, prologue: ready.prologue, deadline: environment.statementDeadline())
        let outcome = try await environment.observe(
            statement, binds: binds, waited: ready.waited, site: site,
            decoded: { (sink.rows.count, sink.nanoseconds) }, affected: { $0.affectedRows }
        ) {
            try await ready.driver.execute(request, sink: statement.returnsRows ? sink : nil)
        }
        return QueryResult(rows: sink.rows, outcome: outcome)
    }

    func run(batch: BatchRequest, _ site: CallSite) async throws -> Int {
        let ready = try await ready(for: batch.statement.intent, mustWrite: true, site: site)
        begun(ready, batch.statement)
        var batch = batch
        batch.prologue = ready.prologue
        batch.deadline = environment.statementDeadline()
        let request = batch
        return try await environment.observe(
            batch.statement, binds: Array(batch.binds.prefix(batch.width)), batchSize: batch.rowCount,
            waited: ready.waited, site: site, decoded: { (0, 0) }, affected: { $0.affectedRows }
        ) {
            try await ready.driver.executeBatch(request)
        }.affectedRows
    }

    /// Notes what a statement is about to do to the connection.
    func begun(_ ready: Ready, _ statement: CompiledStatement) {
        if let prologue = ready.prologue { environment.logControl(prologue, ridesAlong: true) }
        guard statement.touchesSession || ready.prologue != nil else { return }
        state.withLock { state in
            if statement.touchesSession { state.touchesSession = true }
            if ready.prologue != nil { state.wantsTransaction = false }
        }
    }
}

extension CompiledStatement {
    /// A BEGIN by hand: on SQLite what follows it must find the same connection.
    fileprivate var startsTransaction: Bool {
        let start = sql.prefix(32).drop { $0.isWhitespace }.lowercased()
        return start.hasPrefix("begin") || start.hasPrefix("savepoint")
    }
}

extension DriverConnection {
    /// The writer, after a reader has found that raw SQL writes.
    fileprivate func readyWriter(_ connection: AsyncConnection, _ statement: CompiledStatement, _ site: CallSite)
        async throws -> AsyncConnection.Ready
    {
        if connection.state.withLock({ $0.options.isReadOnly }) {
            throw DatabaseError(.readOnly, "the statement writes, and the transaction is read-only: use begin") {
                $0.sql = statement.sql
            }
        }
        return try await connection.ready(for: statement.intent, mustWrite: true, site: site)
    }
}
