import CinnabarEngine
import CinnabarSQL

// A statement in two halves, between which the caller reads its rows.
extension SQLiteRunner {
    func startInPlace(
        _ call: UInt64, _ compiled: CompiledStatement, _ binds: UnsafeBufferPointer<SQLValue>, begin: String?,
        deadline: Deadline?
    ) throws -> RowCursor? {
        try watch.begin(call, deadline: deadline)
        do {
            let statement = try prepare(compiled)
            do {
                if let begin, !handle.isInTransaction { try control(begin) }
                let before = statement.isReadOnly ? 0 : handle.totalChanges
                try start(statement, binds)
                inPlace = (statement, before)
                return compiled.returnsRows ? statement.rows : nil
            } catch {
                statement.finish()
                throw error
            }
        } catch {
            watch.end()
            throw error
        }
    }

    func endInPlace(skipsRows: Bool) throws -> StatementOutcome {
        guard let (statement, before) = inPlace.take() else { return StatementOutcome() }
        defer {
            statement.finish()
            watch.end()
        }
        // The commit of a statement that writes is in its last step.
        if skipsRows || !statement.isReadOnly { try statement.rows?.skipToEnd() }
        return outcome(statement, since: before)
    }

    func cancelInPlace() {
        inPlace.take()?.statement.finish()
        watch.end()
    }
}
