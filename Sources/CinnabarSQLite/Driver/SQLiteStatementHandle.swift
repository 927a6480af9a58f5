import CSQLite
import CinnabarSQL

/// A compiled `sqlite3_stmt*`, as thin as can be.
struct SQLiteStatementHandle {
    let pointer: OpaquePointer
    let database: OpaquePointer

    init(_ pointer: OpaquePointer, database: OpaquePointer) {
        self.pointer = pointer
        self.database = database
    }

    /// SQLITE_ROW, SQLITE_DONE or an error.
    func step() -> Int32 { sqlite3_step(pointer) }

    /// Steps over all rows: SQLITE_DONE or an error.
    func stepToEnd() -> Int32 {
        while true {
            let code = sqlite3_step(pointer)
            if code != SQLITE_ROW { return code }
        }
    }

    /// Ends the execution; the statement can be stepped again. Its error is the last step's, which was reported.
    func reset() { sqlite3_reset(pointer) }
    /// Lets go of the bound values.
    func clearBinds() { sqlite3_clear_bindings(pointer) }
    func finalize() { sqlite3_finalize(pointer) }

    var isReadOnly: Bool { sqlite3_stmt_readonly(pointer) != 0 }
    var bindCount: Int { Int(sqlite3_bind_parameter_count(pointer)) }
    var columnCount: Int { Int(sqlite3_column_count(pointer)) }
    /// How often SQLite compiled the statement anew, because the schema changed under it.
    var recompilations: Int32 { sqlite3_stmt_status(pointer, SQLITE_STMTSTATUS_REPREPARE, 0) }

    /// Names and declared types; an expression has no declared type.
    func makeShape() -> RowShape {
        let count = sqlite3_column_count(pointer)
        var names: [String] = []
        var types: [String] = []
        for index in 0..<count {
            names.append(sqlite3_column_name(pointer, index).map { String(cString: $0) } ?? "")
            types.append(sqlite3_column_decltype(pointer, index).map { String(cString: $0) } ?? "")
        }
        return RowShape(names: names, typeNames: types)
    }

    /// A column of the current row, as text.
    func text(_ index: Int) -> String? {
        sqlite3_column_text(pointer, Int32(index)).map { String(cString: $0) }
    }

    // MARK: Binding; positions count from 1, and codes are SQLite's.

    func bindNull(_ index: Int32) -> Int32 { sqlite3_bind_null(pointer, index) }
    func bindInteger(_ index: Int32, _ value: Int64) -> Int32 { sqlite3_bind_int64(pointer, index, value) }
    func bindReal(_ index: Int32, _ value: Double) -> Int32 { sqlite3_bind_double(pointer, index, value) }

    /// Binds text that stays where it is until the statement is done.
    func bindText(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer) -> Int32 {
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return sqlite3_bind_text(pointer, index, text, Int32(bytes.count), nil)
    }

    func bindText(_ index: Int32, copying bytes: UnsafeRawBufferPointer) -> Int32 {
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return cinnabar_sqlite3_bind_text(pointer, index, text, UInt64(bytes.count))
    }

    /// Binds bytes that stay where they are until the statement is done.
    func bindBlob(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer) -> Int32 {
        // A null pointer would bind NULL.
        guard bytes.count > 0 else { return sqlite3_bind_zeroblob(pointer, index, 0) }
        return sqlite3_bind_blob64(pointer, index, bytes.baseAddress, UInt64(bytes.count), nil)
    }

    func bindBlob(_ index: Int32, copying bytes: UnsafeRawBufferPointer) -> Int32 {
        guard bytes.count > 0 else { return sqlite3_bind_zeroblob(pointer, index, 0) }
        return cinnabar_sqlite3_bind_blob(pointer, index, bytes.baseAddress, UInt64(bytes.count))
    }
}
