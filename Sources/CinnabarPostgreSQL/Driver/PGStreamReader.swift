import CinnabarSQL

/// The rows of a result in single-row mode: those that have arrived.
final class PGStreamReader: PGRowReader {
    /// How many more rows may be taken before the next `fetch`.
    var allowance = 0
    private(set) var isOver = false
    /// The server has said how the statement ended.
    private(set) var isComplete = false
    private(set) var error: DatabaseError?
    private let link: PGLink
    private let sql: String
    private let bindCount: Int
    /// Fetched, and not taken yet.
    private var pending: PGResult?
    /// What the cells point into.
    private var current: PGResult?

    init(_ columns: PGRowShape, first: PGResult, link: PGLink, sql: String, bindCount: Int) {
        self.link = link
        self.sql = sql
        self.bindCount = bindCount
        super.init(columns)
        accept(first)
    }

    deinit {
        pending?.clear()
        current?.clear()
    }

    /// Whether a row is here; false at the end, and while none has arrived.
    func hasRow() -> Bool {
        if pending != nil { return true }
        while !isOver, link.hasResult {
            guard let result = link.handle.nextResult() else {
                isOver = true
                break
            }
            accept(result)
            if pending != nil { return true }
        }
        return false
    }

    private func accept(_ result: PGResult) {
        switch result.status {
        case .row: pending = result
        case .error:
            error = error ?? DatabaseError(result, sql: sql, bindCount: bindCount)
            isOver = true
            result.clear()
        default:
            // The last result has no row.
            isComplete = true
            result.clear()
        }
    }

    override func next() throws -> Bool {
        current?.clear()
        current = nil
        guard allowance > 0, hasRow(), let row = pending else { return false }
        pending = nil
        current = row
        allowance -= 1
        fill(row.pointer, 0)
        return true
    }

    func skipWhatIsHere() {
        while hasRow() { release() }
    }

    func release() {
        pending?.clear()
        pending = nil
        current?.clear()
        current = nil
    }
}
