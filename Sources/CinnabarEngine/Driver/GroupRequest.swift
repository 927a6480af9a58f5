package import CinnabarSQL

/// One statement of a group, run once for each row of binds.
package struct GroupedStatement: Sendable {
    package var statement: CompiledStatement
    /// `runCount` × `width` values.
    package var binds: [SQLValue]
    package var width: Int
    package var runCount: Int
    /// Takes the rows that come back; without one they are skipped.
    package var sink: (any GroupSink)?
    /// The table whose generated keys are wanted, one for each run: next to nothing on SQLite, where RETURNING makes an
    /// insert cost four times as much.
    package var reportsKeysOf: TableReference?

    package init(
        _ statement: CompiledStatement, binds: [SQLValue], width: Int, runCount: Int = 1, sink: (any GroupSink)? = nil,
        reportsKeysOf: TableReference? = nil
    ) {
        self.statement = statement
        self.binds = binds
        self.width = width
        self.runCount = runCount
        self.sink = sink
        self.reportsKeysOf = reportsKeysOf
    }
}

/// Takes the rows that the statements of a group return, on the thread that holds them.
package protocol GroupSink: AnyObject, Sendable {
    /// The rows of one run, in the order of the runs; a run without rows is not told.
    func consume(run: Int, _ cursor: RowCursor) throws
}

/// Different statements that travel together: one round trip where the driver has pipelines, one hop elsewhere.
///
/// They run in order; the first error stops the rest.
package struct GroupRequest: Sendable {
    package var statements: [GroupedStatement]
    /// Control SQL before the first: BEGIN.
    package var prologue: String?
    /// Whether COMMIT travels with the last statement. An error before it keeps it from running.
    package var commits: Bool
    /// Looks at the answers before COMMIT, and keeps it from running by an error. Asked only where the answers are there
    /// by then: dialects with `.answersBeforeCommit`.
    package var check: Check?
    package var deadline: Deadline?

    package typealias Check = @Sendable (GroupOutcome) throws -> Void

    package init(
        _ statements: [GroupedStatement], prologue: String? = nil, commits: Bool = false, check: Check? = nil,
        deadline: Deadline? = nil
    ) {
        self.statements = statements
        self.prologue = prologue
        self.commits = commits
        self.check = check
        self.deadline = deadline
    }
}

/// What a group did: for each statement the affected rows of each run.
package struct GroupOutcome: Sendable {
    package var affectedRows: [[Int]]
    /// By the position of a statement that reports its keys, the last key of each run; where the dialect has
    /// `.generatedKeys`. The key of a run that inserted nothing means nothing.
    package var generatedKeys: [Int: [Int64]] = [:]

    package init(affectedRows: [[Int]], generatedKeys: [Int: [Int64]] = [:]) {
        self.affectedRows = affectedRows
        self.generatedKeys = generatedKeys
    }
}

/// The error of one run of one statement of a group.
package struct GroupFailure: Error {
    /// The statement's position in the group; nil where the error belongs to none: BEGIN, COMMIT, a lost connection.
    package let statement: Int?
    package let run: Int
    package let error: any Error

    package init(statement: Int?, run: Int = 0, error: any Error) {
        self.statement = statement
        self.run = run
        self.error = error
    }
}

extension GroupedStatement {
    /// Where the binds of each run lie.
    package func checkWidth() throws {
        guard width >= 0, runCount >= 0, binds.count == width * runCount else {
            throw DatabaseError(.misuse, "\(runCount) runs need \(width) values for each") { $0.sql = statement.sql }
        }
    }
}
