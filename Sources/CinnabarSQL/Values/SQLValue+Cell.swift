import FoundationEssentials

extension SQLValue {
    /// Reads the value as a Swift type, by the same rules as a row's.
    ///
    /// ```swift
    /// try SQLValue.text("2026-07-14").decode(as: LocalDate.self)
    /// ```
    /// - Throws: `RowDecodingError` when the value is not a `Value`.
    public func decode<Value: ColumnValue>(as type: Value.Type = Value.self) throws -> Value {
        try withReader { try Value.decode($0, 0) }
    }

    /// Lends the value as a row of one cell.
    func withReader<Output>(_ body: (RowReader) throws -> Output) throws -> Output {
        let shape: RowShape =
            switch self {
            case .array(_, let elements): OwnedValueShape(elements: elements)
            case .opaque(let type, _): OwnedValueShape(typeNumber: type)
            default: OwnedValueShape.plain
            }
        return try withCell { cell in
            try withUnsafePointer(to: cell) { cells in
                try withExtendedLifetime(shape) {
                    try body(RowReader(cells: cells, count: 1, shape: shape))
                }
            }
        }
    }

    func withCell<Output>(_ body: (Cell) throws -> Output) throws -> Output {
        switch self {
        case .null: try body(.null)
        case .boolean(let value): try body(Cell(kind: .boolean, bits: value ? 1 : 0))
        case .integer(let value): try body(Cell(integer: value))
        case .real(let value): try body(Cell(kind: .real, bits: value.bitPattern))
        case .timestamp(let value): try body(Cell(kind: .timestamp, bits: UInt64(bitPattern: value)))
        case .localTimestamp(let value):
            try body(Cell(kind: .localTimestamp, bits: UInt64(bitPattern: value.microsecondsSince1970)))
        case .date(let value): try body(Cell(kind: .date, bits: UInt64(bitPattern: value.daysSince1970)))
        case .time(let value): try body(Cell(kind: .time, bits: UInt64(bitPattern: value.microsecondsSinceMidnight)))
        case .text(let text), .enumeration(_, let text): try Self.lend(text, as: .text, body)
        case .json(let text): try Self.lend(text, as: .json, body)
        case .blob(let bytes): try Self.lend(bytes, as: .blob, body)
        case .opaque(_, let bytes): try Self.lend(bytes, as: .opaque, body)
        case .numeric(let value): try Self.lend(NumericCodec.encode(value), as: .numeric, body)
        case .interval(let value): try Self.lend(value.binary, as: .interval, body)
        case .uuid(let value):
            try withUnsafeBytes(of: value.uuid) {
                try body(Cell(kind: .uuid, address: $0.baseAddress, length: $0.count))
            }
        case .array: try body(Cell(kind: .array, bits: 0))
        case .unencodable(let why): throw DatabaseError(.invalidValue, why)
        }
    }

    private static func lend<Output>(
        _ text: String, as kind: Cell.Kind, _ body: (Cell) throws -> Output
    ) throws -> Output {
        var text = text
        return try text.withUTF8 { try lend(UnsafeRawBufferPointer($0), as: kind, body) }
    }

    private static func lend<Output>(
        _ bytes: [UInt8], as kind: Cell.Kind, _ body: (Cell) throws -> Output
    ) throws -> Output {
        try bytes.withUnsafeBytes { try lend($0, as: kind, body) }
    }

    private static func lend<Output>(
        _ bytes: UnsafeRawBufferPointer, as kind: Cell.Kind, _ body: (Cell) throws -> Output
    ) throws -> Output {
        guard bytes.count <= Int(Int32.max) else {
            throw DatabaseError(.valueTooLarge, "a value of \(bytes.count) bytes is too large to be read")
        }
        return try body(Cell(kind: kind, address: bytes.baseAddress, length: bytes.count))
    }
}

/// The shape of one value that is owned, not lent by a driver.
private final class OwnedValueShape: RowShape, @unchecked Sendable {  // immutable after init
    static let plain = OwnedValueShape()

    private let elements: [SQLValue]
    private let number: UInt32

    init(elements: [SQLValue] = [], typeNumber: UInt32 = 0) {
        self.elements = elements
        self.number = typeNumber
        super.init(names: [""], typeNames: [""])
    }

    override func typeNumber(column: Int) -> UInt32 { number }

    override func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] { elements }
}
