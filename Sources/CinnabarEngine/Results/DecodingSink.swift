import CinnabarSQL

/// Collects the rows of one statement, decoded where the driver has them.
///
/// Unchecked: the driver calls it from one thread at a time, and the caller reads it after the driver is done.
final class DecodingSink<Output: Sendable>: RowSink, @unchecked Sendable {
    private let decoder: RowDecoder<Output>
    private let measures: Bool
    private let context: AnyObject?
    private var decoded: [Output] = []
    /// From the database's thread.
    private let handOver = HandOver()

    var rows: [Output] {
        get {
            handOver.take()
            return decoded
        }
        set { decoded = newValue }
    }
    /// Rows handed on before, for the row's number in errors of a stream.
    var delivered = 0
    private(set) var nanoseconds: Int64 = 0

    init(_ decoder: RowDecoder<Output>, measures: Bool = false, context: AnyObject? = nil) {
        self.decoder = decoder
        self.measures = measures
        self.context = context
    }

    func consume(_ cursor: RowCursor) throws {
        // A cursor lives as long as its prepared statement: what the last user left in it must not stay.
        if cursor.context !== context { cursor.context = context }
        let start = measures ? MonotonicClock.now : 0
        do {
            defer { handOver.give() }
            try decoder.decodeAll(cursor, &decoded)
        } catch var error as RowDecodingError {
            error.row = delivered + decoded.count
            throw error
        }
        if measures { nanoseconds += MonotonicClock.now - start }
    }
}
