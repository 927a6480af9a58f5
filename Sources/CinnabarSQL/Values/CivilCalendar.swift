/// The proleptic Gregorian calendar in integer arithmetic: days since 1970-01-01 and back, without branches per year.
enum CivilCalendar {
    static let microsecondsPerSecond: Int64 = 1_000_000
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// PostgreSQL's range of dates: 4714-11-24 BC (Julian day 0) to 5874897-12-31.
    static let dayRange: ClosedRange<Int64> = -2_440_588...2_145_042_905
    /// PostgreSQL's first timestamp, and the last one that microseconds since 1970 can hold, in the year 294247.
    static let microsecondRange: ClosedRange<Int64> = -210_866_803_200_000_000...(Int64.max - 1)
    /// Astronomical years: 0 is 1 BC.
    static let yearRange: ClosedRange<Int64> = -4713...5_874_897

    /// Days since 1970-01-01. The year must be within `yearRange`, the month and day must exist.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Years start in March, so that the leap day is the last of them; an era has 400 years, 146,097 days.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The year, month and day of a day within any timestamp's or date's range.
    static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Whether such a day exists and lies in the range of dates.
    static func isValid(year: Int64, month: Int64, day: Int64) -> Bool {
        guard yearRange.contains(year), 1...12 ~= month, day >= 1 else { return false }
        if day > 28 {
            switch month {
            case 2: guard day == 29, isLeap(year) else { return false }
            case 4, 6, 9, 11: guard day <= 30 else { return false }
            default: guard day <= 31 else { return false }
            }
        }
        return year > yearRange.lowerBound || month == 12 || (month == 11 && day >= 24)
    }

    /// Splits microseconds since 1970 into whole days and the rest, which is never negative.
    static func split(microseconds: Int64) -> (days: Int64, microseconds: Int64) {
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return rest < 0 ? (days - 1, rest + microsecondsPerDay) : (days, rest)
    }
}
