import CinnabarSQL

/// Makes errors from SQLite's result codes and messages.
enum SQLiteErrors {
    /// - Parameters:
    ///   - code: the extended result code.
    ///   - message: `sqlite3_errmsg`.
    static func make(code: Int32, message: String, sql: String?) -> DatabaseError {
        var fields = DatabaseError.Fields(kind: .other, message: message)
        fields.resultCode = code
        fields.sql = sql
        switch code & 0xFF {
        case SQLiteResultCode.constraint: constraint(code, message, &fields)
        case SQLiteResultCode.error: statement(message, &fields)
        default: storage(code, &fields)
        }
        return DatabaseError(fields)
    }

    /// The deadline passed while the statement ran or waited.
    static func timeout(sql: String?) -> DatabaseError {
        DatabaseError(.timeout, "the statement did not end in time and was interrupted") { fields in
            fields.resultCode = SQLiteResultCode.interrupt
            fields.sql = sql
        }
    }

    /// Another connection kept its lock for longer than `busy_timeout`.
    static func lockTimeout(code: Int32, waited nanoseconds: Int64, sql: String?) -> DatabaseError {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        return DatabaseError(
            .lockNotAvailable, "the database is locked: waited \(tenths / 10).\(tenths % 10) s for another connection"
        ) { fields in
            fields.resultCode = code
            fields.sql = sql
            fields.hint =
                "another process, or another engine in this one, has a transaction open on the same file; "
                + "keep write transactions short, or raise busy_timeout"
        }
    }

    // MARK: By code

    private static func storage(_ code: Int32, _ fields: inout DatabaseError.Fields) {
        switch code & 0xFF {
        case SQLiteResultCode.busy where code == SQLiteResultCode.busySnapshot:
            fields.kind = .serializationFailure
            fields.hint =
                "the transaction began with a read, and another connection has written since: roll back and run it "
                + "again, beginning with BEGIN IMMEDIATE"
        case SQLiteResultCode.busy, SQLiteResultCode.locked, SQLiteResultCode.locking:
            fields.kind = .lockNotAvailable
        case SQLiteResultCode.readOnly:
            fields.kind = .readOnly
        case SQLiteResultCode.interrupt:
            fields.kind = .queryCanceled
        case SQLiteResultCode.outOfMemory:
            fields.kind = .outOfMemory
        case SQLiteResultCode.io:
            fields.kind = code == SQLiteResultCode.ioOutOfMemory ? .outOfMemory : .io
        case SQLiteResultCode.corrupt:
            fields.kind = .corrupt
            fields.hint = "PRAGMA integrity_check tells more; restore a backup, or rescue what is left with .recover"
        case SQLiteResultCode.full:
            fields.kind = .diskFull
        case SQLiteResultCode.cannotOpen:
            fields.kind = .connectionFailed
        case SQLiteResultCode.notADatabase:
            fields.kind = .notADatabase
            fields.hint = "the file is something else, or it is encrypted"
        case SQLiteResultCode.tooBig:
            fields.kind = .valueTooLarge
        case SQLiteResultCode.mismatch:
            fields.kind = .invalidValue
        case SQLiteResultCode.authorization, SQLiteResultCode.permission:
            fields.kind = .permissionDenied
        case SQLiteResultCode.misuse:
            fields.kind = .misuse
        default:
            break
        }
    }
}
