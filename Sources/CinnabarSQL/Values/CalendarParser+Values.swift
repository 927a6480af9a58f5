extension CalendarParser {
    /// Days since 1970-01-01, or `Int64.min` and `.max` for the infinities.
    static func days(_ bytes: UnsafeRawBufferPointer) throws(CalendarTextError) -> Int64 {
        var parser = CalendarParser(bytes)
        if let infinity = parser.infinity { return infinity < 0 ? .min : .max }
        let date = try parser.date()
        return try dayNumber(date, isBC: try parser.era())
    }

    /// Microseconds since midnight.
    static func timeOfDay(_ bytes: UnsafeRawBufferPointer) throws(CalendarTextError) -> Int64 {
        var parser = CalendarParser(bytes)
        let time = try parser.time()
        if parser.isAtEnd { return time }
        guard try parser.zone() == nil else { throw .unexpectedZone }
        throw .malformed
    }

    /// Microseconds since 1970-01-01T00:00:00Z; a text without zone is in UTC. The infinities as for `days`.
    static func timestamp(_ bytes: UnsafeRawBufferPointer) throws(CalendarTextError) -> Int64 {
        try microseconds(bytes, allowsZone: true)
    }

    /// Microseconds since 1970-01-01T00:00:00 of a text without zone. The infinities as for `days`.
    static func localTimestamp(_ bytes: UnsafeRawBufferPointer) throws(CalendarTextError) -> Int64 {
        try microseconds(bytes, allowsZone: false)
    }

    private static func microseconds(
        _ bytes: UnsafeRawBufferPointer, allowsZone: Bool
    ) throws(CalendarTextError) -> Int64 {
        if let usual = canonicalTimestamp(bytes) { return usual }
        var parser = CalendarParser(bytes)
        if let infinity = parser.infinity { return infinity < 0 ? .min : .max }
        let date = try parser.date()
        var time: Int64 = 0
        var zone: Int64 = 0
        if parser.skip(0x54) || parser.skip(0x74) || parser.skipSpaceBeforeDigit() {
            time = try parser.time()
            if let found = try parser.zone() {
                guard allowsZone else { throw .unexpectedZone }
                zone = found
            }
        }
        let days = try dayNumber(date, isBC: try parser.era())
        let (midnight, overflow) = days.multipliedReportingOverflow(by: CivilCalendar.microsecondsPerDay)
        guard !overflow else { throw .outOfRange }
        let (result, isTooLate) = midnight.addingReportingOverflow(time - zone * CivilCalendar.microsecondsPerSecond)
        guard !isTooLate, CivilCalendar.microsecondRange.contains(result) else { throw .outOfRange }
        return result
    }

    private mutating func skipSpaceBeforeDigit() -> Bool {
        guard next == 0x20, position + 1 < bytes.count, bytes[position + 1] &- 48 <= 9 else { return false }
        position += 1
        return true
    }

    private static func dayNumber(
        _ date: (year: Int64, month: Int64, day: Int64, isSigned: Bool), isBC: Bool
    ) throws(CalendarTextError) -> Int64 {
        var year = date.year
        if isBC {
            // There is no year 0 before Christ, and a signed year says its era by itself.
            guard !date.isSigned, year >= 1 else { throw .noSuchDate }
            year = 1 - year
        }
        guard CivilCalendar.isValid(year: year, month: date.month, day: date.day) else {
            throw CivilCalendar.yearRange.contains(year) ? .noSuchDate : .outOfRange
        }
        return CivilCalendar.days(year: year, month: date.month, day: date.day)
    }

    /// Runs one of the functions above on a string's bytes.
    static func parse<Value>(
        _ text: some StringProtocol,
        _ body: (UnsafeRawBufferPointer) throws(CalendarTextError) -> Value
    ) -> Result<Value, CalendarTextError> {
        var text = String(text)
        return text.withUTF8 { bytes in
            Result { () throws(CalendarTextError) in try body(UnsafeRawBufferPointer(bytes)) }
        }
    }
}
