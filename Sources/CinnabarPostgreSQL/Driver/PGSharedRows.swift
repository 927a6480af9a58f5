import CinnabarEngine
import CinnabarSQL
import Synchronization

/// The rows of one read among many: a result of its own and a reader of its own, used again for later reads.
///
/// Unchecked: the lane fills it, then the task reads it, then it is on the shelf.
final class PGSharedRows: SharedRows, @unchecked Sendable {
    private let reader: PGRowReader
    /// Where it goes afterwards; nil while it is there, or both would hold each other.
    private var shelf: PGReaderShelf?
    private var result: PGResult?
    private(set) var outcome = StatementOutcome()

    init(_ reader: PGRowReader) { self.reader = reader }

    deinit { result?.clear() }

    var cursor: RowCursor { reader }

    func begin(_ result: PGResult, _ shelf: PGReaderShelf) {
        self.shelf = shelf
        self.result = result
        reader.read(result)
        outcome = StatementOutcome(affectedRows: result.affectedRows, shape: reader.columns)
    }

    func end() {
        reader.end()
        result?.clear()
        result = nil
        let home = shelf
        shelf = nil
        home?.give(self)
    }
}

/// The readers of one prepared statement that nobody uses now.
final class PGReaderShelf: Sendable {
    private static let capacity = 64

    private let rows = Locked<[PGSharedRows]>([])

    func take() -> PGSharedRows? { rows.withLock { $0.popLast() } }

    func give(_ returned: PGSharedRows) {
        rows.withLock { if $0.count < Self.capacity { $0.append(returned) } }
    }
}
