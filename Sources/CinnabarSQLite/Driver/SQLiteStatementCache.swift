/// The statements that a connection keeps compiled; the one used longest ago makes place.
final class SQLiteStatementCache {
    private var statements: [UInt64: SQLitePreparedStatement] = [:]
    /// The same statement again and again is found without a look-up.
    private var latest: SQLitePreparedStatement?
    private var clock: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { statements.count }

    /// nil when it is not kept, or is running right now.
    func find(_ id: UInt64) -> SQLitePreparedStatement? {
        clock &+= 1
        if let latest, latest.id == id {
            latest.lastUse = clock
            return latest.isRunning ? nil : latest
        }
        guard let found = statements[id], !found.isRunning else { return nil }
        found.lastUse = clock
        latest = found
        return found
    }

    func keep(_ statement: SQLitePreparedStatement) {
        guard capacity > 0, statements[statement.id] == nil else { return }
        if statements.count >= capacity { evict() }
        statement.isKept = true
        statement.lastUse = clock
        statements[statement.id] = statement
        latest = statement
    }

    /// For a database that is about to be closed.
    func finalizeAll() {
        for statement in statements.values { statement.handle.finalize() }
        statements = [:]
        latest = nil
    }

    /// Looks at all of them: rare, and far cheaper than the compilation that it makes place for.
    private func evict() {
        guard let oldest = statements.values.filter({ !$0.isRunning }).min(by: { $0.lastUse < $1.lastUse }) else {
            return
        }
        statements[oldest.id] = nil
        oldest.isKept = false
        oldest.handle.finalize()
        if latest === oldest { latest = nil }
    }
}
