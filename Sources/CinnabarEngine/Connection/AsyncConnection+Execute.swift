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
    @inlinable
    @discardableResult
    public func execute<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> QueryResult<S.Output>
    {
        try await perform(statement, context: nil, fileID: fileID, line: line)
    }

    /// - Parameter context: what the decoder of the rows finds in its cursor.
    @discardableResult
    package func execute<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> QueryResult<S.Output> {
        try await perform(statement, context: context, fileID: fileID, line: line)
    }

    @inlinable
    func perform<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString, line: UInt
    ) async throws -> QueryResult<S.Output> {
        // Inlinable, so that the rows' type is known here; what does not depend on it stays in the library.
        if let bulk = statement.bulkInsert {
            return QueryResult(rows: [], outcome: try await execute(bulk: bulk, fileID: fileID, line: line))
        }
        var call: StatementCall
        switch try start(statement, fileID: fileID, line: line) {
        case .waiting(let compiled): call = compiled
        case .inPlace(var run):
            if run.isSent { try await receive(&run) }
            if run.isOver {
                call = StatementCall(try compile(statement), fileID: fileID, line: line)
                break
            }
            var rows: [S.Output] = []
            do { if let cursor = run.cursor { try statement.decoder.decode(cursor, context, into: &rows) } } catch {
                throw failInPlace(run, error, row: rows.count)
            }
            return QueryResult(rows: rows, outcome: try endInPlace(run))
        }
        let sink = DecodingSink(statement.decoder, context: context)
        let outcome = try await run(call, sink)
        return QueryResult(rows: sink.takeRows(), outcome: outcome)
    }

    /// Runs a statement that is compiled already, by the environment's cache.
    package func execute<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, context: AnyObject?,
        site: CallSite
    ) async throws -> QueryResult<Output> {
        let sink = DecodingSink(decoder, context: context)
        let outcome = try await run(StatementCall(statement, binds, site), sink)
        return QueryResult(rows: sink.takeRows(), outcome: outcome)
    }

    /// The only value of the only row.
    ///
    /// - Throws: as `execute`, and `.noRows` or `.multipleRows`.
    @inlinable
    public func scalar<Value: ColumnValue>(
        _ statement: some Statement<Value>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws
        -> Value
    {
        try await execute(statement, fileID: fileID, line: line).one()
    }

    @usableFromInline
    func compile(_ statement: some Statement) throws -> (CompiledStatement, [SQLValue]) {
        try environment.cache.compile(statement, for: environment.dialect)
    }

    /// Runs a statement in its turn.
    @usableFromInline
    func run(_ call: StatementCall, _ sink: StatementSink) async throws -> StatementOutcome {
        try await enter()
        defer { leave() }
        return try await runInside(call, sink)
    }

    /// Runs a statement; the caller is inside the gate.
    func runInside(_ call: StatementCall, _ sink: StatementSink) async throws -> StatementOutcome {
        let statement = call.statement
        let startsTransaction = statement.intent == .unknown && statement.startsTransaction
        let ready = try await ready(for: statement.intent, mustWrite: startsTransaction, site: call.site)
        do {
            return try await observed(call, sink, on: ready)
        } catch is WriterRequired {
            return try await observed(call, sink, on: try await readyWriter(call))
        }
    }

    private func observed(_ call: StatementCall, _ sink: StatementSink, on ready: Ready) async throws
        -> StatementOutcome
    {
        begun(ready, call.statement)
        sink.measures = environment.measures
        let request = call.request(ready, environment)
        return try await environment.observe(
            call.statement, binds: call.binds, waited: ready.waited, site: call.site,
            decoded: { (sink.rowCount, sink.nanoseconds) }, affected: { $0.affectedRows }
        ) {
            let probe = mode == .autocommit ? environment.probe(call.statement) : nil
            do {
                let outcome = try await ready.driver.execute(request, sink: call.rows(sink))
                probe?.end(true)
                return outcome
            } catch {
                probe?.end(false)
                throw error
            }
        }
    }

    /// The writer, after a reader has found that raw SQL writes.
    private func readyWriter(_ call: StatementCall) async throws -> Ready {
        if state.withLock({ $0.options.isReadOnly }) {
            throw DatabaseError(.readOnly, "the statement writes, and the transaction is read-only: use begin") {
                $0.sql = call.statement.sql
            }
        }
        return try await ready(for: call.statement.intent, mustWrite: true, site: call.site)
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
