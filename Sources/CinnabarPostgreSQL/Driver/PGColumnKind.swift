import CinnabarSQL

/// How a column's binary fields become cells: chosen once per result, from the type's number.
enum PGColumnKind: UInt8 {
    case int2, int4, int8, oid, float4, float8, bool
    case text, bytea, timestamp, localTimestamp, date, time
    case interval, uuid, numeric, json, jsonb, array, user, opaque

    init(_ oid: UInt32) {
        switch oid {
        case PGOID.int2: self = .int2
        case PGOID.int4: self = .int4
        case PGOID.int8, PGOID.xid8: self = .int8
        case PGOID.oid, PGOID.xid: self = .oid
        case PGOID.float4: self = .float4
        case PGOID.float8: self = .float8
        case PGOID.bool: self = .bool
        case PGOID.text, PGOID.varchar, PGOID.bpchar, PGOID.name, PGOID.char, PGOID.xml, PGOID.unknown,
            PGOID.refcursor:
            self = .text
        case PGOID.bytea: self = .bytea
        case PGOID.timestamptz: self = .timestamp
        case PGOID.timestamp: self = .localTimestamp
        case PGOID.date: self = .date
        case PGOID.time: self = .time
        case PGOID.interval: self = .interval
        case PGOID.uuid: self = .uuid
        case PGOID.numeric: self = .numeric
        case PGOID.json: self = .json
        case PGOID.jsonb: self = .jsonb
        case PGOID.firstUserType...: self = .user
        default: self = PGOID.arrayTypes.contains(oid) ? .array : .opaque
        }
    }

    /// One field that is not NULL. A length that the type cannot have makes it opaque: an error when it is decoded.
    @inline(__always)
    func cell(_ address: UnsafeRawPointer, _ length: Int) -> Cell {
        switch self {
        case .int4 where length == 4: Cell(integer: Int64(load(address, Int32.self)))
        case .int8 where length == 8: Cell(integer: load(address, Int64.self))
        case .text: Cell(kind: .text, address: address, length: length)
        case .bool where length == 1: Cell(kind: .boolean, bits: load(address, UInt8.self) == 0 ? 0 : 1)
        case .float8 where length == 8: Cell(kind: .real, bits: load(address, UInt64.self))
        case .timestamp where length == 8: Self.moment(.timestamp, load(address, Int64.self))
        default: rareCell(address, length)
        }
    }

    private func rareCell(_ address: UnsafeRawPointer, _ length: Int) -> Cell {
        switch self {
        case .int2 where length == 2: return Cell(integer: Int64(load(address, Int16.self)))
        case .oid where length == 4: return Cell(integer: Int64(load(address, UInt32.self)))
        case .float4 where length == 4:
            let single = Float(bitPattern: load(address, UInt32.self))
            return Cell(kind: .real, bits: Double(single).bitPattern)
        case .localTimestamp where length == 8: return Self.moment(.localTimestamp, load(address, Int64.self))
        case .date where length == 4: return Self.day(load(address, Int32.self))
        case .time where length == 8:
            return Cell(kind: .time, bits: UInt64(bitPattern: load(address, Int64.self)))
        case .bytea: return Cell(kind: .blob, address: address, length: length)
        case .interval where length == 16: return Cell(kind: .interval, address: address, length: length)
        case .uuid where length == 16: return Cell(kind: .uuid, address: address, length: length)
        case .numeric: return Cell(kind: .numeric, address: address, length: length)
        case .json: return Cell(kind: .json, address: address, length: length)
        // A version, which is 1, and then the document's text.
        case .jsonb where length >= 1 && load(address, UInt8.self) == 1:
            return Cell(kind: .json, address: address + 1, length: length - 1)
        case .array: return Cell(kind: .array, address: address, length: length)
        case .user: return userCell(address, length)
        default: return Cell(kind: .opaque, address: address, length: length)
        }
    }

    /// Enums, citext and the like are sent as their text, which cannot hold a NUL; what begins with one is something
    /// else, and an array if its header says so.
    private func userCell(_ address: UnsafeRawPointer, _ length: Int) -> Cell {
        guard length > 0, load(address, UInt8.self) == 0 else {
            return Cell(kind: .text, address: address, length: length)
        }
        let isArray = PGArray.isPlausible(UnsafeRawBufferPointer(start: address, count: length))
        return Cell(kind: isArray ? .array : .opaque, address: address, length: length)
    }

    private static func moment(_ kind: Cell.Kind, _ since2000: Int64) -> Cell {
        // The infinities stay what they are; so does what would lie behind them.
        let isInfinite = since2000 == .min || since2000 > .max - PGEpoch.microseconds
        let since1970 = isInfinite ? (since2000 == .min ? .min : .max) : since2000 + PGEpoch.microseconds
        return Cell(kind: kind, bits: UInt64(bitPattern: since1970))
    }

    private static func day(_ since2000: Int32) -> Cell {
        let since1970: Int64 =
            switch since2000 {
            case .min: .min
            case .max: .max
            default: Int64(since2000) + PGEpoch.days
            }
        return Cell(kind: .date, bits: UInt64(bitPattern: since1970))
    }

    @inline(__always)
    private func load<Value: FixedWidthInteger>(_ address: UnsafeRawPointer, _ type: Value.Type) -> Value {
        Value(bigEndian: address.loadUnaligned(as: Value.self))
    }

    /// The type of an element of this kind, for nested arrays.
    var sqlType: SQLType {
        switch self {
        case .int2: .smallint
        case .int4: .integer
        case .int8, .oid: .bigint
        case .float4: .real
        case .float8: .double
        case .bool: .boolean
        case .bytea, .opaque: .blob
        case .timestamp: .timestamp
        case .localTimestamp: .localTimestamp
        case .date: .date
        case .time: .time
        case .interval: .interval
        case .uuid: .uuid
        case .numeric: .numeric()
        case .json, .jsonb: .json
        case .text, .user, .array: .text
        }
    }
}
