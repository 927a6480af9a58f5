/// A time of day without date or time zone: SQL's `TIME`.
///
/// From 00:00:00 to 24:00:00, which PostgreSQL has beside midnight. Its text is ISO 8601: `09:30:00`,
/// `23:59:59.999999`.
public struct LocalTime: Sendable, Hashable {
    /// Microseconds since midnight, 0 to 86,400,000,000.
    public let microsecondsSinceMidnight: Int64

    public static let midnight = LocalTime(unchecked: 0)

    @usableFromInline
    init(unchecked microseconds: Int64) { microsecondsSinceMidnight = microseconds }

    /// Nil when it is not within one day.
    public init?(microsecondsSinceMidnight microseconds: Int64) {
        guard 0...CivilCalendar.microsecondsPerDay ~= microseconds else { return nil }
        microsecondsSinceMidnight = microseconds
    }

    /// Nil when there is no such time; hour 24 goes with zeros alone.
    public init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
        guard 0...24 ~= hour, 0...59 ~= minute, 0...59 ~= second, 0...999_999 ~= microsecond else { return nil }
        let seconds = Int64((hour * 60 + minute) * 60 + second)
        self.init(
            microsecondsSinceMidnight: seconds * CivilCalendar.microsecondsPerSecond + Int64(microsecond))
    }

    /// 0 to 24.
    public var hour: Int { Int(microsecondsSinceMidnight / 3_600_000_000) }
    public var minute: Int { Int(microsecondsSinceMidnight / 60_000_000 % 60) }
    public var second: Int { Int(microsecondsSinceMidnight / 1_000_000 % 60) }
    public var microsecond: Int { Int(microsecondsSinceMidnight % 1_000_000) }
}

extension LocalTime: Comparable {
    public static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.microsecondsSinceMidnight < right.microsecondsSinceMidnight
    }
}

extension LocalTime: LosslessStringConvertible {
    /// Nil unless the text is `HH:MM[:SS[.ffffff]]`.
    public init?(_ text: String) {
        guard case .success(let time) = CalendarParser.parse(text, CalendarParser.timeOfDay) else { return nil }
        microsecondsSinceMidnight = time
    }

    public var description: String {
        CalendarWriter.text { $0.time(microseconds: microsecondsSinceMidnight, alwaysFraction: false) }
    }
}

extension LocalTime: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CalendarCoding.decode(decoder, CalendarParser.timeOfDay) { LocalTime(unchecked: $0) }
    }

    public func encode(to encoder: any Encoder) throws { try CalendarCoding.encode(description, to: encoder) }
}
