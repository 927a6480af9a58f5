package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        guard request.rowCount > 0 else {
            if let prologue = request.prologue { try await control(prologue, deadline: request.deadline) }
            return StatementOutcome()
        }
        return try await call(deadline: request.deadline) {
            guard options.prepare != .off else { return try await executeOneByOne(request) }
            return try await executePipelined(request)
        }
    }

    /// For proxies without pipelines.
    private func executeOneByOne(_ request: BatchRequest) async throws -> StatementOutcome {
        let isAlone = request.prologue == nil && handle.transactionStatus == .idle
        if let prologue = request.prologue ?? (isAlone ? "BEGIN" : nil) { try await runScript(prologue) }
        do {
            let total = try await executeRows(request)
            if isAlone { try await runScript("COMMIT") }
            return total
        } catch {
            if isAlone, !link.isDead { try await runScript("ROLLBACK") }
            throw error
        }
    }

    private func executeRows(_ request: BatchRequest) async throws -> StatementOutcome {
        var total = StatementOutcome()
        for row in 0..<request.rowCount {
            try bind(request, row)
            guard handle.send(request.statement.sql, parameters) else { throw sendFailure(sql: request.statement.sql) }
            await link.flush()
            let collected = await collect(
                PGCollector(statement: request.statement, bindCount: request.width), nil, nil)
            if let error = collected.error { throw error.in(row: row) }
            total.affectedRows += collected.outcome.affectedRows
        }
        return total
    }

    /// All rows in one pipeline with one sync at its end: an error makes the server skip the rest, and outside a
    /// transaction all rows are one.
    ///
    /// Results are read while rows are still being sent, or both sides would wait for each other with full buffers.
    private func executePipelined(_ request: BatchRequest) async throws -> StatementOutcome {
        let isAlone = request.prologue == nil && handle.transactionStatus == .idle
        guard handle.enterPipeline() else { throw sendFailure(sql: request.statement.sql) }
        var batch = PGBatch(statement: request.statement, width: request.width)
        do {
            if let prologue = request.prologue {
                guard handle.send(command: prologue) else { throw sendFailure(sql: prologue) }
                batch.sent.append(.prologue)
            }
            for row in 0..<request.rowCount where batch.error == nil {
                try bind(request, row)
                try send(row, &batch)
                batch.unflushed += parameters.byteCount
                if batch.sent.count >= PGBatch.window || batch.unflushed >= PGBatch.bytes {
                    let rest = batch.unflushed >= PGBatch.bytes ? 16 : PGBatch.window / 2
                    batch.unflushed = 0
                    // Without this the server keeps its answers until its own buffer is full.
                    guard handle.requestFlush() else { throw sendFailure(sql: request.statement.sql) }
                    await link.flush()
                    await read(&batch, until: rest)
                }
            }
        } catch {
            // What cannot be bound or sent ends the pipeline like an error of the server.
            batch.clientError = error
            // Outside a transaction the sync would store the rows that were sent before.
            if isAlone, handle.send(command: "ROLLBACK") { batch.sent.append(.undo) }
        }
        if handle.sync() {
            await link.flush()
            await read(&batch, until: 0)
        } else {
            link.abandon()
        }
        if !handle.exitPipeline(), !link.isDead { link.abandon() }
        if let error = batch.clientError ?? batch.error { throw error }
        if link.isDead { throw DatabaseError.connectionLost(lostText, sql: request.statement.sql) }
        return StatementOutcome(affectedRows: batch.affectedRows)
    }

    private func bind(_ request: BatchRequest, _ row: Int) throws {
        let start = row * request.width
        guard start + request.width <= request.binds.count else {
            throw DatabaseError(.misuse, "the batch has fewer binds than rows × width")
        }
        do {
            try parameters.encode(request.binds[start..<(start + request.width)], hints: request.statement.hints)
        } catch let error as DatabaseError {
            throw error.in(row: row)
        }
    }

    private func send(_ row: Int, _ batch: inout PGBatch) throws {
        let entry = batchEntry(&batch)
        guard let entry, entry.isNamed else {
            guard handle.send(batch.statement.sql, parameters) else { throw sendFailure(sql: batch.statement.sql) }
            batch.sent.append(.row(row))
            return
        }
        if !entry.isPrepared {
            guard handle.send(prepare: batch.statement.sql, as: entry.name, parameters) else {
                throw sendFailure(sql: batch.statement.sql)
            }
            batch.sent.append(.prepare(entry))
            // Later rows count on it; an error takes it back.
            entry.isPrepared = true
        }
        guard handle.send(prepared: entry.name, parameters) else { throw sendFailure(sql: batch.statement.sql) }
        batch.sent.append(.row(row))
    }

    private func batchEntry(_ batch: inout PGBatch) -> PGPreparedStatement? {
        if let entry = batch.entry, entry.fits(parameters) { return entry }
        // Even a statement that is not worth keeping is prepared for the length of a batch.
        let entry =
            cache.find(batch.statement.id, parameters)
            ?? cache.insert(batch.statement.id, parameters, named: options.prepare == .auto)
        batch.entry = entry
        return entry
    }

    /// Reads results until only so many commands are unanswered; with 0, the sync as well.
    private func read(_ batch: inout PGBatch, until rest: Int) async {
        while batch.sent.count - batch.answered > rest, !link.isDead {
            let command = batch.sent[batch.answered]
            batch.answered += 1
            var isDone = false
            while let result = await link.nextResult() {
                switch result.status {
                case .command, .rows, .empty:
                    isDone = true
                    batch.affectedRows += result.affectedRows
                case .error where batch.error == nil:
                    batch.error = DatabaseError(result, sql: batch.statement.sql, bindCount: batch.width)
                    if case .row(let row) = command { batch.error = batch.error?.in(row: row) }
                case .copyIn, .copyOut: link.abandon()
                default: break
                }
                result.clear()
                if link.isDead { break }
            }
            if case .prepare(let entry) = command, !isDone {
                entry.isPrepared = false
                cache.remove(entry)
            }
        }
        batch.compact()
        // The sync's own result has no nil behind it.
        if rest == 0, !link.isDead, let result = await link.nextResult() { result.clear() }
    }
}

/// A batch under way.
struct PGBatch {
    enum Command {
        case prologue
        case prepare(PGPreparedStatement)
        case row(Int)
        case undo
    }

    /// How many commands may be unanswered.
    static let window = 1024
    /// How many bytes of parameters may be buffered.
    static let bytes = 4 << 20

    let statement: CompiledStatement
    let width: Int
    var entry: PGPreparedStatement?
    var sent: [Command] = []
    var answered = 0
    var unflushed = 0
    var affectedRows = 0
    var error: DatabaseError?
    var clientError: (any Error)?

    init(statement: CompiledStatement, width: Int) {
        self.statement = statement
        self.width = width
    }

    mutating func compact() {
        sent.removeFirst(answered)
        answered = 0
    }
}

extension DatabaseError {
    /// The same error, saying which row of a batch it was, from 0.
    fileprivate func `in`(row: Int) -> DatabaseError {
        var error = self
        error.fields.message += " (row \(row) of the batch)"
        return error
    }
}
