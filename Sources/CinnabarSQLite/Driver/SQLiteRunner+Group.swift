import CinnabarEngine
import CinnabarSQL

extension SQLiteRunner {
    /// Runs a group in one go, from BEGIN to COMMIT.
    func executeGroup(_ call: UInt64, _ request: GroupRequest) throws -> GroupOutcome {
        try watch.begin(call, deadline: request.deadline)
        defer { watch.end() }
        // Outside of a transaction the group has one of its own.
        let isAlone = request.prologue == nil && !handle.isInTransaction
        let begin = request.prologue ?? (isAlone ? (isReader ? "BEGIN" : "BEGIN IMMEDIATE") : nil)
        if let begin { try attempt(nil) { try control(begin) } }
        do {
            var outcome = GroupOutcome(affectedRows: [])
            outcome.affectedRows.reserveCapacity(request.statements.count)
            for index in request.statements.indices {
                var keys: [Int64] = []
                outcome.affectedRows.append(try run(request.statements[index], at: index, &keys))
                if !keys.isEmpty { outcome.generatedKeys[index] = keys }
            }
            if request.commits || isAlone {
                try attempt(nil) {
                    try request.check?(outcome)
                    try watch.check(nil)
                    try control("COMMIT")
                }
            }
            return outcome
        } catch {
            // Whether the undoing works or not, the first error is what matters; the next user resets again.
            if isAlone { try? rollBack() }
            throw error
        }
    }

    private func attempt(_ statement: Int?, _ run: Int = 0, _ body: () throws -> Void) throws {
        do { try body() } catch { throw failure(error, statement, run) }
    }

    private func failure(_ error: any Error, _ statement: Int?, _ run: Int) -> any Error {
        error is CancellationError ? error : GroupFailure(statement: statement, run: run, error: error)
    }

    private func run(_ grouped: GroupedStatement, at index: Int, _ keys: inout [Int64]) throws -> [Int] {
        var run = 0
        do {
            try grouped.checkWidth()
            let statement = try prepare(grouped.statement)
            defer { statement.finish() }
            let reportsKeys = try checkKey(of: grouped.reportsKeysOf, statement)
            statement.begin()
            if reportsKeys { keys.reserveCapacity(grouped.runCount) }
            return try [Int](unsafeUninitializedCapacity: grouped.runCount) { affected, count in
                try grouped.binds.withUnsafeBufferPointer { binds in
                    // `changes` keeps its value over statements that change nothing.
                    var total = handle.totalChanges
                    while run < grouped.runCount {
                        if run & 15 == 0 { try watch.check(statement.sql) }
                        let start = run * grouped.width
                        let own = UnsafeBufferPointer(rebasing: binds[start..<start + grouped.width])
                        try step(statement, own, run, grouped.sink)
                        let now = handle.totalChanges
                        affected.initializeElement(at: run, to: now == total ? 0 : Int(handle.changes))
                        if reportsKeys { keys.append(handle.lastInsertID) }
                        total = now
                        run += 1
                        count = run
                    }
                }
            }
        } catch {
            throw failure(error, index, run)
        }
    }

    /// Whether keys are to be reported, which only what SQLite takes for the row's number is: the key of any other table
    /// has an index of its own, and stays NULL or fails when it is left out.
    private func checkKey(of table: TableReference?, _ statement: SQLitePreparedStatement) throws -> Bool {
        guard let table else { return false }
        if statement.reportsKeys { return true }
        let names = [table.name] + (table.schema.map { [$0] } ?? [])
        let arguments = try names.map { try $0.quotedLiteral(for: "SQLite") }.joined(separator: ", ")
        let index = try handle.scalar("SELECT name FROM pragma_index_list(\(arguments)) WHERE origin = 'pk'")
        if index != nil {
            throw DatabaseError(
                .configuration,
                "SQLite makes no key for table \"\(table.name)\", only for one declared exactly INTEGER PRIMARY KEY: give "
                    + "new objects a key, or declare it so"
            ) { $0.table = table.name }
        }
        statement.reportsKeys = true
        return true
    }

    /// One run, to its end: the changes are counted there, and not before.
    private func step(
        _ statement: SQLitePreparedStatement, _ binds: UnsafeBufferPointer<SQLValue>, _ run: Int,
        _ sink: (any GroupSink)?
    ) throws {
        try binder.bind(binds, to: statement)
        var code = statement.handle.step()
        if code == SQLiteResultCode.row {
            if let sink {
                statement.startRows(afterFirstStep: code, database: handle)
                if let rows = statement.rows {
                    try sink.consume(run: run, rows)
                    try rows.skipToEnd()
                    code = SQLiteResultCode.done
                }
            } else {
                code = statement.handle.stepToEnd()
            }
        }
        guard code == SQLiteResultCode.done else { throw handle.error(code, sql: statement.sql) }
        statement.handle.reset()
    }
}
