/// Points in time as text, for databases that have no type for them.
package enum TimestampText {
    /// `YYYY-MM-DD HH:MM:SS.ffffff` in UTC: always six digits, so that texts of four-digit years sort as the times do.
    /// `Int64.min` and `.max` are the infinities.
    package static func format(microseconds: Int64) -> String {
        write(microseconds, separator: 0x20, alwaysFraction: true)
    }

    package static let canonicalLength = 26

    /// As `format`, for the years 1 to 9999, straight into `canonicalLength` bytes; false for any other moment.
    package static func writeCanonical(_ microseconds: Int64, to target: UnsafeMutableRawPointer) -> Bool {
        guard microseconds >= -62_135_596_800_000_000, microseconds < 253_402_300_800_000_000 else { return false }
        let (days, time) = CivilCalendar.split(microseconds: microseconds)
        let (year, month, day) = CivilCalendar.civil(days: days)
        let (seconds, fraction) = time.quotientAndRemainder(dividingBy: CivilCalendar.microsecondsPerSecond)
        target.copyMemory(from: pattern.utf8Start, byteCount: canonicalLength)
        write(year / 100, target)
        write(year % 100, target + 2)
        write(month, target + 5)
        write(day, target + 8)
        write(seconds / 3600, target + 11)
        write(seconds / 60 % 60, target + 14)
        write(seconds % 60, target + 17)
        write(fraction / 10_000, target + 20)
        write(fraction / 100 % 100, target + 22)
        write(fraction % 100, target + 24)
        return true
    }

    private static let pattern: StaticString = "0000-00-00 00:00:00.000000"

    /// Two digits.
    @inline(__always)
    private static func write(_ number: Int64, _ target: UnsafeMutableRawPointer) {
        let number = UInt32(truncatingIfNeeded: number)
        target.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ number / 10), as: UInt8.self)
        target.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ number % 10), toByteOffset: 1, as: UInt8.self)
    }

    /// ISO 8601 with `T` and `Z`, a fraction where there is one.
    static func iso(microseconds: Int64) -> String {
        write(microseconds, separator: 0x54, alwaysFraction: false, zone: "Z")
    }

    static func isFinite(_ microseconds: Int64) -> Bool { microseconds != .max && microseconds != .min }

    static func write(_ microseconds: Int64, separator: UInt8, alwaysFraction: Bool, zone: StaticString = "") -> String
    {
        if microseconds == .max { return "infinity" }
        if microseconds == .min { return "-infinity" }
        return CalendarWriter.text { writer in
            let (days, time) = CivilCalendar.split(microseconds: microseconds)
            let isBC = writer.date(days: days)
            writer.byte(separator)
            writer.time(microseconds: time, alwaysFraction: alwaysFraction)
            writer.ascii(zone)
            if isBC { writer.ascii(" BC") }
        }
    }
}
