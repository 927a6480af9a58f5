import CinnabarSQL

/// From SQLSTATE to kind.
enum PGErrors {
    static func kind(_ sqlState: String, message: String = "") -> DatabaseError.Kind {
        if let kind = kinds[sqlState] { return kind }
        switch sqlState {
        // Both are 57014; the server's text is the only difference.
        case "57014": return message.contains("statement timeout") ? .timeout : .queryCanceled
        default: break
        }
        return classes[String(sqlState.prefix(2))] ?? .other
    }

    /// After one of these the server closes the connection.
    static func endsConnection(_ sqlState: String) -> Bool {
        sqlState.hasPrefix("08") || ["57P01", "57P02", "57P05", "25P03", "57P04"].contains(sqlState)
    }

    private static let kinds: [String: DatabaseError.Kind] = [
        "23505": .uniqueViolation, "23503": .foreignKeyViolation, "23502": .notNullViolation,
        "23514": .checkViolation, "23P01": .exclusionViolation, "23001": .foreignKeyViolation,
        "40001": .serializationFailure, "40P01": .deadlock, "40003": .commitOutcomeUnknown,
        "55P03": .lockNotAvailable,
        // The server ended a connection that had been idle for too long, or shuts down, or crashed.
        "57P01": .connectionLost, "57P02": .connectionLost, "57P05": .connectionLost, "25P03": .connectionLost,
        "57P04": .connectionLost,
        "57P03": .connectionFailed, "3D000": .connectionFailed,
        "28P01": .authenticationFailed, "28000": .authenticationFailed,
        "53300": .tooManyConnections, "53100": .diskFull, "53200": .outOfMemory,
        "25P02": .transactionAborted, "25006": .readOnly,
        "42601": .syntax, "42P01": .undefinedTable, "42703": .undefinedColumn, "42883": .undefinedFunction,
        "3F000": .undefinedTable, "42501": .permissionDenied,
        "42P07": .duplicateObject, "42701": .duplicateObject, "42710": .duplicateObject, "42P06": .duplicateObject,
        "42723": .duplicateObject, "42P04": .duplicateObject,
        "22001": .invalidValue, "22003": .invalidValue, "22P02": .invalidValue,
        "54000": .valueTooLarge, "XX001": .corrupt, "XX002": .corrupt, "58030": .io,
    ]

    private static let classes: [String: DatabaseError.Kind] = [
        "08": .connectionLost, "22": .invalidValue, "40": .serializationFailure, "53": .other,
    ]
}

extension DatabaseError {
    /// What the server, or libpq itself, says about a failed statement.
    init(_ result: PGResult, sql: String?, bindCount: Int) {
        let sqlState = result.field(.sqlState)
        let message = result.field(.message) ?? result.errorText.trimmed
        // Without a SQLSTATE it was libpq that noticed: the connection broke.
        let kind = sqlState.map { PGErrors.kind($0, message: message) } ?? .connectionLost
        self.init(kind, message) { fields in
            fields.sqlState = sqlState
            fields.constraint = result.field(.constraint)
            fields.schema = result.field(.schema)
            fields.table = result.field(.table)
            fields.columns = result.field(.column).map { [$0] } ?? []
            fields.detail = result.field(.detail)
            fields.hint = result.field(.hint) ?? PGErrors.hint(sqlState)
            fields.sql = sql
            fields.bindCount = bindCount
            if fields.columns.isEmpty, let detail = fields.detail {
                fields.columns = PGErrors.keyColumns(detail)
            }
        }
    }

    static func connectionLost(_ message: String, sql: String? = nil) -> DatabaseError {
        DatabaseError(.connectionLost, message) { $0.sql = sql }
    }
}

extension PGErrors {
    static func hint(_ sqlState: String?) -> String? {
        switch sqlState {
        case "26000", "42P05":
            "behind a pooler such as PgBouncer, add prepare=unnamedOnly to the URL: prepared statements are "
                + "another connection's there"
        case "25P02": "an earlier statement of this transaction failed: roll back, or use a savepoint"
        default: nil
        }
    }

    /// The columns in `Key (tenant, email)=(7, …) already exists.`: names only, the values stay where they are.
    static func keyColumns(_ detail: String) -> [String] {
        guard let open = detail.firstIndex(of: "("), let close = detail.range(of: ")=(", from: open) else { return [] }
        return detail[detail.index(after: open)..<close].split(separator: ",").map { name in
            let name = name.drop(while: { $0 == " " })
            // A name in quotes has its inner quotes doubled.
            guard name.first == "\"", name.last == "\"", name.count >= 2 else { return String(name) }
            return String(name.dropFirst().dropLast())
        }
    }
}

extension String {
    /// The first index at or after `start` where the text continues with `needle`.
    fileprivate func range(of needle: String, from start: Index) -> Index? {
        var index = start
        while index < endIndex {
            if self[index...].hasPrefix(needle) { return index }
            formIndex(after: &index)
        }
        return nil
    }

    var trimmed: String {
        var view = self[...]
        while let last = view.last, last.isWhitespace { view.removeLast() }
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        return String(view)
    }
}
