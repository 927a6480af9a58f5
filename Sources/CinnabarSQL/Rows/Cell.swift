/// One field of the current row, as the driver left it: sixteen bytes, no reference counts.
///
/// Text, blobs and other long values are borrowed: the driver's memory stays valid until the cursor moves on.
public struct Cell {
    /// How `bits` and `length` are to be read.
    public enum Kind: UInt8, Sendable {
        case null
        /// `bits` is an `Int64`.
        case integer
        /// `bits` are those of a `Double`.
        case real
        /// `bits` is the address of UTF-8 text of `length` bytes, not checked yet.
        case text
        /// `bits` is the address of `length` bytes.
        case blob
        /// `bits` is 0 or 1.
        case boolean
        /// `bits` is an `Int64`: microseconds since 1970-01-01T00:00:00Z; `Int64.min` and `.max` are the infinities.
        case timestamp
        /// As `timestamp`, of a calendar date and time without zone.
        case localTimestamp
        /// `bits` is an `Int64`: days since 1970-01-01; `Int64.min` and `.max` are the infinities.
        case date
        /// `bits` is an `Int64`: microseconds since midnight.
        case time
        /// `bits` is the address of the 16 bytes of PostgreSQL's interval (microseconds, days, months; big-endian).
        case interval
        /// `bits` is the address of 16 bytes.
        case uuid
        /// `bits` is the address of PostgreSQL's binary numeric, `length` bytes.
        case numeric
        /// As `text`: a JSON document.
        case json
        /// `bits` is the address of a driver's own array form; the row's shape reads it.
        case array
        /// `bits` is the address of `length` bytes of a type that the driver does not know.
        case opaque
    }

    public var bits: UInt64
    public var length: Int32
    public var kind: Kind

    @inlinable
    public init(kind: Kind, bits: UInt64, length: Int32 = 0) {
        self.bits = bits
        self.length = length
        self.kind = kind
    }

    @inlinable public static var null: Cell { Cell(kind: .null, bits: 0) }

    @inlinable
    public init(integer: Int64) { self.init(kind: .integer, bits: UInt64(bitPattern: integer)) }

    @inlinable
    public init(kind: Kind, address: UnsafeRawPointer?, length: Int) {
        self.init(kind: kind, bits: UInt64(UInt(bitPattern: address)), length: Int32(truncatingIfNeeded: length))
    }

    @inlinable public var int64: Int64 { Int64(bitPattern: bits) }

    /// The borrowed bytes of a text, blob or other long value.
    @inlinable public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: UInt(bits)), count: Int(length))
    }
}
