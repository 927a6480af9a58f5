/// A calendar date without time of day or time zone: SQL's `DATE`.
///
/// The proleptic Gregorian calendar in PostgreSQL's range, 4714-11-24 BC to 5874897-12-31, with its two infinities.
/// Its text is ISO 8601: `2026-07-14`, `0044-03-15 BC`, `infinity`.
///
/// ```swift
/// let leapDay = LocalDate(year: 2024, month: 2, day: 29)    // nil for a day that does not exist
/// ```
public struct LocalDate: Sendable, Hashable {
    /// Days since 1970-01-01; `Int64.min` and `.max` are the infinities.
    public let daysSince1970: Int64

    public static let infinity = LocalDate(unchecked: .max)
    public static let negativeInfinity = LocalDate(unchecked: .min)

    @usableFromInline
    init(unchecked days: Int64) { daysSince1970 = days }

    /// Nil when the day is out of range; `Int64.min` and `.max` are the infinities.
    public init?(daysSince1970 days: Int64) {
        guard CivilCalendar.dayRange.contains(days) || days == .min || days == .max else { return nil }
        daysSince1970 = days
    }

    /// Nil when there is no such day. Years are astronomical: 0 is 1 BC, -1 is 2 BC.
    public init?(year: Int, month: Int, day: Int) {
        let (year, month, day) = (Int64(year), Int64(month), Int64(day))
        guard CivilCalendar.isValid(year: year, month: month, day: day) else { return nil }
        daysSince1970 = CivilCalendar.days(year: year, month: month, day: day)
    }

    public var isFinite: Bool { daysSince1970 != .min && daysSince1970 != .max }

    /// The year, 0 being 1 BC; nil for an infinity.
    public var year: Int? { components?.year }
    /// The month from 1 to 12; nil for an infinity.
    public var month: Int? { components?.month }
    /// The day from 1 to 31; nil for an infinity.
    public var day: Int? { components?.day }

    /// Year, month and day at once; nil for an infinity.
    public var components: (year: Int, month: Int, day: Int)? {
        guard isFinite else { return nil }
        let (year, month, day) = CivilCalendar.civil(days: daysSince1970)
        return (Int(year), Int(month), Int(day))
    }

    /// So many days later, or earlier; nil out of range. An infinity stays what it is.
    public func adding(days: Int) -> LocalDate? {
        guard isFinite else { return self }
        let (sum, overflow) = daysSince1970.addingReportingOverflow(Int64(days))
        return !overflow && CivilCalendar.dayRange.contains(sum) ? LocalDate(unchecked: sum) : nil
    }
}

extension LocalDate: Comparable {
    public static func < (left: LocalDate, right: LocalDate) -> Bool { left.daysSince1970 < right.daysSince1970 }
}

extension LocalDate: LosslessStringConvertible {
    /// Nil unless the text is `YYYY-MM-DD`, with more digits or ` BC` where the year needs them, or an infinity.
    public init?(_ text: String) {
        guard case .success(let days) = CalendarParser.parse(text, CalendarParser.days) else { return nil }
        daysSince1970 = days
    }

    public var description: String {
        if daysSince1970 == .max { return "infinity" }
        if daysSince1970 == .min { return "-infinity" }
        return CalendarWriter.text { if $0.date(days: daysSince1970) { $0.ascii(" BC") } }
    }
}

extension LocalDate: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CalendarCoding.decode(decoder, CalendarParser.days) { LocalDate(unchecked: $0) }
    }

    public func encode(to encoder: any Encoder) throws { try CalendarCoding.encode(description, to: encoder) }
}
