import CinnabarEngine
import CinnabarSQL

extension SQLiteRunner {
    func ping(_ call: UInt64, _ deadline: Deadline) throws {
        try watch.begin(call, deadline: deadline)
        defer { watch.end() }
        _ = try handle.scalar("SELECT 1")
    }

    /// Ends what the last lease left open; `thorough` clears its temporary tables and attached databases too.
    func reset(_ call: UInt64, thorough: Bool, _ deadline: Deadline) throws {
        try watch.begin(call, deadline: deadline)
        defer { watch.end() }
        try rollBack()
        if thorough { try clearSession() }
    }

    /// Ends statements that still run, then the transaction.
    func rollBack() throws {
        closeOpenStatement()
        handle.resetStatements()
        if handle.isInTransaction { try control("ROLLBACK") }
    }

    /// What an in-memory database can be rid of without being closed, which would empty it.
    private func clearSession() throws {
        let drop =
            "SELECT 'DROP ' || type || ' IF EXISTS temp.' || char(34) || replace(name, char(34), char(34, 34)) "
            + "|| char(34) FROM temp.sqlite_schema WHERE type IN ('table', 'view', 'trigger') "
            + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        for statement in try handle.texts(drop) { try handle.run(script: statement) }
        let detach =
            "SELECT 'DETACH ' || char(34) || replace(name, char(34), char(34, 34)) || char(34) "
            + "FROM pragma_database_list WHERE name NOT IN ('main', 'temp')"
        for statement in try handle.texts(detach) { try handle.run(script: statement) }
        try handle.configure(options, role: .writer)
    }

    func close() {
        controls = [:]
        handle.close()
    }
}
