/// Watches what an engine sends from inside the package; unlike a listener it can be taken away again.
///
/// Called in the task that ran the statement, so that it finds that task's local values.
package protocol StatementObserver: AnyObject, Sendable {
    func executed(_ statement: ObservedStatement)
    func controlled(_ statement: ControlStatement)
}

/// A statement that has ended, well or not.
package struct ObservedStatement: Sendable {
    package let context: ExecutionContext
    /// Statements of one number have travelled together.
    package let roundTrip: UInt64
    package let rowCount: Int
    package let affectedRows: Int
    package let duration: Duration
    package let error: (any Error)?
}

/// A statement that the engine makes by itself: BEGIN, COMMIT, ROLLBACK and what concerns savepoints.
public struct ControlStatement: Sendable {
    public let sql: String
    /// Whether it shares the round trip of a statement beside it.
    public let ridesAlong: Bool
}

extension ObservedStatement {
    init(_ context: ExecutionContext, _ roundTrip: UInt64, _ summary: ExecutionSummary) {
        self.init(
            context: context, roundTrip: roundTrip, rowCount: summary.rowCount, affectedRows: summary.affectedRows,
            duration: summary.timing.total, error: nil)
    }

    init(_ context: ExecutionContext, _ roundTrip: UInt64, _ error: any Error, _ time: Duration) {
        self.init(
            context: context, roundTrip: roundTrip, rowCount: 0, affectedRows: 0, duration: time, error: error)
    }
}

extension EngineEvents.Listeners {
    func tell(_ statement: ObservedStatement) { for observer in observers { observer.executed(statement) } }
}
