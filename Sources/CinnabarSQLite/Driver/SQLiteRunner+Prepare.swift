import CinnabarEngine
import CinnabarSQL

extension SQLiteRunner {
    func prepare(_ compiled: CompiledStatement) throws -> SQLitePreparedStatement {
        let statement = try cache.find(compiled.id) ?? compile(compiled)
        if isReader, !statement.isReadOnly {
            statement.finish()
            throw WriterRequired()
        }
        return statement
    }

    private func compile(_ compiled: CompiledStatement) throws -> SQLitePreparedStatement {
        watch.compiledStatementNeedsOwner = false
        let (first, end) = try handle.prepare(compiled.sql, isKept: compiled.isReusable)
        guard let first else {
            throw DatabaseError(.syntax, "the statement is empty") { $0.sql = compiled.sql }
        }
        guard try isLast(compiled.sql, end) else {
            first.finalize()
            throw DatabaseError(
                .syntax, "there is more than one statement in the text; run them one by one, or as a script"
            ) { $0.sql = compiled.sql }
        }
        let statement = SQLitePreparedStatement(
            id: compiled.id, handle: first, sql: compiled.sql, needsOwner: watch.compiledStatementNeedsOwner)
        if compiled.isReusable { cache.keep(statement) }
        return statement
    }

    /// Whether only blanks, comments and semicolons follow.
    private func isLast(_ sql: String, _ end: Int) throws -> Bool {
        var end = end
        while end < sql.utf8.count {
            let next: (statement: SQLiteStatementHandle?, end: Int)
            // What does not even compile is text behind the statement too.
            do { next = try handle.prepare(sql, from: end, isKept: false) } catch { return false }
            if let statement = next.statement {
                statement.finalize()
                return false
            }
            guard next.end > end else { return true }
            end = next.end
        }
        return true
    }
}
