/// Points in time as text, for databases that have no type for them.
package enum TimestampText {
    /// `YYYY-MM-DD HH:MM:SS.ffffff` in UTC: always six digits, so that texts of four-digit years sort as the times do.
    /// `Int64.min` and `.max` are the infinities.
    package static func format(microseconds: Int64) -> String {
        write(microseconds, separator: 0x20, alwaysFraction: true)
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
