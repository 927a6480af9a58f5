import CinnabarEngine
import CinnabarSQL

/// The statement that a connection runs in steps: one object per connection, so that a statement makes none.
final class PGInPlace {
    private(set) var statement: CompiledStatement?
    private(set) var entry: PGPreparedStatement?
    private(set) var call: UInt64 = 0
    /// No transaction was open: a stale plan may be retried.
    private(set) var wasIdle = false
    private var result: PGResult?
    private var reader: PGRowReader?
    var outcome = StatementOutcome()

    func begin(_ statement: CompiledStatement, _ entry: PGPreparedStatement, _ call: UInt64, wasIdle: Bool) {
        self.statement = statement
        self.entry = entry
        self.call = call
        self.wasIdle = wasIdle
        outcome = StatementOutcome()
    }

    /// The result's rows; it is cleared at the end.
    func read(_ result: PGResult, _ entry: PGPreparedStatement) -> PGRowReader {
        let reader = entry.reader(for: result)
        reader.read(result)
        self.result = result
        self.reader = reader
        outcome = StatementOutcome(affectedRows: result.affectedRows, shape: reader.columns)
        return reader
    }

    func end() {
        reader?.end()
        reader = nil
        result?.clear()
        result = nil
        statement = nil
        entry = nil
    }
}
