public import FoundationEssentials

/// A point in time. Microseconds are kept exactly for the years 1729 to 2273; beyond, `Date` itself is coarser.
///
/// A date that is infinite or beyond the databases' range is sent as their infinity, and NaN is refused.
extension Date: ColumnValue {
    public static var sqlType: SQLType { .timestamp }

    /// Microseconds from 1970 to 2001, where `Date` counts from.
    @usableFromInline static let referenceMicroseconds: Int64 = 978_307_200_000_000

    public var sqlValue: SQLValue {
        let seconds = timeIntervalSinceReferenceDate
        guard !seconds.isNaN else { return .unencodable("the date is not a number") }
        // Whole seconds and their fraction apart, so that the product rounds at the microsecond alone.
        let whole = seconds.rounded(.down)
        guard let days = Int64(exactly: whole) else { return .timestamp(seconds < 0 ? .min : .max) }
        let fraction = Int64(((seconds - whole) * 1_000_000).rounded())
        let (product, overflow) = days.multipliedReportingOverflow(by: 1_000_000)
        let (sum, isTooFar) = product.addingReportingOverflow(fraction + Self.referenceMicroseconds)
        guard !overflow, !isTooFar, CivilCalendar.microsecondRange.contains(sum) else {
            return .timestamp(seconds < 0 ? .min : .max)
        }
        return .timestamp(sum)
    }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Date {
        let cell = row.cell(index)
        if cell.kind == .timestamp, let date = Date(microsecondsSince1970: cell.int64) { return date }
        return try decodeOther(row, index)
    }

    /// Nil for the infinities.
    @inlinable
    init?(microsecondsSince1970 microseconds: Int64) {
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.referenceMicroseconds)
        guard !overflow, microseconds != .max else { return nil }
        self.init(timeIntervalSinceReferenceDate: Double(shifted) / 1_000_000)
    }

    /// ISO text in UTC and Unix seconds, for databases without a type for it.
    @usableFromInline
    static func decodeOther(_ row: RowReader, _ index: Int) throws -> Date {
        let cell = row.cell(index)
        switch cell.kind {
        case .timestamp:
            throw row.invalid(index, Date.self, "it is infinite")
        case .text:
            do {
                let microseconds = try CalendarParser.timestamp(cell.bytes)
                guard let date = Date(microsecondsSince1970: microseconds) else {
                    throw row.invalid(index, Date.self, "it is infinite")
                }
                return date
            } catch let error as CalendarTextError {
                throw row.invalid(index, Date.self, error.description)
            }
        case .integer:
            return Date(timeIntervalSince1970: Double(cell.int64))
        case .real:
            let seconds = Double(bitPattern: cell.bits)
            guard seconds.isFinite else { throw row.invalid(index, Date.self, "it is not finite") }
            return Date(timeIntervalSince1970: seconds)
        case .localTimestamp:
            throw row.invalid(index, Date.self, "it has no time zone: read it as LocalDateTime")
        default:
            throw row.mismatch(index, Date.self)
        }
    }
}
