import CinnabarSQL

/// PostgreSQL's binary array, read with every length checked: the bytes come from a server that may lie.
struct PGArray {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    let elementType: UInt32
    private let dimensions: [Int]

    /// - Throws: `PGArrayError` when the header cannot be one of an array of this size.
    init(_ bytes: UnsafeRawBufferPointer) throws(PGArrayError) {
        self.bytes = bytes
        guard bytes.count >= 12 else { throw PGArrayError("its header is cut off") }
        let count = Self.word(bytes, 0)
        let flags = Self.word(bytes, 4)
        guard (0...6).contains(count) else { throw PGArrayError("it claims \(count) dimensions") }
        guard flags == 0 || flags == 1 else { throw PGArrayError("its flags are unknown") }
        elementType = UInt32(bitPattern: Self.word(bytes, 8))
        position = 12 + Int(count) * 8
        guard bytes.count >= position else { throw PGArrayError("its dimensions are cut off") }
        var dimensions: [Int] = []
        var total = count == 0 ? 0 : 1
        for index in 0..<Int(count) {
            let length = Int(Self.word(bytes, 12 + index * 8))
            guard length >= 0 else { throw PGArrayError("a dimension is negative") }
            let (product, overflow) = total.multipliedReportingOverflow(by: length)
            guard !overflow else { throw PGArrayError("it claims too many elements") }
            total = product
            dimensions.append(length)
        }
        // Each element has at least its length: what claims more than there are bytes is not even allocated.
        guard total <= (bytes.count - position) / 4 else { throw PGArrayError("it claims \(total) elements") }
        if total == 0 { dimensions = [] }
        self.dimensions = dimensions
    }

    /// Whether the bytes could be an array at all; for types that only the server knows.
    static func isPlausible(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let array = try? PGArray(bytes) else { return false }
        return array.elementType != 0 && (bytes.count > 12 || array.dimensions.isEmpty)
    }

    mutating func values() throws -> [SQLValue] {
        let shape = PGRowShape(names: [""], types: [elementType])
        let values = dimensions.isEmpty ? [] : try level(0, PGColumnKind(elementType), shape)
        guard position == bytes.count else { throw PGArrayError("\(bytes.count - position) bytes are left over") }
        return values
    }

    private mutating func level(_ depth: Int, _ kind: PGColumnKind, _ shape: PGRowShape) throws -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(dimensions[depth])
        for _ in 0..<dimensions[depth] {
            if depth + 1 < dimensions.count {
                let inner = try level(depth + 1, kind, shape)
                values.append(.array(kind.sqlType, inner))
            } else {
                values.append(try element(kind, shape))
            }
        }
        return values
    }

    private mutating func element(_ kind: PGColumnKind, _ shape: PGRowShape) throws -> SQLValue {
        guard bytes.count - position >= 4 else { throw PGArrayError("an element's length is cut off") }
        let length = Int(Self.word(bytes, position))
        position += 4
        if length == -1 { return .null }
        guard length >= 0, length <= bytes.count - position else {
            throw PGArrayError("an element claims \(length) bytes")
        }
        let field = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)])
        position += length
        // An empty slice has no address of its own to lend.
        let cell = kind.cell(field.baseAddress ?? Self.nothing, field.count)
        return try withUnsafePointer(to: cell) { cells in
            try SQLValue.decode(RowReader(cells: cells, count: 1, shape: shape), 0)
        }
    }

    // An address for values without bytes; never written to, never freed.
    nonisolated(unsafe) private static let nothing = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8))

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int32 {
        Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }
}

struct PGArrayError: Error {
    let why: String
    init(_ why: String) { self.why = why }
}
