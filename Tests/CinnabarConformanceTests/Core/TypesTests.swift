import Cinnabar
import CinnabarSQL
import Foundation
import XCTest

/// Every type, both ways, on every database.
final class TypesTests: XCTestCase {
    private let schema = MetaData(Everything.self)

    private func roundTrip<Value: ColumnValue & Equatable>(
        _ column: Column<Everything, Value?>, _ values: [Value], file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        try await onEveryDatabase(file: file, line: line) { database in
            try await database.engine.createAll(schema)
            for (index, value) in values.enumerated() {
                try await database.engine.execute(
                    insert(Everything.self).values(Everything.id.to(index), column.to(value)))
                let found = try await database.engine.execute(
                    select(column).where(Everything.id == index)
                ).one()
                XCTAssertEqual(found, value, database.name, file: file, line: line)
            }
            try await database.engine.execute(insert(Everything.self).values(Everything.id.to(-1), column.to(nil)))
            let missing = try await database.engine.execute(select(column).where(Everything.id == -1)).one()
            XCTAssertNil(missing, database.name, file: file, line: line)
        }
    }

    func testBooleans() async throws { try await roundTrip(Everything.flag, [true, false]) }

    /// S15
    func testIntegersToTheirLimits() async throws {
        try await roundTrip(Everything.small, [0, .min, .max])
        try await roundTrip(Everything.medium, [0, .min, .max])
        try await roundTrip(Everything.large, [0, .min, .max, -1])
        try await roundTrip(Everything.unsigned, [0, .max, UInt64(Int64.max) + 1])
    }

    func testFloats() async throws {
        try await roundTrip(Everything.single, [0, 1.5, -.greatestFiniteMagnitude, .leastNonzeroMagnitude])
        try await roundTrip(
            Everything.double, [0, -0.0, 0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity])
    }

    func testDecimalsAreExact() async throws {
        try await roundTrip(
            Everything.exact,
            ["0", "1.10", "-123456789012345678901234567890.12345678", "0.00000000000000000001", "99999999999999999999"]
                .compactMap { Decimal(string: $0) })
    }

    func testTexts() async throws {
        try await roundTrip(
            Everything.text,
            [
                "", "a", "O'Reilly \"x\" \\ %_", "line\nbreak\ttab", "日本語 🎈 e\u{301}",
                String(repeating: "ü", count: 100_000),
            ])
    }

    func testBytes() async throws {
        let all = (0...255).map { UInt8($0) }
        try await roundTrip(Everything.bytes, [[], [0], all])
        try await roundTrip(Everything.data, [Data(), Data(all)])
    }

    func testUUIDs() async throws {
        try await roundTrip(Everything.uuid, [UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))])
    }

    /// S16
    func testTimes() async throws {
        try await roundTrip(
            Everything.instant,
            [0, 1_700_000_000.123456, -1, -62_135_596_800, 253_402_300_799].map { Date(timeIntervalSince1970: $0) })
        try await roundTrip(
            Everything.day, ["1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31"].compactMap { LocalDate($0) })
        try await roundTrip(
            Everything.time, ["00:00:00", "23:59:59.999999", "12:34:56.000001"].compactMap { LocalTime($0) })
        try await roundTrip(
            Everything.local,
            ["2024-02-29T12:34:56.789012", "1900-01-01T00:00:00"].compactMap { LocalDateTime($0) })
        try await roundTrip(
            Everything.span,
            [
                CalendarInterval(), CalendarInterval(months: 14, days: 3, microseconds: 4_500_000),
                CalendarInterval(months: -1, days: 2, microseconds: -3),
            ])
    }

    func testJSON() async throws {
        try await roundTrip(
            Everything.settings,
            [JSON(Settings(theme: "dark \"x\"", sizes: [1, 2])), JSON(Settings(theme: "", sizes: []))])
    }

    func testArrays() async throws {
        try await roundTrip(Everything.numbers, [[], [1, -2, 3], Array(0..<1000)])
        try await roundTrip(Everything.words, [[], ["a", nil, "with \"quotes\", commas {} and \\"], [nil]])
    }

    func testEnums() async throws { try await roundTrip(Everything.mood, [.happy, .sad, .soSo]) }

    func testConditionsOnEveryType() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(schema)
            let uuid = UUID()
            let day = try XCTUnwrap(LocalDate("2024-02-29"))
            let instant = Date(timeIntervalSince1970: 1_700_000_000.25)
            try await engine.execute(
                insert(Everything.self).values(
                    Everything.id.to(1), Everything.uuid.to(uuid), Everything.day.to(day),
                    Everything.instant.to(instant),
                    Everything.mood.to(.soSo), Everything.exact.to(Decimal(string: "1.10")),
                    Everything.bytes.to([1, 2]), Everything.flag.to(true)))
            let count = try await engine.scalar(
                select(Fn.count()).from(Everything.self)
                    .where(Everything.uuid == uuid)
                    .where(Everything.uuid.in([uuid, UUID()]))
                    .where(Everything.day == day)
                    .where(Everything.instant == instant)
                    .where(Everything.instant > Date(timeIntervalSince1970: 1_700_000_000.2))
                    .where(Everything.mood == .soSo)
                    .where(Everything.mood.in([.soSo, .sad]))
                    .where(Everything.exact == Decimal(string: "1.10"))
                    .where(Everything.bytes == [1, 2])
                    .where(Everything.flag == true))
            XCTAssertEqual(count, 1, database.name)
        }
    }

    /// The database's own clock, read back as a time of ours.
    func testServerTimes() async throws {
        try await onEveryDatabase { database in
            let now = try await database.engine.execute(select(Fn.now(as: Date.self))).one()
            XCTAssertLessThan(abs(now.timeIntervalSinceNow), 60, database.name)
        }
    }

    /// S15: out of range is an error, never a wrapped number.
    func testAValueThatDoesNotFitIsAnError() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(schema)
            try await database.engine.execute(
                insert(Everything.self).values(Everything.id.to(1), Everything.large.to(Int64(Int32.max) + 1)))
            let error = await failure {
                _ = try await database.engine.execute(text("SELECT large FROM everything").columns(Int32.self))
            }
            let decoding = try XCTUnwrap(error as? RowDecodingError)
            XCTAssertEqual(decoding.column, "large")
            XCTAssertEqual(decoding.wanted, "Int32")
        }
    }
}
