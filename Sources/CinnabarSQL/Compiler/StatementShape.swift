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
    private var state: UInt64
    private(set) var binds: [SQLValue] = []
    /// The objects behind the identities, when they are asked for.
    private(set) var owners: [ColumnReference]?

    /// - Parameters:
    ///   - words: room for `capacity` words, which outlives the shape.
    ///   - seed: another one for each cache.
    ///   - keepsOwners: whether the objects are collected.
    init(_ words: UnsafeMutablePointer<UInt>, seed: UInt64, keepsOwners: Bool) {
        self.words = words
        state = seed
        owners = keepsOwners ? [] : nil
    }

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
        if binds.isEmpty { binds.reserveCapacity(4) }
        binds.append(value)
        return true
    }
}
