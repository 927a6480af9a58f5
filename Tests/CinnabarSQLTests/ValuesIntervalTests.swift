import CinnabarSQL
import XCTest

/// S16: intervals of months, days and microseconds.
final class ValuesIntervalTests: XCTestCase {
    func testTextIsAnISODuration() {
        let table: [(CalendarInterval, String)] = [
            (.zero, "PT0S"), (CalendarInterval(months: 14, days: 3), "P1Y2M3D"),
            (CalendarInterval(microseconds: 14_706_789_000), "PT4H5M6.789S"),
            (CalendarInterval(months: -14), "P-1Y-2M"),
            (CalendarInterval(microseconds: -1), "PT-0.000001S"),
            (CalendarInterval(microseconds: -61_500_000), "PT-1M-1.5S"),
            (CalendarInterval(days: 1, microseconds: -3_600_000_000), "P1DT-1H"),
            (CalendarInterval(microseconds: 129_600_000_000), "PT36H"), (.infinity, "infinity"),
            (.negativeInfinity, "-infinity"),
            (
                CalendarInterval(months: .min, days: .max, microseconds: .min),
                "P-178956970Y-8M2147483647DT-2562047788H-54.775808S"
            ),
        ]
        for (interval, text) in table {
            XCTAssertEqual(interval.description, text)
            XCTAssertEqual(CalendarInterval(text), interval, text)
        }
    }

    func testOtherFormsAreRead() {
        XCTAssertEqual(CalendarInterval("P2W"), CalendarInterval(days: 14))
        XCTAssertEqual(CalendarInterval("P1W1D"), CalendarInterval(days: 8))
        XCTAssertEqual(CalendarInterval("-P1DT1S"), CalendarInterval(days: -1, microseconds: -1_000_000))
        XCTAssertEqual(CalendarInterval("PT+1,5S"), CalendarInterval(microseconds: 1_500_000))
        XCTAssertEqual(CalendarInterval("PT90M"), CalendarInterval(microseconds: 5_400_000_000))
    }

    func testWhatIsNoDurationOrDoesNotFitIsAnError() {
        let malformed = "invalid: it is not in ISO 8601 form"
        let outOfRange = "invalid: it is out of range"
        for text in [
            "", "P", "PT", "P1", "1D", "P1S", "PT1D", "P1D1Y", "P1D1D", "P1.5D", "PT1.5H", "P1DT", "P-D", "p1d",
            "P1Y 2M",
        ] {
            XCTAssertEqual(outcome(.text(text), CalendarInterval.self), malformed, text)
        }
        for text in [
            "P2147483648D", "P178956971Y", "PT9223372036855S", "P9999999999999999999D", "PT999999999999999999H",
            "P999999999999999999Y999999999999999999M",
        ] {
            XCTAssertEqual(outcome(.text(text), CalendarInterval.self), outOfRange, text)
        }
        XCTAssertEqual(outcome(.text("PT0.0000001S"), CalendarInterval.self), "invalid: it is finer than a microsecond")
    }

    func testBinaryFormIsPostgreSQLs() {
        let interval = CalendarInterval(months: 1, days: -2, microseconds: 3)
        let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 1]
        XCTAssertEqual(interval.binary, bytes)
        XCTAssertEqual(try read(TestCell(kind: .interval, bytes: bytes), as: CalendarInterval.self), interval)
        assertOutcomes(CalendarInterval.self, [(.integer(1), "mismatch: integer"), (.null, "NULL")])
        assertRoundTrip(interval, .infinity, .negativeInfinity, .zero)
    }

    func testOrderIsPostgreSQLsEstimateAndAgreesWithEquality() {
        let month = CalendarInterval(months: 1)
        let days = CalendarInterval(days: 30)
        XCTAssertLessThan(CalendarInterval(days: 29), month)
        XCTAssertLessThan(month, CalendarInterval(days: 30, microseconds: 1))
        XCTAssertNotEqual(month, days)
        XCTAssertTrue((month < days) != (days < month))
        XCTAssertLessThan(CalendarInterval.negativeInfinity, CalendarInterval(months: .min))
        XCTAssertLessThan(CalendarInterval(months: .max), .infinity)
    }

    func testDurationsBecomeMicroseconds() {
        XCTAssertEqual(CalendarInterval(.seconds(90)), CalendarInterval(microseconds: 90_000_000))
        XCTAssertEqual(CalendarInterval(.nanoseconds(-1_500)), CalendarInterval(microseconds: -1))
        XCTAssertNil(CalendarInterval(.seconds(Int64.max)))
    }

    func testRandomIntervalsComeBack() {
        var generator = SeededGenerator(163)
        for _ in 0..<20_000 {
            let interval = CalendarInterval(
                months: .random(in: .min ... .max, using: &generator),
                days: .random(in: .min ... .max, using: &generator),
                microseconds: .random(in: .min ... .max, using: &generator))
            guard CalendarInterval(interval.description) == interval,
                (try? interval.sqlValue.decode(as: CalendarInterval.self)) == interval
            else { return XCTFail("\(interval)") }
        }
    }
}
