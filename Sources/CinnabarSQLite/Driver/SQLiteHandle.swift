import CSQLite
import CinnabarSQL
import Synchronization

/// An open `sqlite3*`, as thin as can be.
///
/// Opened without SQLite's own mutexes: one caller at a time, on its connection's thread. Interrupting is the
/// exception, which `SQLiteHandleWatch` guards.
final class SQLiteHandle: @unchecked Sendable {  // used by one caller at a time, which the connection's thread ensures
    let database: OpaquePointer
    let watch: SQLiteHandleWatch
    private(set) var isClosed = false
    private let sawDamage = Atomic<Bool>(false)

    /// - Parameters:
    ///   - filename: a path, a `file:` URI or `:memory:`.
    ///   - flags: SQLite's, without those for threading.
    init(filename: String, flags: Int32, vfs: String?, busyTimeout: Int64) throws {
        var opened: OpaquePointer?
        let flags = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(filename, &opened, flags, vfs)
        guard let opened else {
            throw SQLiteErrors.make(code: SQLITE_NOMEM, message: "out of memory", sql: nil)
        }
        guard code == SQLITE_OK else {
            let error = SQLiteErrors.make(
                code: sqlite3_extended_errcode(opened), message: String(cString: sqlite3_errmsg(opened)), sql: nil)
            sqlite3_close_v2(opened)
            throw error
        }
        database = opened
        watch = SQLiteHandleWatch(database: opened, busyTimeout: busyTimeout)
    }

    deinit { close() }

    /// Closes, once its statements have been finalised by those who made them; the second time does nothing.
    ///
    /// Not all that SQLite lists: some are a virtual table's, which finalises them when it is closed in turn.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        watch.detach()
        sqlite3_close_v2(database)
    }

    // MARK: State

    /// An error has shown that the file or its file system is not in order: to be opened anew. From any thread.
    var isSuspect: Bool { sawDamage.load(ordering: .relaxed) }
    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }
    var lastInsertID: Int64 { sqlite3_last_insert_rowid(database) }
    /// Rows that the last INSERT, UPDATE or DELETE changed by itself.
    var changes: Int64 { sqlite3_changes64(database) }
    /// Rows changed since the database was opened, by triggers too.
    var totalChanges: Int64 { sqlite3_total_changes64(database) }

    /// Resets every statement that is still running: an abandoned one holds its read transaction open.
    func resetStatements() {
        var statement = sqlite3_next_stmt(database, nil)
        while let current = statement {
            if sqlite3_stmt_busy(current) != 0 { sqlite3_reset(current) }
            statement = sqlite3_next_stmt(database, current)
        }
    }

    /// The last error of this database, as it is now.
    func error(_ code: Int32, sql: String?) -> any Error {
        let extended = sqlite3_extended_errcode(database)
        // Misuse and some early failures leave no record behind.
        let isRecorded = extended & 0xFF == code & 0xFF
        let message = isRecorded ? String(cString: sqlite3_errmsg(database)) : String(cString: sqlite3_errstr(code))
        if let error = watch.error(code: code, sql: sql) { return error }
        switch code & 0xFF {
        case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN: sawDamage.store(true, ordering: .relaxed)
        default: break
        }
        return SQLiteErrors.make(code: isRecorded ? extended : code, message: message, sql: sql)
    }

    // MARK: Statements

    /// Compiles the first statement in `sql` from the byte `offset` on; nil when only blanks and comments are left.
    ///
    /// - Returns: The statement, and where the text behind it begins.
    func prepare(
        _ sql: String, from offset: Int = 0, isKept: Bool
    ) throws -> (statement: SQLiteStatementHandle?, end: Int) {
        var copy = sql
        var pointer: OpaquePointer?
        var end = 0
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = copy.withUTF8 { bytes -> Int32 in
            guard bytes.count <= Int32.max else { return SQLITE_TOOBIG }
            guard bytes.count > offset, let base = bytes.baseAddress else { return SQLITE_OK }
            let start = UnsafeRawPointer(base + offset).assumingMemoryBound(to: CChar.self)
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, Int32(bytes.count - offset), flags, &pointer, &tail)
            end = tail.map { offset + start.distance(to: $0) } ?? bytes.count
            return code
        }
        guard code == SQLITE_OK else { throw error(code, sql: sql) }
        return (pointer.map { SQLiteStatementHandle($0, database: database) }, end)
    }

    /// Runs all statements of a text that need no binds, dropping their rows.
    func run(script sql: String) throws {
        var offset = 0
        let count = sql.utf8.count
        while offset < count {
            let (statement, end) = try prepare(sql, from: offset, isKept: false)
            if let statement {
                defer { statement.finalize() }
                try watch.check(sql)
                let code = statement.stepToEnd()
                guard code == SQLITE_DONE else { throw error(code, sql: sql) }
            }
            guard end > offset else { return }
            offset = end
        }
    }

    /// The first column of the first row, as text.
    func scalar(_ sql: String) throws -> String? { try texts(sql).first }

    /// The first column of all rows, as text; a NULL is empty.
    func texts(_ sql: String) throws -> [String] {
        guard let statement = try prepare(sql, isKept: false).statement else { return [] }
        defer { statement.finalize() }
        var texts: [String] = []
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return texts }
            guard code == SQLITE_ROW else { throw error(code, sql: sql) }
            texts.append(statement.text(0) ?? "")
        }
    }
}
