/// A calendar date with a time of day and no time zone: SQL's `TIMESTAMP WITHOUT TIME ZONE`.
///
/// From 4714-11-24 BC to 294247-01-10T04:00:54.775806, with the two infinities. Its text is ISO 8601:
/// `2026-07-14T09:30:00`, with six digits of fraction where there is one.
public struct LocalDateTime: Sendable, Hashable {
    /// Microseconds since 1970-01-01T00:00:00; `Int64.min` and `.max` are the infinities.
    public let microsecondsSince1970: Int64

    public static let infinity = LocalDateTime(unchecked: .max)
    public static let negativeInfinity = LocalDateTime(unchecked: .min)

    @usableFromInline
    init(unchecked microseconds: Int64) { microsecondsSince1970 = microseconds }

    /// Nil when it is before 4714-11-24 BC; `Int64.min` and `.max` are the infinities.
    public init?(microsecondsSince1970 microseconds: Int64) {
        guard CivilCalendar.microsecondRange.contains(microseconds) || microseconds == .min || microseconds == .max
        else { return nil }
        microsecondsSince1970 = microseconds
    }

    /// Nil when the two lie beyond the range. 24:00:00 is the next day's midnight; an infinite date makes an infinity.
    public init?(_ date: LocalDate, _ time: LocalTime = .midnight) {
        guard date.isFinite else {
            microsecondsSince1970 = date.daysSince1970
            return
        }
        let (midnight, overflow) =
            date.daysSince1970.multipliedReportingOverflow(by: CivilCalendar.microsecondsPerDay)
        let (sum, isTooLate) = midnight.addingReportingOverflow(time.microsecondsSinceMidnight)
        guard !overflow, !isTooLate, CivilCalendar.microsecondRange.contains(sum) else { return nil }
        microsecondsSince1970 = sum
    }

    /// Nil when there is no such date or time. Years are astronomical: 0 is 1 BC.
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        guard let date = LocalDate(year: year, month: month, day: day),
            let time = LocalTime(hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { return nil }
        self.init(date, time)
    }

    public var isFinite: Bool { microsecondsSince1970 != .min && microsecondsSince1970 != .max }

    /// The calendar date; of an infinity, the date's infinity.
    public var date: LocalDate {
        isFinite
            ? LocalDate(unchecked: CivilCalendar.split(microseconds: microsecondsSince1970).days)
            : LocalDate(unchecked: microsecondsSince1970)
    }

    /// The time of day; nil for an infinity.
    public var time: LocalTime? {
        isFinite ? LocalTime(unchecked: CivilCalendar.split(microseconds: microsecondsSince1970).microseconds) : nil
    }
}

extension LocalDateTime: Comparable {
    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.microsecondsSince1970 < right.microsecondsSince1970
    }
}

extension LocalDateTime: LosslessStringConvertible {
    /// Nil unless the text is a date, alone or with a time behind `T` or a space, and without zone; or an infinity.
    public init?(_ text: String) {
        guard case .success(let value) = CalendarParser.parse(text, CalendarParser.localTimestamp) else { return nil }
        microsecondsSince1970 = value
    }

    public var description: String {
        TimestampText.write(microsecondsSince1970, separator: 0x54, alwaysFraction: false)
    }
}

extension LocalDateTime: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CalendarCoding.decode(decoder, CalendarParser.localTimestamp) { LocalDateTime(unchecked: $0) }
    }

    public func encode(to encoder: any Encoder) throws { try CalendarCoding.encode(description, to: encoder) }
}
