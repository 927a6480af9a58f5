/// A span of months, days and microseconds: SQL's `INTERVAL`.
///
/// The three parts are kept apart, as PostgreSQL keeps them, because a month has no fixed number of days and a day no
/// fixed number of hours. Years count as twelve months, weeks as seven days, hours and minutes as microseconds; nothing
/// else is carried over: 36 hours stay 36 hours.
/// Its text is an ISO 8601 duration: `P1Y2M3DT4H5M6.789S`, each number with its own sign.
public struct CalendarInterval: Sendable, Hashable {
    public var months: Int32
    public var days: Int32
    public var microseconds: Int64

    public init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    public static let zero = CalendarInterval()
    /// PostgreSQL 17's infinity; an older server knows it as a very long interval.
    public static let infinity = CalendarInterval(months: .max, days: .max, microseconds: .max)
    public static let negativeInfinity = CalendarInterval(months: .min, days: .min, microseconds: .min)

    /// A span of `Duration`, rounded toward zero to whole microseconds; nil when it is too long.
    public init?(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: CivilCalendar.microsecondsPerSecond)
        let (sum, isTooLong) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !overflow, !isTooLong else { return nil }
        self.init(microseconds: sum)
    }

    /// The span in microseconds, with months of 30 days and days of 24 hours, as PostgreSQL compares intervals.
    private var span: Int128 {
        (Int128(months) * 30 + Int128(days)) * Int128(CivilCalendar.microsecondsPerDay) + Int128(microseconds)
    }
}

extension CalendarInterval: Comparable {
    /// By PostgreSQL's estimate (30 days a month, 24 hours a day); where that is equal and the parts are not, by parts.
    public static func < (left: CalendarInterval, right: CalendarInterval) -> Bool {
        let (leftSpan, rightSpan) = (left.span, right.span)
        if leftSpan != rightSpan { return leftSpan < rightSpan }
        return (left.months, left.days) < (right.months, right.days)
    }
}

extension CalendarInterval: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CalendarCoding.decode(decoder, IntervalParser.parse) { $0 }
    }

    public func encode(to encoder: any Encoder) throws { try CalendarCoding.encode(description, to: encoder) }
}
