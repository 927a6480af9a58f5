import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGTypeTests: PGTestCase {
    func testValuesComeBackAsTheyWere() async throws {
        let connection = try await connect()
        try await assertRoundTrip(connection, "boolean", [.boolean(true), .boolean(false), .null])
        try await assertRoundTrip(connection, "bigint", [.integer(.min), .integer(.max), .integer(0), .integer(-1)])
        try await assertRoundTrip(connection, "integer", [.integer(Int64(Int32.min)), .integer(Int64(Int32.max))])
        try await assertRoundTrip(connection, "smallint", [.integer(-32_768), .integer(32_767)])
        try await assertRoundTrip(
            connection, "double precision",
            [.real(0), .real(-1.5), .real(.infinity), .real(.greatestFiniteMagnitude), .real(.leastNonzeroMagnitude)])
        try await assertRoundTrip(connection, "real", [.real(1.5), .real(Double(Float.greatestFiniteMagnitude))])
        try await assertRoundTrip(
            connection, "text",
            [.text(""), .text("a'b\"c\\"), .text("naïve 😀"), .text(String(repeating: "x", count: 100_000))])
        try await assertRoundTrip(
            connection, "bytea", [.blob([]), .blob([0, 1, 255]), .blob([UInt8](repeating: 0, count: 70_000))])
        try await assertRoundTrip(connection, "uuid", [.uuid(UUID()), .uuid(UUID(uuid: noUUID))])
        try await assertRoundTrip(
            connection, "numeric",
            [
                .numeric(0), .numeric(Decimal(string: "-12345678901234567890.0987654321")!),
                .numeric(Decimal(string: "0.0001")!), .numeric(10_000), .numeric(Decimal(string: "1e20")!),
            ])
        try await assertRoundTrip(connection, "date", [.date(try XCTUnwrap(LocalDate(year: 2024, month: 2, day: 29)))])
        try await assertRoundTrip(
            connection, "date",
            [.date(.infinity), .date(.negativeInfinity), .date(try XCTUnwrap(LocalDate("4714-11-24 BC")))])
        try await assertRoundTrip(
            connection, "timestamptz",
            [.timestamp(0), .timestamp(1_700_000_000_123_456), .timestamp(.max), .timestamp(.min)])
        try await assertRoundTrip(
            connection, "timestamp",
            [.localTimestamp(try XCTUnwrap(LocalDateTime("1999-12-31T23:59:59.999999"))), .localTimestamp(.infinity)])
        try await assertRoundTrip(
            connection, "time",
            [
                .time(.midnight), .time(try XCTUnwrap(LocalTime("23:59:59.999999"))),
                .time(try XCTUnwrap(LocalTime("24:00:00"))),
            ])
        try await assertRoundTrip(
            connection, "interval",
            [.interval(.init(months: -14, days: 3, microseconds: 1)), .interval(.zero)])
        try await assertRoundTrip(connection, "jsonb", [.json(#"{"a": [1, null, "x"]}"#)])
        try await assertRoundTrip(connection, "json", [.json(#"{"a": 1}"#)])
    }

    func testTextIsReadAsWhateverTypeTheServerInfers() async throws {
        let connection = try await connect()
        let table = try await table("d date, j jsonb, n numeric, u uuid, t timestamptz, i int", on: connection)
        let id = UUID()
        let insert = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *")
        let rows = try await connection.rows(
            insert,
            [
                .text("2024-02-29"), .text("[1]"), .text("1.50"), .text(id.uuidString), .text("2000-01-01T00:00:00Z"),
                .text("7"),
            ])
        XCTAssertEqual(
            rows,
            [
                [
                    .date(try XCTUnwrap(LocalDate("2024-02-29"))), .json("[1]"), .numeric(Decimal(string: "1.5")!),
                    .uuid(id), .timestamp(946_684_800_000_000), .integer(7),
                ]
            ])
    }

    func testANullAndAValueShareAPreparedStatement() async throws {
        let connection = try await connect()
        let table = try await table("a int, b timestamptz", on: connection)
        let insert = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2)")
        try await connection.rows(insert, [.integer(1), .timestamp(0)])
        try await connection.rows(insert, [.null, .timestamp(1)])
        try await connection.rows(insert, [.integer(2), .null])
        try await connection.rows(insert, [.null, .null])
        var count = try await connection.preparedCount(like: "INSERT INTO \(table)%")
        XCTAssertEqual(count, 1)
        // A NULL first leaves the type to the server, so a number needs an entry of its own.
        let other = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2) ")
        try await connection.rows(other, [.null, .timestamp(1)])
        try await connection.rows(other, [.integer(5), .timestamp(1)])
        try await connection.rows(other, [.integer(6), .null])
        count = try await connection.preparedCount(like: "INSERT INTO \(table)%")
        XCTAssertEqual(count, 3)
        let total = try await connection.rows("SELECT count(*), count(a), count(b) FROM \(table)")
        XCTAssertEqual(total, [[.integer(7), .integer(4), .integer(4)]])
    }

    func testLiteralsAreTypedAsTheServerWouldTypeThem() async throws {
        let connection = try await connect()
        let rows = try await connection.rows(
            "SELECT pg_typeof($1)::text, pg_typeof($2)::text, pg_typeof($3)::text",
            [.integer(7), .integer(1 << 40), .text("x")], hints: [.literal, .literal, .literal])
        XCTAssertEqual(rows, [[.text("integer"), .text("bigint"), .text("text")]])
        let plain = try await connection.rows(
            "SELECT pg_typeof($1)::text, pg_typeof($2)::text", [.integer(7), .boolean(true)])
        XCTAssertEqual(plain, [[.text("bigint"), .text("boolean")]])
    }

    func testEnumsAndOtherUserTypesAreText() async throws {
        let connection = try await connect()
        let type = "mood_\(UInt32.random(in: 0 ... .max))"
        try await connection.control(
            "CREATE TYPE \(type) AS ENUM ('sad', 'glad'); CREATE DOMAIN \(type)_d AS text", deadline: nil)
        let mood = EnumType(type, labels: ["sad", "glad"])
        let rows = try await connection.rows(
            "SELECT $1::\(type), $2::\(type)[], ARRAY['sad', NULL]::\(type)[], $3::\(type)_d",
            [.enumeration(mood, "glad"), .array(.enumeration(mood), [.text("sad"), .text("glad"), .null]), .text("d")])
        XCTAssertEqual(
            rows,
            [
                [
                    .text("glad"), .array(.text, [.text("sad"), .text("glad"), .null]),
                    .array(.text, [.text("sad"), .null]), .text("d"),
                ]
            ])
        let composite = "pair_\(UInt32.random(in: 0 ... .max))"
        try await connection.control("CREATE TYPE \(composite) AS (a int, b text)", deadline: nil)
        let collector = RowCollector()
        _ = try await connection.execute(
            StatementRequest(CompiledStatement("SELECT ROW(1, 'x')::\(composite)")), sink: collector)
        XCTAssertEqual(collector.kinds, [[.opaque]])
        try await connection.control("DROP DOMAIN \(type)_d; DROP TYPE \(type), \(composite)", deadline: nil)
    }

    func testTypesThatNobodyKnowsAreOpaque() async throws {
        let connection = try await connect()
        let collector = RowCollector()
        _ = try await connection.execute(
            StatementRequest(CompiledStatement("SELECT '10.0.0.1'::inet, '(1,2)'::point, '12:00+01'::timetz")),
            sink: collector)
        XCTAssertEqual(collector.kinds, [[.opaque, .opaque, .opaque]])
        // What came out can go in again.
        let value = try XCTUnwrap(collector.rows.first?.first)
        let rows = try await connection.rows("SELECT ($1::inet)::text", [value])
        XCTAssertEqual(rows, [[.text("10.0.0.1/32")]])
    }

    func testOIDsBeyondThirtyOneBitsAndSpecialValues() async throws {
        let connection = try await connect()
        let rows = try await connection.rows(
            "SELECT 4294967295::oid, 'x'::name, 'y'::\"char\", 'ab'::char(4), '<a/>'::xml, 'NaN'::numeric, 'NaN'::float8"
        )
        XCTAssertEqual(
            Array(try XCTUnwrap(rows.first).prefix(6)),
            [.integer(4_294_967_295), .text("x"), .text("y"), .text("ab  "), .text("<a/>"), .numeric(.nan)])
    }
}

private let noUUID: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
