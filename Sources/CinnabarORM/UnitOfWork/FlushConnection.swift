package import CinnabarEngine
import CinnabarSQL

/// What runs the statements of a flush: a connection, or a script in a test.
package protocol FlushConnection {
    /// Runs the statements in order and in one round trip where the database can.
    ///
    /// - Parameters:
    ///   - commits: whether COMMIT travels with them.
    ///   - check: looks at the answers before COMMIT, where the dialect has `.answersBeforeCommit`.
    /// - Throws: `GroupFailure` where one of them fails.
    func executeGroup(_ statements: [GroupedStatement], commits: Bool, check: @escaping GroupRequest.Check) async throws
        -> GroupOutcome
}

/// Collects what the statements of a flush return.
///
/// One connection fills it, and nobody reads it before the group has ended.
final class FlushSink: GroupSink, @unchecked Sendable {
    private let width: Int
    private(set) var values: [SQLValue] = []
    /// For each row the run that returned it.
    private(set) var runs: [Int] = []

    init(width: Int, expecting rows: Int) {
        self.width = width
        values.reserveCapacity(width * rows)
        runs.reserveCapacity(rows)
    }

    func consume(run: Int, _ cursor: RowCursor) throws {
        while try cursor.next() {
            let row = cursor.row
            for column in 0..<width { values.append(try SQLValue.decode(row, column)) }
            runs.append(run)
        }
    }
}
