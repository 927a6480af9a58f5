import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Runs statements on one handle: the part of a connection that lives on its thread.
final class SQLiteRunner: @unchecked Sendable {  // used by one caller at a time, on the connection's thread
    let handle: SQLiteHandle
    /// A reader refuses whatever writes, before it runs.
    let isReader: Bool
    let cache: SQLiteStatementCache
    let watch: SQLiteHandleWatch
    var controls: [String: SQLiteStatementHandle] = [:]
    let file: SQLiteFile
    let binder = SQLiteBinder()
    private let tenure: Int
    /// What runs in place, and the number of changed rows before it.
    var inPlace: (statement: SQLitePreparedStatement, before: Int64)?
    /// A cursor's, until it is closed.
    private(set) var openStatement: SQLitePreparedStatement?

    /// Asked for by the owner while a connection that was cut off closes itself.
    private let closed = Atomic<Bool>(false)
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// To be closed rather than used again. From any thread.
    var isBroken: Bool { isClosed || handle.isSuspect || watch.isAborted }

    init(handle: SQLiteHandle, isReader: Bool, file: SQLiteFile) {
        self.handle = handle
        watch = handle.watch
        self.isReader = isReader
        self.file = file
        tenure = handle.watch.tenure
        cache = SQLiteStatementCache(capacity: file.options.statementCapacity)
    }

    // MARK: Statements

    func execute(
        _ call: UInt64, _ request: StatementRequest, _ sink: (any RowSink)?
    ) throws -> StatementOutcome {
        try watch.begin(call, deadline: request.deadline)
        defer { watch.end() }
        return try execute(try prepare(request.statement), request, sink)
    }

    /// As `execute`, on a connection that nobody owns: nil when the statement wants an owner.
    func executeUnowned(
        _ call: UInt64, _ request: StatementRequest, _ sink: (any RowSink)?
    ) throws -> StatementOutcome? {
        try watch.begin(call, deadline: request.deadline)
        defer { watch.end() }
        let statement: SQLitePreparedStatement
        do { statement = try prepare(request.statement) } catch is WriterRequired { return nil }
        guard !statement.needsOwner else {
            statement.finish()
            return nil
        }
        return try execute(statement, request, sink)
    }

    private func execute(
        _ statement: SQLitePreparedStatement, _ request: StatementRequest, _ sink: (any RowSink)?
    ) throws -> StatementOutcome {
        defer { statement.finish() }
        if let prologue = request.prologue { try control(prologue) }
        let before = statement.isReadOnly ? 0 : handle.totalChanges
        try request.binds.withUnsafeBufferPointer { try start(statement, $0) }
        if let rows = statement.rows {
            if let sink { try sink.consume(rows) }
            // The commit of a statement that writes is in its last step.
            if sink == nil || !statement.isReadOnly { try rows.skipToEnd() }
        }
        return outcome(statement, since: before)
    }

    /// Binds and makes the first step, in which SQLite makes all of a statement's changes.
    func start(_ statement: SQLitePreparedStatement, _ binds: UnsafeBufferPointer<SQLValue>) throws {
        statement.begin()
        try binder.bind(binds, to: statement)
        let code = statement.handle.step()
        guard code == SQLiteResultCode.row || code == SQLiteResultCode.done else {
            throw handle.error(code, sql: statement.sql)
        }
        statement.startRows(afterFirstStep: code, database: handle)
    }

    func outcome(_ statement: SQLitePreparedStatement, since before: Int64) -> StatementOutcome {
        // `changes` keeps its value over statements that change nothing.
        guard !statement.isReadOnly, handle.totalChanges != before else {
            return StatementOutcome(shape: statement.shape)
        }
        return StatementOutcome(
            affectedRows: Int(handle.changes), lastInsertID: handle.lastInsertID, shape: statement.shape)
    }

    func executeBatch(_ call: UInt64, _ request: BatchRequest) throws -> StatementOutcome {
        let (width, rowCount) = (request.width, request.rowCount)
        guard width >= 0, rowCount >= 0, request.binds.count == width * rowCount else {
            throw DatabaseError(.misuse, "a batch of \(rowCount) rows needs \(width) values for each")
        }
        try watch.begin(call, deadline: request.deadline)
        defer { watch.end() }
        let statement = try prepare(request.statement)
        defer { statement.finish() }
        if let prologue = request.prologue { try control(prologue) }
        statement.begin()
        let before = handle.totalChanges
        var changed: Int64 = 0
        try request.binds.withUnsafeBufferPointer { binds in
            for row in 0..<rowCount {
                if row & 15 == 0 { try watch.check(statement.sql) }
                let start = row * width
                try binder.bind(UnsafeBufferPointer(rebasing: binds[start..<start + width]), to: statement)
                let code = statement.handle.stepToEnd()
                guard code == SQLiteResultCode.done else { throw handle.error(code, sql: statement.sql) }
                changed += handle.changes
                statement.handle.reset()
            }
        }
        guard handle.totalChanges != before else { return StatementOutcome(shape: statement.shape) }
        return StatementOutcome(
            affectedRows: Int(changed), lastInsertID: handle.lastInsertID, shape: statement.shape)
    }

    // MARK: Cursors

    /// Makes the first step of a statement that stays open.
    func open(_ call: UInt64, _ request: StatementRequest) throws -> SQLitePreparedStatement {
        try watch.begin(call, deadline: request.deadline)
        let statement: SQLitePreparedStatement
        do { statement = try startOpen(request) } catch {
            watch.end()
            throw error
        }
        if let stop = watch.end() {
            closeOpenStatement()
            throw stop.error(sql: request.statement.sql)
        }
        return statement
    }

    private func startOpen(_ request: StatementRequest) throws -> SQLitePreparedStatement {
        let statement = try prepare(request.statement)
        do {
            if let prologue = request.prologue { try control(prologue) }
            try request.binds.withUnsafeBufferPointer { try start(statement, $0) }
        } catch {
            statement.finish()
            throw error
        }
        binder.isBufferTaken = true
        openStatement = statement
        return statement
    }

    /// Ends what runs and refuses the rest. From any thread, and harmless after the end.
    func abort() { watch.abort(tenure) }

    func markClosed() { closed.store(true, ordering: .relaxed) }

    /// Ends the statement that a cursor left open, if it still is.
    func closeOpenStatement() {
        guard let statement = openStatement.take(), !isClosed else { return }
        statement.finish()
        binder.isBufferTaken = false
    }
}
