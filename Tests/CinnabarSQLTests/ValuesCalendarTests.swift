import CinnabarSQL
import XCTest

/// S16: calendar values against a calendar that counts day by day.
final class ValuesCalendarTests: XCTestCase {
    private func length(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    func testEveryDayOfTwoAgesCountsUpByOne() throws {
        for (first, last) in [(-4712, -4300), (-420, 420), (1580, 2120), (5_874_800, 5_874_897)] {
            var number = try XCTUnwrap(LocalDate(year: first, month: 1, day: 1)).daysSince1970
            for year in first...last {
                for month in 1...12 {
                    let days = length(month, year)
                    XCTAssertNil(LocalDate(year: year, month: month, day: days + 1))
                    for day in 1...days {
                        let date = LocalDate(year: year, month: month, day: day)
                        guard date?.daysSince1970 == number, let parts = date?.components,
                            parts == (year, month, day)
                        else { return XCTFail("\(year)-\(month)-\(day) is day \(number), not \(date as Any)") }
                        number += 1
                    }
                }
            }
        }
    }

    func testKnownDaysAndTheEndsOfTheRange() {
        XCTAssertEqual(LocalDate(year: 1970, month: 1, day: 1)?.daysSince1970, 0)
        XCTAssertEqual(LocalDate(year: 2000, month: 1, day: 1)?.daysSince1970, 10_957)
        XCTAssertEqual(LocalDate(year: -4713, month: 11, day: 24)?.daysSince1970, -2_440_588)
        XCTAssertNil(LocalDate(year: -4713, month: 11, day: 23))
        XCTAssertEqual(LocalDate(year: 5_874_897, month: 12, day: 31)?.daysSince1970, 2_145_042_905)
        XCTAssertNil(LocalDate(year: 5_874_898, month: 1, day: 1))
        XCTAssertNil(LocalDate(daysSince1970: -2_440_589))
        XCTAssertNil(LocalDate(daysSince1970: 2_145_042_906))
        for extreme in [Int.min, .max] {
            XCTAssertNil(LocalDate(year: extreme, month: 1, day: 1))
            XCTAssertNil(LocalDate(year: 2000, month: extreme, day: 1))
            XCTAssertNil(LocalDate(year: 2000, month: 1, day: extreme))
            XCTAssertNil(LocalDate(year: 2000, month: 1, day: 1)?.adding(days: extreme))
        }
    }

    func testInfinitiesAreValuesAtTheEnds() {
        XCTAssertEqual(LocalDate(daysSince1970: .max), .infinity)
        XCTAssertEqual(LocalDate(daysSince1970: .min), .negativeInfinity)
        XCTAssertLessThan(LocalDate(year: 5_874_897, month: 12, day: 31)!, .infinity)
        XCTAssertNil(LocalDate.infinity.year)
        XCTAssertEqual(LocalDate.infinity.adding(days: -5), .infinity)
        XCTAssertEqual(LocalDateTime(.infinity), .infinity)
        XCTAssertEqual(LocalDateTime.negativeInfinity.date, .negativeInfinity)
        XCTAssertNil(LocalDateTime.infinity.time)
    }

    func testTimesOfDayIncludeTheEndOfTheDayAndNoLeapSecond() {
        XCTAssertEqual(LocalTime(hour: 24, minute: 0)?.microsecondsSinceMidnight, 86_400_000_000)
        XCTAssertNil(LocalTime(hour: 24, minute: 0, second: 0, microsecond: 1))
        XCTAssertNil(LocalTime(hour: 23, minute: 59, second: 60))
        XCTAssertNil(LocalTime(hour: -1, minute: 0))
        XCTAssertNil(LocalTime(hour: .max, minute: .max))
        XCTAssertNil(LocalTime(microsecondsSinceMidnight: -1))
        XCTAssertNil(LocalTime(microsecondsSinceMidnight: 86_400_000_001))
        let time = LocalTime(hour: 23, minute: 59, second: 58, microsecond: 7)
        XCTAssertEqual(time.map { [$0.hour, $0.minute, $0.second, $0.microsecond] }, [23, 59, 58, 7])
    }

    func testDateAndTimeMeetAndPart() throws {
        let date = try XCTUnwrap(LocalDate(year: 1969, month: 12, day: 31))
        let time = try XCTUnwrap(LocalTime(hour: 23, minute: 59, second: 59, microsecond: 999_999))
        let both = try XCTUnwrap(LocalDateTime(date, time))
        XCTAssertEqual(both.microsecondsSince1970, -1)
        XCTAssertEqual(both.date, date)
        XCTAssertEqual(both.time, time)
        XCTAssertEqual(
            LocalDateTime(year: 2024, month: 2, day: 29, hour: 24), LocalDateTime(year: 2024, month: 3, day: 1))
        XCTAssertNil(LocalDateTime(try XCTUnwrap(LocalDate(year: 294_248, month: 1, day: 1))))
        XCTAssertNotNil(LocalDateTime(try XCTUnwrap(LocalDate(year: 294_247, month: 1, day: 10))))
        XCTAssertEqual(LocalDateTime(microsecondsSince1970: .max - 1)?.description, "294247-01-10T04:00:54.775806")
        XCTAssertNil(LocalDateTime(microsecondsSince1970: .min + 1))
    }

    func testCalendarValuesReadTheirCellsAndISOText() {
        let outOfRange = "invalid: it is out of range"
        assertOutcomes(
            LocalDate.self,
            [
                (.bits(.date, 0), "1970-01-01"), (.bits(.date, .max), "infinity"), (.bits(.date, .min), "-infinity"),
                (.bits(.date, 3_000_000_000), outOfRange), (.text("2026-07-14"), "2026-07-14"),
                (.text("2026-02-29"), "invalid: there is no such date"), (.integer(0), "mismatch: integer"),
                (.bits(.timestamp, 0), "mismatch: timestamp"), (.null, "NULL"),
            ])
        assertOutcomes(
            LocalTime.self,
            [
                (.bits(.time, 1), "00:00:00.000001"), (.bits(.time, 86_400_000_000), "24:00:00"),
                (.bits(.time, -1), outOfRange), (.text("09:30"), "09:30:00"),
                (.text("23:59:60"), "invalid: there is no such time of day"), (.bits(.date, 1), "mismatch: date"),
                (.text("09:30Z"), "invalid: it has a time zone"),
            ])
        assertOutcomes(
            LocalDateTime.self,
            [
                (.bits(.localTimestamp, 0), "1970-01-01T00:00:00"), (.bits(.localTimestamp, .max), "infinity"),
                (.bits(.localTimestamp, .min + 1), outOfRange),
                (.text("2026-07-14 09:30:00.5"), "2026-07-14T09:30:00.500000"),
                (.text("2026-07-14 09:30:00Z"), "invalid: it has a time zone"),
                (.bits(.timestamp, 0), "mismatch: timestamp"),
            ])
        assertRoundTrip(LocalDate.infinity, .negativeInfinity, LocalDate(year: -43, month: 3, day: 15)!)
        assertRoundTrip(LocalTime.midnight, LocalTime(hour: 24, minute: 0)!)
        assertRoundTrip(LocalDateTime.infinity, LocalDateTime(year: 1, month: 1, day: 1)!)
    }

    func testCalendarValuesAreISOStringsInJSON() throws {
        struct Event: Codable, Hashable, Sendable {
            var day: LocalDate
            var at: LocalTime
            var start: LocalDateTime
            var lasts: CalendarInterval
        }
        let event = Event(
            day: LocalDate(year: 2026, month: 7, day: 14)!, at: LocalTime(hour: 9, minute: 30)!,
            start: LocalDateTime(year: 2026, month: 7, day: 14, hour: 9)!, lasts: CalendarInterval(days: 2))
        XCTAssertEqual(
            JSON(event).sqlValue,
            .json(
                #"{"at":"09:30:00","day":"2026-07-14","lasts":"P2D","start":"2026-07-14T09:00:00"}"#))
        assertRoundTrip(JSON(event))
        XCTAssertEqual(
            outcome(.json(#"{"at":"09:30:00","day":"2026-02-30","lasts":"P2D","start":"infinity"}"#), JSON<Event>.self),
            "invalid: its JSON does not fit: not valid at day")
    }
}
