public import CinnabarSQL

/// One statement on its way to a driver.
package struct StatementRequest: Sendable {
    package var statement: CompiledStatement
    package var binds: [SQLValue]
    /// Control SQL (BEGIN, SAVEPOINT) that must run just before, in the same round trip where the driver can.
    package var prologue: String?
    /// When the statement must have ended, on the monotonic clock; nil waits without end.
    package var deadline: Deadline?

    package init(
        _ statement: CompiledStatement, binds: [SQLValue] = [], prologue: String? = nil, deadline: Deadline? = nil
    ) {
        self.statement = statement
        self.binds = binds
        self.prologue = prologue
        self.deadline = deadline
    }
}

/// Many executions of one statement: the rows' binds lie one after another.
package struct BatchRequest: Sendable {
    package var statement: CompiledStatement
    /// `rowCount` × `width` values.
    package var binds: [SQLValue]
    package var width: Int
    package var rowCount: Int
    package var prologue: String?
    package var deadline: Deadline?

    package init(
        _ statement: CompiledStatement, binds: [SQLValue], width: Int, rowCount: Int, prologue: String? = nil,
        deadline: Deadline? = nil
    ) {
        self.statement = statement
        self.binds = binds
        self.width = width
        self.rowCount = rowCount
        self.prologue = prologue
        self.deadline = deadline
    }
}

/// What a statement did, beside its rows.
@usableFromInline
package struct StatementOutcome: Sendable {
    @usableFromInline package var affectedRows: Int
    /// SQLite's and MySQL's last generated key, 0 where there is none.
    @usableFromInline package var lastInsertID: Int64
    @usableFromInline package var shape: RowShape?

    package init(affectedRows: Int = 0, lastInsertID: Int64 = 0, shape: RowShape? = nil) {
        self.affectedRows = affectedRows
        self.lastInsertID = lastInsertID
        self.shape = shape
    }
}

/// Takes rows as the driver has them: called once per chunk, on the thread that holds the rows.
package protocol RowSink: AnyObject, Sendable {
    func consume(_ cursor: RowCursor) throws
}
