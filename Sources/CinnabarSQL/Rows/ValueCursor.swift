/// Rows of owned values, read as a driver's rows are: for rows that are kept before they are decoded.
package final class ValueCursor: RowCursor {
    private let rows: [[SQLValue]]
    private var upcoming = 0
    private let cells: UnsafeMutablePointer<Cell>
    /// What the texts and blobs of the current row lie in.
    private var buffers: [UnsafeMutableRawBufferPointer] = []
    private let values: ValueShape

    /// - Parameter names: one per column; rows may not be shorter.
    package init(_ rows: [[SQLValue]], names: [String]) {
        self.rows = rows
        values = ValueShape(names)
        cells = .allocate(capacity: max(names.count, 1))
        cells.initialize(repeating: .null, count: max(names.count, 1))
        super.init(row: RowReader(cells: cells, count: names.count, shape: values), shape: values)
    }

    deinit {
        free()
        cells.deallocate()
    }

    package override func next() throws -> Bool {
        free()
        guard upcoming < rows.count else { return false }
        values.current = rows[upcoming]
        for (column, value) in rows[upcoming].enumerated() where column < row.count {
            cells[column] = try cell(value)
        }
        upcoming += 1
        return true
    }

    private func free() {
        for buffer in buffers { buffer.deallocate() }
        buffers = []
    }

    private func cell(_ value: SQLValue) throws -> Cell {
        try value.withCell { cell in
            guard cell.borrowsBytes else { return cell }
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(Int(cell.length), 1), alignment: 16)
            copy.copyMemory(from: cell.bytes)
            buffers.append(copy)
            return Cell(kind: cell.kind, address: UnsafeRawPointer(copy.baseAddress), length: Int(cell.length))
        }
    }
}

/// One row after another, owned by the cursor.
private final class ValueShape: RowShape, @unchecked Sendable {  // changed by its cursor only, which has one user
    var current: [SQLValue] = []

    init(_ names: [String]) { super.init(names: names, typeNames: names.map { _ in "" }) }

    override func typeNumber(column: Int) -> UInt32 {
        if column < current.count, case .opaque(let type, _) = current[column] { type } else { 0 }
    }

    override func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] {
        if column < current.count, case .array(_, let elements) = current[column] { elements } else { [] }
    }
}

extension Cell {
    fileprivate var borrowsBytes: Bool {
        switch kind {
        case .text, .blob, .json, .interval, .uuid, .numeric, .opaque: true
        default: false
        }
    }
}
