import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Canned rows, as a driver would hand them out.
final class MockCursor: DriverCursor {
    let shape: RowShape
    private let values: [[SQLValue]]
    private let position = Locked(0)

    init(_ names: [String], _ values: [[SQLValue]]) {
        shape = RowShape(names: names, typeNames: names.map { _ in "" })
        self.values = values
    }

    /// Nil for an answer without rows.
    convenience init?(_ answer: MockDatabase.Answer) {
        switch answer {
        case .rows(let rows): self.init(rows.first.map { $0.map(\.key) } ?? [], rows.map { $0.map(\.value) })
        case .table(let names, let values): self.init(names, values)
        case .affected, .error, .after: return nil
        }
    }

    var count: Int { values.count }

    func fetch(limit: Int, sink: any RowSink) async throws -> Bool {
        try sink.consume(rows(limit: limit))
        return position.withLock { $0 } < values.count
    }

    func close() async {}

    func rows(limit: Int) -> RowCursor {
        position.withLock { position in
            let end = min(position.addingReportingOverflow(limit).overflow ? .max : position + limit, values.count)
            defer { position = end }
            return MockRowCursor(Array(values[position..<end]), shape)
        }
    }
}

/// Rows whose texts and blobs are kept alive by the cursor itself.
private final class MockRowCursor: RowCursor {
    private let values: [[SQLValue]]
    private var upcoming = 0
    private let cells: UnsafeMutablePointer<Cell>
    private var buffers: [UnsafeMutableRawBufferPointer] = []

    init(_ values: [[SQLValue]], _ shape: RowShape) {
        self.values = values
        cells = .allocate(capacity: max(shape.names.count, 1))
        super.init(row: RowReader(cells: cells, count: shape.names.count, shape: shape), shape: shape)
    }

    deinit {
        freeBuffers()
        cells.deallocate()
    }

    override func next() throws -> Bool {
        freeBuffers()
        guard upcoming < values.count else { return false }
        for (index, value) in values[upcoming].enumerated() { cells[index] = cell(value) }
        upcoming += 1
        return true
    }

    private func freeBuffers() {
        for buffer in buffers { buffer.deallocate() }
        buffers = []
    }

    private func cell(_ value: SQLValue) -> Cell {
        switch value {
        case .null: .null
        case .boolean(let flag): Cell(kind: .boolean, bits: flag ? 1 : 0)
        case .integer(let number): Cell(integer: number)
        case .real(let number): Cell(kind: .real, bits: number.bitPattern)
        case .timestamp(let time): Cell(kind: .timestamp, bits: UInt64(bitPattern: time))
        case .blob(let bytes): cell(.blob, bytes)
        case .json(let text): cell(.json, Array(text.utf8))
        default: cell(.text, Array(value.storedText.utf8))
        }
    }

    private func cell(_ kind: Cell.Kind, _ bytes: [UInt8]) -> Cell {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        buffer.copyBytes(from: bytes)
        buffers.append(buffer)
        return Cell(kind: kind, address: UnsafeRawPointer(buffer.baseAddress), length: bytes.count)
    }
}
