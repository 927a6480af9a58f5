/// What tells a statement's text apart without writing it, and the values beside it: a short cut to the compiled
/// statement for point selects and their kin.
///
/// Made of the identities of what statements share (declared columns, types of rows) and of plain numbers. The cache
/// keeps the columns alive, so that no address can come to mean another.
public struct StatementShape: ~Copyable {
    /// Longer statements are written, which then matters less.
    static let capacity = 48

    private let words: UnsafeMutablePointer<UInt>
    private(set) var count = 0
    private let values: UnsafeMutablePointer<SQLValue>
    private var valueCount = 0
    /// The cache adds a secret of its own.
    private var state: UInt64 = 0
    /// The objects behind the identities, when they are asked for.
    private(set) var owners: [ColumnReference]?

    /// How much memory it takes: on the stack, because it lives only as long as a look-up.
    package static var byteCount: Int {
        valuesOffset + bindCapacity * MemoryLayout<SQLValue>.stride
    }
    private static var valuesOffset: Int { capacity * MemoryLayout<UInt>.stride }
    private static let bindCapacity = 16

    /// - Parameters:
    ///   - memory: `byteCount` bytes, sixteen-byte aligned, which outlive the shape.
    ///   - keepsOwners: whether the objects are collected.
    package init(_ memory: UnsafeMutableRawPointer, keepsOwners: Bool = false) {
        words = memory.bindMemory(to: UInt.self, capacity: Self.capacity)
        values = (memory + Self.valuesOffset).bindMemory(to: SQLValue.self, capacity: Self.bindCapacity)
        owners = keepsOwners ? [] : nil
    }

    deinit { values.deinitialize(count: valueCount) }

    /// The values, in order; they go with the shape.
    package var binds: UnsafeBufferPointer<SQLValue> { UnsafeBufferPointer(start: values, count: valueCount) }

    /// Never 0.
    var hash: UInt64 { state | 1 }
    var key: UnsafeBufferPointer<UInt> { UnsafeBufferPointer(start: words, count: count) }

    @inline(__always)
    mutating func append(_ word: UInt) -> Bool {
        guard count < Self.capacity else { return false }
        words[count] = word
        count &+= 1
        let product = (state ^ UInt64(word)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        state = product.high ^ product.low
        return true
    }

    /// A column of the schema; false for others, of which each statement may have its own.
    @inline(__always)
    mutating func append(_ column: ColumnReference) -> Bool {
        guard column.isDeclared else { return false }
        if owners != nil { owners?.append(column) }
        return append(UInt(bitPattern: ObjectIdentifier(column)))
    }

    /// A parameter; false where the text depends on the value.
    @inline(__always)
    mutating func append(_ value: SQLValue) -> Bool {
        switch value {
        case .null, .array, .enumeration, .opaque, .unencodable: return false
        default: break
        }
        guard valueCount < Self.bindCapacity else { return false }
        (values + valueCount).initialize(to: value)
        valueCount &+= 1
        return true
    }
}
