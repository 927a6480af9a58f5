import CLibpq
import CinnabarSQL

/// The rows of one result, one after another.
///
/// Kept with the prepared statement and used again, so that a point query allocates nothing here.
class PGRowReader: RowCursor {
    final let columns: PGRowShape
    private final let cells: UnsafeMutablePointer<Cell>
    private final let kinds: UnsafeMutablePointer<PGColumnKind>
    private final let count: Int
    private final var result: OpaquePointer?
    private final var nextRow: Int32 = 0
    private final var rowCount: Int32 = 0

    init(_ columns: PGRowShape) {
        self.columns = columns
        count = columns.types.count
        cells = .allocate(capacity: max(1, count))
        cells.initialize(repeating: .null, count: max(1, count))
        kinds = .allocate(capacity: max(1, count))
        kinds.initialize(repeating: .opaque, count: max(1, count))
        for (index, kind) in columns.kinds.enumerated() { kinds[index] = kind }
        super.init(row: RowReader(cells: cells, count: count, shape: columns), shape: columns)
    }

    deinit {
        cells.deallocate()
        kinds.deallocate()
    }

    /// Reads from this result, which stays with the caller, and must outlive the reading.
    final func read(_ result: PGResult) {
        self.result = result.pointer
        nextRow = 0
        rowCount = result.rowCount
    }

    final func end() {
        result = nil
        rowCount = 0
        nextRow = 0
    }

    override func next() throws -> Bool {
        guard let result, nextRow < rowCount else { return false }
        fill(result, nextRow)
        nextRow += 1
        return true
    }

    /// Makes the cells of one row.
    @inline(__always)
    final func fill(_ result: OpaquePointer, _ row: Int32) {
        for column in 0..<count {
            let place = Int32(truncatingIfNeeded: column)
            let length = PQgetlength(result, row, place)
            // A NULL has the length 0; only then is it worth the question.
            if length == 0, PQgetisnull(result, row, place) == 1 {
                cells[column] = .null
            } else if let address = PQgetvalue(result, row, place) {
                cells[column] = kinds[column].cell(UnsafeRawPointer(address), Int(length))
            } else {
                cells[column] = .null
            }
        }
    }
}
