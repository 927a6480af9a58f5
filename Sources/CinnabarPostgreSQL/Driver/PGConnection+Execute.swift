package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        try await call(deadline: request.deadline) {
            let wasIdle = handle.transactionStatus == .idle
            do {
                return try await run(request, sink)
            } catch let stale as PGStalePlan {
                // The schema has changed under the prepared statement, or a pooler has changed the server.
                guard wasIdle else { throw stale.error }
                if handle.transactionStatus != .idle { try await runScript("ROLLBACK") }
                return try await run(request, sink, isRetry: true)
            }
        }
    }

    private func run(
        _ request: StatementRequest, _ sink: (any RowSink)?, isRetry: Bool = false
    ) async throws -> StatementOutcome {
        let statement = request.statement
        try parameters.encode(request.binds[...], hints: statement.hints)
        let entry = try prepared(statement)
        let mustPrepare = entry.map { !$0.isPrepared && $0.isNamed } ?? false
        let collected: PGCollector
        if options.prepare != .off, mustPrepare || request.prologue != nil {
            collected = try await pipeline(request, entry, sink)
        } else {
            if let prologue = request.prologue { try await runScript(prologue) }
            guard send(statement, entry) else { throw sendFailure(sql: statement.sql) }
            if handle.flush() != .done { await link.flush() }
            var collector = PGCollector(statement: statement, bindCount: parameters.count)
            if !link.hasResult { await link.waitForResult() }
            let first = handle.nextResult()
            if let first {
                collector.take(first, entry, sink)
                first.clear()
                // One result and its end, which came with it: the usual course.
                if collector.isUsual, link.hasResult {
                    guard let second = handle.nextResult() else { return collector.outcome }
                    collector.take(second, entry, sink)
                    second.clear()
                }
            }
            collected = await collect(collector, entry, sink)
        }
        if let error = collected.error { throw isRetry ? error : staleOr(error, entry) }
        if let error = collected.sinkError { throw error }
        return collected.outcome
    }

    /// The statement's entry; a new one is not on the server yet. Nil when it is not worth keeping.
    func prepared(_ statement: CompiledStatement) throws -> PGPreparedStatement? {
        if let found = cache.find(statement.id, parameters) { return found }
        try Self.checkText(statement.sql)
        guard statement.isReusable else { return nil }
        return cache.insert(statement.id, parameters, named: options.prepare == .auto)
    }

    /// libpq takes C strings: behind a NUL the rest would silently be missing.
    static func checkText(_ sql: String) throws {
        guard !sql.utf8.contains(0) else {
            throw DatabaseError(.invalidValue, "the SQL text holds a NUL character") { $0.sql = sql }
        }
    }

    func send(_ statement: CompiledStatement, _ entry: PGPreparedStatement?) -> Bool {
        if let entry, entry.isPrepared { return handle.send(prepared: entry.name, parameters) }
        return handle.send(statement.sql, parameters)
    }

    /// Reads the rest of a statement's results.
    func collect(
        _ begun: PGCollector, _ entry: PGPreparedStatement?, _ sink: (any RowSink)?
    ) async -> PGCollector {
        var collector = begun
        while !collector.mustAbandon, let result = await link.nextResult() {
            collector.take(result, entry, sink)
            result.clear()
        }
        if collector.mustAbandon { link.abandon() }
        if link.isDead, collector.error == nil, !collector.isComplete {
            collector.error = .connectionLost(lostText, sql: collector.statement.sql)
        }
        return collector
    }

    var lostText: String {
        let text = handle.errorText.trimmed
        return text.isEmpty ? "the server closed the connection" : text
    }

    func staleOr(_ error: DatabaseError, _ entry: PGPreparedStatement?) -> any Error {
        guard let entry, entry.isNamed, let sqlState = error.sqlState else { return error }
        switch sqlState {
        case "26000":
            cache.removeAll()
            return PGStalePlan(error: error)
        case "0A000", "42P05":
            cache.remove(entry)
            return PGStalePlan(error: error)
        case "XX000" where error.message.contains("cache lookup failed"):
            cache.remove(entry)
            return PGStalePlan(error: error)
        default: return error
        }
    }
}

/// A prepared statement that the server cannot run any more, though the same text would do.
struct PGStalePlan: Error {
    let error: DatabaseError
}

/// Gathers what the results of one statement say.
struct PGCollector {
    let statement: CompiledStatement
    let bindCount: Int
    var outcome = StatementOutcome()
    var error: DatabaseError?
    /// What the sink threw; the results are read to their end all the same.
    var sinkError: (any Error)?
    /// The statement's own end was seen.
    var isComplete = false
    var mustAbandon = false

    init(statement: CompiledStatement, bindCount: Int) {
        self.statement = statement
        self.bindCount = bindCount
    }

    /// Rows without anything wrong.
    var isUsual: Bool { isComplete && error == nil && sinkError == nil }

    mutating func take(_ result: PGResult, _ entry: PGPreparedStatement?, _ sink: (any RowSink)?) {
        switch result.status {
        case .rows, .row:
            isComplete = true
            let reader = entry?.reader(for: result) ?? PGRowReader(PGRowShape(result))
            outcome.shape = reader.columns
            outcome.affectedRows += result.affectedRows
            guard let sink, error == nil, sinkError == nil else { return }
            reader.read(result)
            do { try sink.consume(reader) } catch { sinkError = error }
            reader.end()
        case .command, .empty:
            isComplete = true
            outcome.affectedRows += result.affectedRows
        case .error:
            isComplete = true
            if error == nil { error = DatabaseError(result, sql: statement.sql, bindCount: bindCount) }
        case .copyIn, .copyOut:
            error = DatabaseError(.misuse, "COPY has functions of its own: copyIn and copyOut") { fields in
                fields.sql = statement.sql
            }
            mustAbandon = true
        case .sync, .aborted, .other: break
        }
    }
}
