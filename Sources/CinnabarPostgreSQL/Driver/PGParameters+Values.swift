import CinnabarSQL
import FoundationEssentials

/// Microseconds and days from 1970 to 2000, PostgreSQL's own zero.
enum PGEpoch {
    static let microseconds: Int64 = 946_684_800_000_000
    static let days: Int64 = 10_957
}

extension PGParameters {
    /// Writes one value and says as what type, and whether in binary.
    func write(_ value: SQLValue, _ hint: ParameterHint) throws -> (type: UInt32, isBinary: Bool) {
        switch value {
        case .null: return (PGOID.unknownType, true)
        case .integer(let integer):
            if hint == .literal, let small = Int32(exactly: integer) {
                write(small)
                return (PGOID.int4, true)
            }
            write(integer)
            return (PGOID.int8, true)
        case .text(let text), .enumeration(_, let text):
            if hint == .literal, case .text = value {
                try writeText(text)
                return (PGOID.text, true)
            }
            // Of no type: the server infers it, and every type can be read from text.
            try writeText(text)
            write(0 as UInt8)
            return (PGOID.unknownType, false)
        case .boolean(let boolean):
            write(boolean ? 1 as UInt8 : 0)
            return (PGOID.bool, true)
        case .real(let double):
            write(double.bitPattern)
            return (PGOID.float8, true)
        case .blob(let bytes):
            try bytes.withUnsafeBytes { try write($0) }
            return (PGOID.bytea, true)
        case .array(let type, let elements): return try writeArray(type, elements)
        case .opaque(let type, let bytes):
            try bytes.withUnsafeBytes { try write($0) }
            return (type, true)
        case .unencodable(let why):
            throw DatabaseError(.invalidValue, "parameter \(count + 1): \(why)")
        default: return (try writeRest(value), true)
        }
    }

    private func writeRest(_ value: SQLValue) throws -> UInt32 {
        switch value {
        case .uuid(let uuid):
            try withUnsafeBytes(of: uuid.uuid) { try write($0) }
            return PGOID.uuid
        case .numeric(let decimal):
            try NumericCodec.encode(decimal).withUnsafeBytes { try write($0) }
            return PGOID.numeric
        case .timestamp(let microseconds):
            try writeTimestamp(microseconds)
            return PGOID.timestamptz
        case .localTimestamp(let local):
            try writeTimestamp(local.microsecondsSince1970)
            return PGOID.timestamp
        case .date(let date):
            try writeDate(date.daysSince1970)
            return PGOID.date
        case .time(let time):
            write(time.microsecondsSinceMidnight)
            return PGOID.time
        case .interval(let interval):
            write(interval.microseconds)
            write(interval.days)
            write(interval.months)
            return PGOID.interval
        case .json(let text):
            write(1 as UInt8)
            try writeText(text)
            return PGOID.jsonb
        default: throw DatabaseError(.invalidValue, "parameter \(count + 1) cannot be sent to PostgreSQL")
        }
    }

    /// PostgreSQL stores no NUL, and as text libpq would silently end the value there.
    func writeText(_ text: String) throws {
        var text = text
        try text.withUTF8 { utf8 in
            guard !utf8.contains(0) else {
                throw DatabaseError(
                    .invalidValue,
                    "parameter \(count + 1): the text holds a NUL character, which PostgreSQL cannot store; bind "
                        + "bytes to a bytea column instead")
            }
            try write(UnsafeRawBufferPointer(utf8))
        }
    }

    func writeTimestamp(_ microseconds: Int64) throws {
        guard microseconds != .max, microseconds != .min else { return write(microseconds) }
        let (since2000, overflow) = microseconds.subtractingReportingOverflow(PGEpoch.microseconds)
        // The last two bit patterns are the infinities.
        guard !overflow, since2000 != .min, since2000 != .max else { throw outOfRange("timestamp") }
        write(since2000)
    }

    func writeDate(_ days: Int64) throws {
        if days == .max { return write(Int32.max) }
        if days == .min { return write(Int32.min) }
        let (since2000, overflow) = days.subtractingReportingOverflow(PGEpoch.days)
        guard !overflow, let small = Int32(exactly: since2000), small != .min, small != .max else {
            throw outOfRange("date")
        }
        write(small)
    }

    private func outOfRange(_ type: String) -> DatabaseError {
        DatabaseError(.invalidValue, "parameter \(count + 1) lies beyond PostgreSQL's range of \(type)")
    }
}
