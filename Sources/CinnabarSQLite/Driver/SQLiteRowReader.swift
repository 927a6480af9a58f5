import CSQLite
import CinnabarSQL

/// Steps a statement and reads its rows into cells.
///
/// Text and blobs are SQLite's own memory, valid until the next step.
final class SQLiteRowReader: RowCursor {
    /// Behind a pointer, so that a row costs no exclusivity checks.
    private struct Progress {
        /// The current row was stepped to, and not handed out yet.
        var isPending = false
        var isDone = true
        var remaining = 0
    }

    private let cells: UnsafeMutablePointer<Cell>
    private let count: Int32
    private let statement: OpaquePointer
    private let handle: SQLiteHandle
    private let sql: String
    private let progress: UnsafeMutablePointer<Progress>

    init(statement: SQLiteStatementHandle, handle: SQLiteHandle, shape: RowShape, sql: String) {
        let columns = shape.names.count
        cells = .allocate(capacity: max(1, columns))
        cells.initialize(repeating: .null, count: max(1, columns))
        progress = .allocate(capacity: 1)
        progress.initialize(to: Progress())
        count = Int32(columns)
        self.statement = statement.pointer
        self.handle = handle
        self.sql = sql
        super.init(row: RowReader(cells: cells, count: columns, shape: shape), shape: shape)
    }

    deinit {
        cells.deallocate()
        progress.deallocate()
    }

    /// Begins an execution whose first step was made.
    func start(code: Int32) {
        progress.pointee = Progress(isPending: code == SQLITE_ROW, isDone: code != SQLITE_ROW, remaining: .max)
    }

    /// The rows are over, or an error or the end of the statement made an end of them.
    var isDone: Bool { progress.pointee.isDone && !progress.pointee.isPending }

    func allow(_ rows: Int) { progress.pointee.remaining = rows }

    /// No row can be read any more, even if somebody kept the cursor.
    func invalidate() { progress.pointee = Progress() }

    override func next() throws -> Bool {
        guard progress.pointee.remaining > 0 else { return false }
        if progress.pointee.isPending {
            progress.pointee.isPending = false
        } else {
            guard !progress.pointee.isDone else { return false }
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else {
                progress.pointee.isDone = true
                if code == SQLITE_DONE { return false }
                throw handle.error(code, sql: sql)
            }
        }
        progress.pointee.remaining &-= 1
        let (statement, cells, count) = (statement, cells, count)
        var index: Int32 = 0
        while index < count {
            // Through the value object, which is looked up once per column.
            let value = sqlite3_column_value(statement, index)
            let cell = cells + Int(index)
            let type = sqlite3_value_type(value)
            if type == SQLITE_INTEGER {
                cell.pointee = Cell(integer: sqlite3_value_int64(value))
            } else if type == SQLITE_TEXT {
                guard let text = sqlite3_value_text(value) else { throw outOfMemory() }
                cell.pointee = Cell(kind: .text, address: text, length: Int(sqlite3_value_bytes(value)))
            } else if type == SQLITE_NULL {
                cell.pointee = .null
            } else if type == SQLITE_FLOAT {
                cell.pointee = Cell(kind: .real, bits: sqlite3_value_double(value).bitPattern)
            } else {
                let bytes = sqlite3_value_blob(value)
                cell.pointee = Cell(kind: .blob, address: bytes, length: Int(sqlite3_value_bytes(value)))
            }
            index &+= 1
        }
        return true
    }

    /// Steps over the rows that are left.
    func skipToEnd() throws {
        guard !progress.pointee.isDone else { return }
        progress.pointee = Progress()
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw handle.error(code, sql: sql) }
        }
    }

    private func outOfMemory() -> any Error {
        SQLiteErrors.make(code: SQLITE_NOMEM, message: "out of memory while a text was read", sql: sql)
    }
}
