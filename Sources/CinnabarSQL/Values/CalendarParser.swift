/// Reads dates and times from bytes: ISO 8601 as PostgreSQL and SQLite write it.
///
/// `YYYY-MM-DD`, then optionally `T` or a space and `HH:MM[:SS[.ffffff]]`, a zone (`Z`, `±HH[:MM[:SS]]`) and ` BC`.
/// Years have four to seven digits; a signed year is astronomical (`-0001` is 2 BC). Nothing traps, whatever the bytes.
struct CalendarParser {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(CalendarTextError) {
        guard skip(byte) else { throw .malformed }
    }

    mutating func twoDigits() throws(CalendarTextError) -> Int64 {
        guard position + 2 <= bytes.count else { throw .malformed }
        let high = bytes[position] &- 48
        let low = bytes[position + 1] &- 48
        guard high <= 9, low <= 9 else { throw .malformed }
        position += 2
        return Int64(high) * 10 + Int64(low)
    }

    /// Between `minimum` and `maximum` digits, all that there are; at most 18, so that they fit.
    mutating func digits(_ minimum: Int, _ maximum: Int) throws(CalendarTextError) -> Int64 {
        var value: Int64 = 0
        var count = 0
        while let byte = next, byte &- 48 <= 9 {
            guard count < maximum else { throw .outOfRange }
            value = value &* 10 &+ Int64(byte &- 48)
            count += 1
            position += 1
        }
        guard count >= minimum else { throw .malformed }
        return value
    }

    /// `[±]YYYY-MM-DD`, not checked against the calendar before the era is known.
    mutating func date() throws(CalendarTextError) -> (year: Int64, month: Int64, day: Int64, isSigned: Bool) {
        let isNegative = skip(0x2D)
        let isSigned = isNegative || skip(0x2B)
        let year = try digits(4, 18)
        try expect(0x2D)
        let month = try twoDigits()
        try expect(0x2D)
        let day = try twoDigits()
        return (isNegative ? -year : year, month, day, isSigned)
    }

    /// `HH:MM[:SS[.ffffff]]` in microseconds since midnight, up to and including 24:00:00.
    mutating func time() throws(CalendarTextError) -> Int64 {
        let hour = try twoDigits()
        try expect(0x3A)
        let minute = try twoDigits()
        var second: Int64 = 0
        var fraction: Int64 = 0
        if skip(0x3A) {
            second = try twoDigits()
            if skip(0x2E) || skip(0x2C) { fraction = try self.fraction() }
        }
        // A leap second has no place on the databases' clocks, so :60 does not exist here.
        guard hour <= 24, minute <= 59, second <= 59 else { throw .noSuchTime }
        let total = ((hour * 60 + minute) * 60 + second) * CivilCalendar.microsecondsPerSecond + fraction
        guard total <= CivilCalendar.microsecondsPerDay else { throw .noSuchTime }
        return total
    }

    /// The digits behind the point, in microseconds. Zeros may follow, anything finer is refused, not rounded.
    mutating func fraction() throws(CalendarTextError) -> Int64 {
        var value: Int64 = 0
        var count = 0
        while let byte = next, byte &- 48 <= 9 {
            if count < 6 {
                value = value * 10 + Int64(byte &- 48)
            } else if byte != 48 {
                throw .tooFine
            }
            count += 1
            position += 1
        }
        guard count > 0 else { throw .malformed }
        while count < 6 {
            value *= 10
            count += 1
        }
        return value
    }

    /// `Z` or `±HH[[:]MM[:SS]]`, in seconds east of Greenwich; nil when there is none.
    mutating func zone() throws(CalendarTextError) -> Int64? {
        if next == 0x20, position + 1 < bytes.count, [0x2B, 0x2D, 0x5A].contains(bytes[position + 1]) { position += 1 }
        if skip(0x5A) || skip(0x7A) { return 0 }
        let isNegative = next == 0x2D
        guard isNegative || next == 0x2B else { return nil }
        position += 1
        var seconds = try twoDigits() * 3600
        if let byte = next, byte == 0x3A || byte &- 48 <= 9 {
            _ = skip(0x3A)
            let minutes = try twoDigits()
            var rest: Int64 = 0
            if skip(0x3A) { rest = try twoDigits() }
            guard minutes <= 59, rest <= 59 else { throw .zoneOutOfRange }
            seconds += minutes * 60 + rest
        }
        guard seconds < 16 * 3600 else { throw .zoneOutOfRange }
        return isNegative ? -seconds : seconds
    }

    /// The end of the text, behind ` BC` or ` AD` where there is one.
    mutating func era() throws(CalendarTextError) -> Bool {
        if isAtEnd { return false }
        guard bytes.count - position == 3, bytes[position] == 0x20 else { throw .malformed }
        switch (bytes[position + 1], bytes[position + 2]) {
        case (0x42, 0x43): return true
        case (0x41, 0x44): return false
        default: throw .malformed
        }
    }

    /// +1 for `infinity`, -1 for `-infinity`, in any case; nil for anything else.
    var infinity: Int64? {
        let isNegative = next == 0x2D
        let start = isNegative || next == 0x2B ? 1 : 0
        let word: StaticString = "infinity"
        guard bytes.count - start == word.utf8CodeUnitCount else { return nil }
        for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] | 0x20 != word.utf8Start[offset] {
            return nil
        }
        return isNegative ? -1 : 1
    }
}
