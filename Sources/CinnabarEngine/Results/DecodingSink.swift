public import CinnabarSQL

/// Where a statement's rows go, as the engine sees it: without their type.
///
/// Unchecked: the driver calls it from one thread at a time, and the caller reads it after the driver is done.
@usableFromInline
class StatementSink: RowSink, @unchecked Sendable {
    /// Set before the statement runs, when something wants to know how long decoding takes.
    final var measures = false
    final fileprivate(set) var nanoseconds: Int64 = 0
    var rowCount: Int { 0 }

    @usableFromInline
    func consume(_ cursor: RowCursor) throws {}
}

/// Collects the rows of one statement, decoded where the driver has them.
@usableFromInline
final class DecodingSink<Output: Sendable>: StatementSink, @unchecked Sendable {  // as the class it is made from
    private let decoder: RowDecoder<Output>
    private let context: AnyObject?
    private var decoded: [Output] = []
    /// From the database's thread.
    private let handOver = HandOver()

    /// Rows handed on before, for the row's number in errors of a stream.
    var delivered = 0

    @usableFromInline
    init(_ decoder: RowDecoder<Output>, context: AnyObject? = nil) {
        self.decoder = decoder
        self.context = context
    }

    override var rowCount: Int {
        handOver.take()
        return decoded.count
    }

    /// The rows so far, which are then the caller's.
    @usableFromInline
    func takeRows() -> [Output] {
        handOver.take()
        let rows = decoded
        decoded = []
        return rows
    }

    @usableFromInline
    override func consume(_ cursor: RowCursor) throws {
        if let context { cursor.context = context }
        let start = measures ? MonotonicClock.now : 0
        // Out of the object while rows are added: else each statement pays for a check of exclusive access.
        var rows = decoded
        decoded = []
        defer {
            decoded = rows
            // A cursor lives as long as its prepared statement: what its last user has lent it must not stay.
            if context != nil { cursor.context = nil }
            handOver.give()
        }
        do {
            try decoder.decodeAll(cursor, &rows)
        } catch var error as RowDecodingError {
            error.row = delivered + rows.count
            throw error
        }
        if measures { nanoseconds += MonotonicClock.now - start }
    }
}
