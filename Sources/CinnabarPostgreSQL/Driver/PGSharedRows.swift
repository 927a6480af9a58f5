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
    private var spent: PGSpentResults?
    private var result: PGResult?
    private(set) var outcome = StatementOutcome()

    init(_ reader: PGRowReader) { self.reader = reader }

    deinit { result?.clear() }

    var cursor: RowCursor { reader }

    func begin(_ result: PGResult, _ shelf: PGReaderShelf, _ spent: PGSpentResults) {
        self.shelf = shelf
        self.spent = spent
        self.result = result
        reader.read(result)
        outcome = StatementOutcome(affectedRows: result.affectedRows, shape: reader.columns)
    }

    func end() {
        reader.end()
        if let result { spent?.give(result) }
        result = nil
        spent = nil
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

/// Results that have been read, on their way back to the thread that made them: freed on another one, their memory
/// would have both threads wait for the same lock of the allocator, which was a third of a batch's time.
final class PGSpentResults: Sendable {
    private struct State {
        var results: [PGResult] = []
        var isClosed = false
    }

    /// More than that is not kept waiting, nor what is large.
    private static let capacity = 256
    private static let bytes = 16 * 1024

    private let state = Locked(State())
    /// Its thread makes the results.
    private let loop: EventLoop

    init(_ loop: EventLoop) { self.loop = loop }

    func give(_ result: PGResult) {
        if loop.isCurrent { return result.clear() }
        let isKept =
            result.byteCount <= Self.bytes
            && state.withLock { state in
                guard !state.isClosed, state.results.count < Self.capacity else { return false }
                state.results.append(result)
                return true
            }
        if !isKept { result.clear() }
    }

    /// By the thread that makes results.
    func clear(closing: Bool = false) {
        let results = state.withLock { state in
            if closing { state.isClosed = true }
            defer { state.results.removeAll(keepingCapacity: !closing) }
            return state.results
        }
        for result in results { result.clear() }
    }
}
