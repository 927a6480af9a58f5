import CinnabarSQL
import FoundationEssentials
import XCTest

/// S16: ISO 8601 text, there and back, and garbage.
final class ValuesCalendarTextTests: XCTestCase {
    private func microseconds(_ text: String) -> String {
        do {
            let value = try SQLValue.text(text).decode(as: Date.self)
            guard case .timestamp(let microseconds) = value.sqlValue else { return "\(value)" }
            return "\(microseconds)"
        } catch let error as RowDecodingError {
            guard case .invalidValue(let why) = error.reason else { return "\(error)" }
            return why
        } catch { return "\(error)" }
    }

    func testZonesShiftToUTCAndHaveLimits() {
        let table = [
            ("1970-01-01", "0"), ("1970-01-01T00:00:00Z", "0"), ("1970-01-01 00:00:00+00", "0"),
            ("1970-01-01 01:00+01:00", "0"), ("1969-12-31T16:00:00-0800", "0"), ("1970-01-01t00:00:01z", "1000000"),
            ("1970-01-01 00:00:00 +01:00", "-3600000000"), ("1970-01-01 00:00:00+15:59:59", "-57599000000"),
            ("1970-01-01 00:00:00-15:59:59", "57599000000"), ("1970-01-01 24:00:00", "86400000000"),
            ("1970-01-01 00:00:00.1", "100000"), ("1970-01-01 00:00:00,000001", "1"),
            ("1970-01-01 00:00:00.000001000", "1"), ("2001-01-01 00:00:00 AD", "978307200000000"),
            ("1970-01-01 00:00:00.0000001", "it is finer than a microsecond"),
            ("1970-01-01 00:00:00+16", "its time zone offset is beyond 15:59:59"),
            ("1970-01-01 00:00:00+00:60", "its time zone offset is beyond 15:59:59"),
            ("1970-01-01 00:00:00+00:00:60", "its time zone offset is beyond 15:59:59"),
            ("1970-01-01 23:59:60", "there is no such time of day"),
            ("1970-01-01 24:00:01", "there is no such time of day"),
            ("1970-01-01 25:00", "there is no such time of day"), ("1970-01-01 00:60", "there is no such time of day"),
            ("1970-13-01", "there is no such date"), ("1970-00-01", "there is no such date"),
            ("1970-04-31", "there is no such date"), ("1900-02-29", "there is no such date"),
            ("0000-01-01 BC", "there is no such date"), ("-0001-01-01 BC", "there is no such date"),
            ("294247-01-10 04:00:54.775807", "it is out of range"), ("294248-01-01", "it is out of range"),
            ("9999999-01-01", "it is out of range"), ("99999999-01-01", "it is out of range"),
            ("4715-01-01 BC", "it is out of range"), ("4714-11-24 00:00:00+01 BC", "it is out of range"),
            ("infinity", "it is infinite"), ("-Infinity", "it is infinite"), ("infinite", "it is not in ISO 8601 form"),
        ]
        for (text, expected) in table { XCTAssertEqual(microseconds(text), expected, text) }
    }

    func testWhatIsNotISOIsRefused() {
        for text in [
            "", " ", "1970", "1970-01", "1970-1-1", "70-01-01", "19700101", "1970/01/01", "1970-01-01T", "1970-01-01 ",
            "1970-01-01 0", "1970-01-01 00", "1970-01-01 00:0", "1970-01-01 00:00:", "1970-01-01 00:00:00.",
            "1970-01-01 00:00:00+", "1970-01-01 00:00:00+1", "1970-01-01 00:00:00+01:", "1970-01-01 00:00:00ZZ",
            "1970-01-01 00:00:00 ", "1970-01-01 00:00:00 BCE", "1970-01-01 00:00:00 XY", "1970-01-01x", "now", "today",
            "+", "-", "--1970-01-01", "१९७०-०१-०१", "1970-01-01\0",
        ] {
            XCTAssertEqual(microseconds(text), "it is not in ISO 8601 form", text)
        }
    }

    func testYearsBeforeChristAndBeyondFourDigits() {
        XCTAssertEqual(LocalDate("0044-03-15 BC"), LocalDate(year: -43, month: 3, day: 15))
        XCTAssertEqual(LocalDate("-0043-03-15"), LocalDate(year: -43, month: 3, day: 15))
        XCTAssertEqual(LocalDate("0000-02-29"), LocalDate(year: 0, month: 2, day: 29))
        XCTAssertEqual(LocalDate("0001-02-29 BC"), LocalDate(year: 0, month: 2, day: 29))
        XCTAssertNil(LocalDate("0002-02-29 BC"))
        XCTAssertEqual(LocalDate("+12345-01-01"), LocalDate(year: 12345, month: 1, day: 1))
        XCTAssertEqual(LocalDate(year: 12345, month: 1, day: 1)?.description, "12345-01-01")
        XCTAssertEqual(LocalDate(year: 0, month: 12, day: 31)?.description, "0001-12-31 BC")
        XCTAssertEqual(LocalDate("4714-11-24 BC")?.daysSince1970, -2_440_588)
        XCTAssertEqual(LocalDateTime("0044-03-15T10:00 BC")?.description, "0044-03-15T10:00:00 BC")
    }

    func testAHundredThousandRandomValuesComeBackFromTheirText() throws {
        var generator = SeededGenerator(16)
        for _ in 0..<100_000 {
            let microseconds = Int64.random(in: -210_866_803_200_000_000...(.max - 1), using: &generator)
            let value = try XCTUnwrap(LocalDateTime(microsecondsSince1970: microseconds))
            guard LocalDateTime(value.description) == value, LocalDate(value.date.description) == value.date,
                value.time.flatMap({ LocalTime($0.description) }) == value.time
            else { return XCTFail("\(value)") }
        }
        for _ in 0..<20_000 {
            let days = Int64.random(in: -2_440_588...2_145_042_905, using: &generator)
            let date = try XCTUnwrap(LocalDate(daysSince1970: days))
            guard LocalDate(date.description) == date else { return XCTFail("\(date)") }
        }
    }

    func testGarbageNeverTrapsAndWhatIsReadComesBack() {
        var generator = SeededGenerator(161)
        let seeds = [
            "2026-07-14 09:30:00.123456+02:00", "0044-03-15T10:00:00Z BC", "-infinity", "23:59:59.9",
            "P1Y2M3DT4H5M6.7S",
        ]
        for _ in 0..<100_000 {
            let seed = Array((seeds.randomElement(using: &generator) ?? "").utf8)
            let cell = TestCell(kind: .text, bytes: mangled(seed, using: &generator))
            if let value = try? read(cell, as: LocalDateTime.self) {
                XCTAssertEqual(LocalDateTime(value.description), value)
            }
            if let value = try? read(cell, as: CalendarInterval.self) {
                XCTAssertEqual(CalendarInterval(value.description), value)
            }
            if let value = try? read(cell, as: LocalTime.self) { XCTAssertEqual(LocalTime(value.description), value) }
            if let value = try? read(cell, as: LocalDate.self) { XCTAssertEqual(LocalDate(value.description), value) }
            _ = try? read(cell, as: Date.self)
        }
    }

    func testTextForSQLiteHasSixDigitsAndSortsAsTheTimesDo() {
        XCTAssertEqual(TimestampText.format(microseconds: 0), "1970-01-01 00:00:00.000000")
        XCTAssertEqual(TimestampText.format(microseconds: -1), "1969-12-31 23:59:59.999999")
        XCTAssertEqual(TimestampText.format(microseconds: .max), "infinity")
        XCTAssertEqual(TimestampText.format(microseconds: .min), "-infinity")
        var generator = SeededGenerator(162)
        let times = (0..<2_000).map { _ in
            Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &generator)
        }
        XCTAssertEqual(
            times.sorted().map { TimestampText.format(microseconds: $0) },
            times.map { TimestampText.format(microseconds: $0) }.sorted())
    }
}
