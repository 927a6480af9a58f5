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
        if thorough { try handle.clearSession(file.options) }
    }

    /// Ends statements that still run, then the transaction.
    func rollBack() throws {
        closeOpenStatement()
        handle.resetStatements()
        if handle.isInTransaction { try control("ROLLBACK") }
    }

    /// Gives the handle back; the second time does nothing.
    func close() {
        guard !isClosed else { return }
        closeOpenStatement()
        markClosed()
        // One by one: a virtual table has statements of its own on the handle, which it finalises itself.
        for statement in controls.values { statement.finalize() }
        controls = [:]
        cache.finalizeAll()
        file.close(handle, isWriter: !isReader)
    }
}
