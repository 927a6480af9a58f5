import CinnabarSQL
import XCTest

/// A column of one row, as a driver would lend it.
struct TestCell {
    var kind: Cell.Kind
    var bits: UInt64 = 0
    var bytes: [UInt8]?
    var typeNumber: UInt32 = 0
    var elements: [SQLValue] = []

    static let null = TestCell(kind: .null)
    static func integer(_ value: Int64) -> TestCell { TestCell(kind: .integer, bits: UInt64(bitPattern: value)) }
    static func real(_ value: Double) -> TestCell { TestCell(kind: .real, bits: value.bitPattern) }
    static func boolean(_ value: Bool) -> TestCell { TestCell(kind: .boolean, bits: value ? 1 : 0) }
    static func text(_ value: String) -> TestCell { TestCell(kind: .text, bytes: Array(value.utf8)) }
    static func json(_ value: String) -> TestCell { TestCell(kind: .json, bytes: Array(value.utf8)) }
    static func blob(_ bytes: [UInt8]) -> TestCell { TestCell(kind: .blob, bytes: bytes) }
    static func numeric(_ bytes: [UInt8]) -> TestCell { TestCell(kind: .numeric, bytes: bytes) }
    static func bits(_ kind: Cell.Kind, _ value: Int64) -> TestCell {
        TestCell(kind: kind, bits: UInt64(bitPattern: value))
    }
    static func opaque(_ bytes: [UInt8], type: UInt32) -> TestCell {
        TestCell(kind: .opaque, bytes: bytes, typeNumber: type)
    }
    static func array(_ elements: [SQLValue]) -> TestCell { TestCell(kind: .array, elements: elements) }
}

/// Reads test cells as a driver's cursor lets a decoder read them.
final class TestShape: RowShape, @unchecked Sendable {  // immutable after init
    let cells: [TestCell]

    init(_ cells: [TestCell]) {
        self.cells = cells
        super.init(names: cells.indices.map { "c\($0)" }, typeNames: cells.map { _ in "" })
    }

    override func typeNumber(column: Int) -> UInt32 { cells[column].typeNumber }
    override func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] { cells[column].elements }
}

func withRow<Output>(_ cells: [TestCell], _ body: (RowReader) throws -> Output) rethrows -> Output {
    let shape = TestShape(cells)
    var owned: [UnsafeMutableRawBufferPointer] = []
    defer { owned.forEach { $0.deallocate() } }
    let lent = cells.map { cell -> Cell in
        guard let bytes = cell.bytes else { return Cell(kind: cell.kind, bits: cell.bits) }
        // One byte off every alignment, as bytes in a driver's buffer are.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 16)
        owned.append(buffer)
        let place = UnsafeMutableRawBufferPointer(rebasing: buffer[1...])
        place.copyBytes(from: bytes)
        return Cell(kind: cell.kind, address: UnsafeRawPointer(place.baseAddress), length: bytes.count)
    }
    return try lent.withUnsafeBufferPointer { buffer in
        try withExtendedLifetime(shape) {
            try body(RowReader(cells: buffer.baseAddress!, count: cells.count, shape: shape))
        }
    }
}

func read<Value: ColumnValue>(_ cell: TestCell, as type: Value.Type = Value.self) throws -> Value {
    try withRow([cell]) { try $0.get(0, as: Value.self) }
}

/// What decoding answers: the value, or the text of the error without its column.
func outcome<Value: ColumnValue>(_ cell: TestCell, _ type: Value.Type) -> String {
    do {
        return "\(try read(cell, as: Value.self))"
    } catch let error as RowDecodingError {
        switch error.reason {
        case .invalidValue(let why): return "invalid: \(why)"
        case .unexpectedNull: return "NULL"
        case .typeMismatch: return "mismatch: \(error.found)"
        case .noColumn: return "no column"
        }
    } catch {
        return "unexpected error: \(error)"
    }
}

func assertOutcomes<Value: ColumnValue>(
    _ type: Value.Type, _ table: [(TestCell, String)], file: StaticString = #filePath, line: UInt = #line
) {
    for (place, (cell, expected)) in table.enumerated() {
        XCTAssertEqual(outcome(cell, type), expected, "entry \(place)", file: file, line: line)
    }
}

/// What is sent comes back from cells of the same form.
func assertRoundTrip<Value: ColumnValue & Equatable>(
    _ values: Value..., file: StaticString = #filePath, line: UInt = #line
) {
    for value in values {
        XCTAssertEqual(try value.sqlValue.decode(as: Value.self), value, file: file, line: line)
    }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Text that is nearly right: a few bytes of a good one changed, dropped or added.
func mangled(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0...max(0, bytes.count - 1), using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1 where !bytes.isEmpty: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: min(place, bytes.count))
        }
    }
    return bytes
}
