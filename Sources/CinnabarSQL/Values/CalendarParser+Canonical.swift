extension CalendarParser {
    /// `YYYY-MM-DD HH:MM:SS.ffffff`, the form in which we store timestamps as text, eight bytes at a time.
    ///
    /// - Returns: microseconds since 1970; nil for any other form, and for what does not exist.
    static func canonicalTimestamp(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count == 26, let start = bytes.baseAddress else { return nil }
        guard let date = digits(start, "0000-00-", at: 0), let hour = digits(start, "00 00:00", at: 8),
            let second = digits(start, ":00.0000", at: 16)
        else { return nil }
        let (tens, ones) = (bytes[24] &- 0x30, bytes[25] &- 0x30)
        guard tens <= 9, ones <= 9 else { return nil }
        let year = pair(date, 0) &* 100 &+ pair(date, 2)
        let month = pair(date, 5)
        let day = pair(hour, 0)
        let seconds = (pair(hour, 3) &* 60 &+ pair(hour, 6)) &* 60 &+ pair(second, 1)
        let fraction = (pair(second, 4) &* 100 &+ pair(second, 6)) &* 100 &+ Int64(tens) &* 10 &+ Int64(ones)
        guard pair(hour, 3) <= 23, pair(hour, 6) <= 59, pair(second, 1) <= 59,
            CivilCalendar.isValid(year: year, month: month, day: day)
        else { return nil }
        // Four-digit years stay far from the range's ends.
        let days = CivilCalendar.days(year: year, month: month, day: day)
        return (days &* 86_400 &+ seconds) &* CivilCalendar.microsecondsPerSecond &+ fraction
    }

    /// Eight bytes as numbers from 0 to 9 where the pattern has a zero, and 0 where they are the pattern's own.
    @inline(__always)
    private static func digits(_ start: UnsafeRawPointer, _ pattern: StaticString, at offset: Int) -> UInt64? {
        let expected = UnsafeRawPointer(pattern.utf8Start).loadUnaligned(as: UInt64.self)
        let found = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ expected
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let isDigit = ~nonZero(expected ^ zeros)
        let limit = (isDigit & 0x7676_7676_7676_7676) | (~isDigit & 0x7F7F_7F7F_7F7F_7F7F)
        guard (found | (found &+ limit)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        return UInt64(littleEndian: found)
    }

    /// All bits of each byte that is not zero; the bytes are ASCII.
    @inline(__always)
    private static func nonZero(_ word: UInt64) -> UInt64 {
        ((word &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080) >> 7 &* 0xFF
    }

    @inline(__always)
    private static func pair(_ digits: UInt64, _ place: UInt64) -> Int64 {
        Int64(digits >> (place &* 8) & 0xFF) &* 10 &+ Int64(digits >> (place &* 8 &+ 8) & 0xFF)
    }
}
