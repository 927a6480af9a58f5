import CinnabarSQL

/// A statement that a connection keeps compiled, with what is needed to run it again without allocating.
final class SQLitePreparedStatement {
    let id: UInt64
    let handle: SQLiteStatementHandle
    let sql: String
    let bindCount: Int
    /// Changes nothing in the database.
    let isReadOnly: Bool
    /// Begins, ends, attaches or sets something: only for who owns the connection.
    let needsOwner: Bool
    private(set) var shape: RowShape?
    private var recompilations: Int32
    /// The current execution's; nil for a statement without columns.
    private(set) var rows: SQLiteRowReader?

    /// Whether its table is known to have keys that can be reported.
    var reportsKeys = false

    /// Between its first step and its reset.
    private(set) var isRunning = false
    /// Counts the executions, so that who holds on to an old one is told from who holds the current.
    private(set) var execution: UInt64 = 0
    /// Whether texts or blobs are bound, which are then let go of.
    var holdsAddresses = false
    /// Whether the cache holds it; another is finalised after use.
    var isKept = false
    var lastUse: UInt64 = 0

    init(id: UInt64, handle: SQLiteStatementHandle, sql: String, needsOwner: Bool) {
        self.id = id
        self.handle = handle
        self.sql = sql
        self.needsOwner = needsOwner
        bindCount = handle.bindCount
        isReadOnly = handle.isReadOnly
        recompilations = handle.recompilations
        shape = handle.columnCount > 0 ? handle.makeShape() : nil
    }

    func begin() {
        isRunning = true
        execution &+= 1
    }

    /// Makes `rows` ready for the execution whose first step answered `code`.
    func startRows(afterFirstStep code: Int32, database: SQLiteHandle) {
        if handle.recompilations != recompilations {
            // The schema changed, so `SELECT *` may have other columns now.
            recompilations = handle.recompilations
            shape = handle.columnCount > 0 ? handle.makeShape() : nil
            rows = nil
        }
        guard let shape else { return rows = nil }
        // One that somebody kept, against the rules, is left alone.
        if rows == nil || !isKnownUniquelyReferenced(&rows) {
            rows = SQLiteRowReader(statement: handle, handle: database, shape: shape, sql: sql)
        }
        rows?.start(code: code)
    }

    /// Ends the execution and lets go of its values.
    func finish() {
        isRunning = false
        rows?.invalidate()
        handle.reset()
        if holdsAddresses {
            handle.clearBinds()
            holdsAddresses = false
        }
        if !isKept { handle.finalize() }
    }
}
