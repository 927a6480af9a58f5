import CinnabarEngine
import CinnabarSQL

extension SQLiteRunner {
    func control(_ call: UInt64, _ sql: String, _ deadline: Deadline?) throws {
        try watch.begin(call, deadline: deadline, isShielded: Self.endsTransaction(sql))
        defer { watch.end() }
        try control(sql)
    }

    /// Its outcome must be known, so that it is not cancelled with its task.
    static func endsTransaction(_ sql: String) -> Bool {
        ["COMMIT", "ROLLBACK", "RELEASE"].contains { sql.hasPrefix($0) }
    }

    /// BEGIN and its kin are kept compiled; anything else is a script.
    func control(_ sql: String) throws {
        // An error may have ended the transaction already, and then there is nothing to roll back.
        if sql == "ROLLBACK", !handle.isInTransaction { return }
        if let kept = controls[sql] { return try run(kept, sql) }
        guard controls.count < 32, sql.utf8.count < 64, Self.isTransactionControl(sql) else {
            return try handle.run(script: sql)
        }
        let (statement, end) = try handle.prepare(sql, isKept: true)
        guard let statement, end == sql.utf8.count else {
            statement?.finalize()
            return try handle.run(script: sql)
        }
        controls[sql] = statement
        try run(statement, sql)
    }

    private func run(_ statement: SQLiteStatementHandle, _ sql: String) throws {
        let code = statement.stepToEnd()
        defer { statement.reset() }
        guard code == SQLiteResultCode.done else { throw handle.error(code, sql: sql) }
    }

    private static func isTransactionControl(_ sql: String) -> Bool {
        endsTransaction(sql) || sql.hasPrefix("BEGIN") || sql.hasPrefix("SAVEPOINT")
    }
}
