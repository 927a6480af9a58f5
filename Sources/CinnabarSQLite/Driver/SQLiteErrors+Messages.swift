import CinnabarSQL

/// What SQLite says only in words.
extension SQLiteErrors {
    static func constraint(_ code: Int32, _ message: String, _ fields: inout DatabaseError.Fields) {
        let subject = message.afterFirst("constraint failed: ")
        switch code {
        case SQLiteResultCode.uniqueConstraint, SQLiteResultCode.primaryKeyConstraint,
            SQLiteResultCode.rowIDConstraint:
            fields.kind = .uniqueViolation
            if let index = subject?.afterFirst("index '") {
                // An index over expressions is named instead of its columns.
                fields.constraint = String(index.dropLast())
            } else {
                columns(subject, &fields)
            }
        case SQLiteResultCode.notNullConstraint:
            fields.kind = .notNullViolation
            columns(subject, &fields)
        case SQLiteResultCode.checkConstraint:
            // The name of the constraint, or its expression when it has none.
            fields.kind = .checkViolation
            fields.constraint = subject
        case SQLiteResultCode.foreignKeyConstraint:
            fields.kind = .foreignKeyViolation
            fields.hint = "SQLite does not say which key: PRAGMA foreign_key_check lists what is broken"
        case SQLiteResultCode.dataTypeConstraint:
            fields.kind = .invalidValue
            columns(message.afterLast(" "), &fields)
        case SQLiteResultCode.triggerConstraint:
            // RAISE(ABORT, …): the message is the trigger's own.
            fields.kind = .other
        default:
            break
        }
    }

    /// `users.email, users.name`
    private static func columns(_ list: String?, _ fields: inout DatabaseError.Fields) {
        guard let list else { return }
        for name in list.split(separator: ",") {
            let name = name.drop { $0 == " " }
            guard let dot = name.firstIndex(of: ".") else { return }
            fields.table = String(name[..<dot])
            fields.columns.append(String(name[name.index(after: dot)...]))
        }
    }

    /// Code 1 is every mistake in a statement.
    static func statement(_ message: String, _ fields: inout DatabaseError.Fields) {
        if let table = message.afterFirst("no such table: ") {
            fields.kind = .undefinedTable
            fields.table = table
        } else if let column = message.afterFirst("no such column: ") ?? message.afterFirst("has no column named ") {
            fields.kind = .undefinedColumn
            fields.columns = [column]
        } else if message.contains("no such function") || message.contains("wrong number of arguments to function") {
            fields.kind = .undefinedFunction
        } else if message.contains("syntax error") || message.contains("incomplete input")
            || message.contains("unrecognized token")
        {
            fields.kind = .syntax
        } else if message.contains("already exists") || message.contains("duplicate column name")
            || message.contains("there is already")
        {
            fields.kind = .duplicateObject
        } else if message.contains("too many SQL variables") {
            fields.kind = .tooManyParameters
        } else if message.hasPrefix("cannot commit - no transaction is active") {
            // An error before has ended the transaction already.
            fields.kind = .transactionRolledBack
        } else if message.hasPrefix("cannot ") && message.contains("transaction") {
            fields.kind = .misuse
        }
    }
}

extension String {
    func afterFirst(_ marker: String) -> String? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(marker) { return String(rest.dropFirst(marker.count)) }
            rest = rest.dropFirst()
        }
        return nil
    }

    fileprivate func afterLast(_ separator: Character) -> String? {
        lastIndex(of: separator).map { String(self[index(after: $0)...]) }
    }
}
