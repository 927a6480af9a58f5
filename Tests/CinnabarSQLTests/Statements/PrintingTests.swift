import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import FoundationEssentials
import XCTest

/// Statements with their values written into them, for people to read.
final class PrintingTests: XCTestCase {
    private func assertLiteral(_ value: SQLValue, postgreSQL: String, sqlite: String, line: UInt = #line) throws {
        let statement = select(SQLExpression<Int>(.bind(value, .value)))
        XCTAssertEqual(try statement.inlinedSQL(for: PostgreSQLDialect()), "SELECT " + postgreSQL, line: line)
        XCTAssertEqual(try statement.inlinedSQL(for: SQLiteDialect()), "SELECT " + sqlite, line: line)
    }

    func testAWholeStatement() throws {
        let statement = select(User.id).where(User.name == "O'Brien").where(User.age.in([1, 2])).limit(3)
        XCTAssertEqual(
            try statement.inlinedSQL(for: PostgreSQLDialect()),
            #"SELECT "users"."id" FROM "users" WHERE "users"."name" = 'O''Brien' "#
                + #"AND "users"."age" = ANY (ARRAY[1, 2]::BIGINT[]) LIMIT 3"#)
        XCTAssertEqual(
            try statement.inlinedSQL(for: SQLiteDialect()),
            #"SELECT "users"."id" FROM "users" WHERE "users"."name" = 'O''Brien' "#
                + #"AND "users"."age" IN (1, 2) LIMIT 3"#)
    }

    func testEveryTypeOfValue() throws {
        let uuid = UUID(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
        try assertLiteral(.null, postgreSQL: "NULL", sqlite: "NULL")
        try assertLiteral(.boolean(true), postgreSQL: "TRUE", sqlite: "1")
        try assertLiteral(.boolean(false), postgreSQL: "FALSE", sqlite: "0")
        try assertLiteral(.integer(-42), postgreSQL: "-42", sqlite: "-42")
        try assertLiteral(.integer(.min), postgreSQL: "-9223372036854775808", sqlite: "-9223372036854775808")
        try assertLiteral(.real(1.5), postgreSQL: "1.5", sqlite: "1.5")
        try assertLiteral(.real(1e300), postgreSQL: "1e+300", sqlite: "1e+300")
        try assertLiteral(.real(.nan), postgreSQL: "'NaN'::FLOAT8", sqlite: "NULL")
        try assertLiteral(.real(.infinity), postgreSQL: "'Infinity'::FLOAT8", sqlite: "9e999")
        try assertLiteral(.real(-.infinity), postgreSQL: "'-Infinity'::FLOAT8", sqlite: "-9e999")
        try assertLiteral(.text("it's"), postgreSQL: "'it''s'", sqlite: "'it''s'")
        try assertLiteral(.text(#"a\b"#), postgreSQL: #"'a\b'"#, sqlite: #"'a\b'"#)
        try assertLiteral(.blob([0, 255, 16]), postgreSQL: #"'\x00ff10'"#, sqlite: "X'00ff10'")
        let key = "'00010203-0405-0607-0809-0a0b0c0d0e0f'"
        try assertLiteral(.uuid(uuid), postgreSQL: key, sqlite: key)
        try assertLiteral(.numeric(Decimal(string: "12.50") ?? 0), postgreSQL: "'12.5'", sqlite: "'12.5'")
        try assertLiteral(
            .timestamp(1_709_210_096_789_000), postgreSQL: "'2024-02-29 12:34:56.789000+00'",
            sqlite: "'2024-02-29 12:34:56.789000'")
        try assertLiteral(.timestamp(.max), postgreSQL: "'infinity'", sqlite: "'infinity'")
        try assertLiteral(.json(#"{"a":"it's"}"#), postgreSQL: #"'{"a":"it''s"}'"#, sqlite: #"'{"a":"it''s"}'"#)
        try assertLiteral(
            .array(.text, [.text("a'b"), .null]), postgreSQL: "ARRAY['a''b', NULL]::TEXT[]", sqlite: #"'["a''b",null]'"#
        )
        try assertLiteral(.array(.bigint, []), postgreSQL: "ARRAY[]::BIGINT[]", sqlite: "'[]'")
        try assertLiteral(
            .enumeration(Mood.sqlEnumType, "happy"), postgreSQL: #"'happy'::"mood""#, sqlite: "'happy'")
    }

    func testCalendarValues() throws {
        let row = insert(Event.self).values(
            Event.local.to(try XCTUnwrap(LocalDateTime("2024-02-29 12:34:56"))),
            Event.day.to(try XCTUnwrap(LocalDate("2024-02-29"))),
            Event.time.to(try XCTUnwrap(LocalTime("12:34:56.5"))), Event.span.to(CalendarInterval(months: 14, days: 3)))
        let values =
            "('2024-02-29 12:34:56.000000', '2024-02-29', '12:34:56.500000', 'P1Y2M3D', "
            + "'01020304-0506-0708-090a-0b0c0d0e0f10')"
        let sql = #"INSERT INTO "events" ("local", "day", "time", "span", "key") VALUES \#(values)"#
        XCTAssertEqual(try row.inlinedSQL(for: PostgreSQLDialect()), sql)
        XCTAssertEqual(try row.inlinedSQL(for: SQLiteDialect()), sql)
    }

    func testAMinusSignNeverMakesAComment() throws {
        for dialect in [PostgreSQLDialect(), SQLiteDialect()] as [any Dialect] {
            XCTAssertEqual(
                try select(-literal(-5), literal(3) - (-5)).inlinedSQL(for: dialect), "SELECT -(-5), 3 - -5")
        }
    }

    func testANULInATextHasNoLiteral() {
        for (dialect, name) in [(PostgreSQLDialect(), "PostgreSQL"), (SQLiteDialect(), "SQLite")]
            as [(any Dialect, String)]
        {
            XCTAssertThrowsError(try select(literal("a\0b")).inlinedSQL(for: dialect)) {
                XCTAssertEqual("\($0)", "a text holds a NUL character, which \(name) cannot store")
            }
        }
    }

    func testTheDocumentedWayToPrint() throws {
        let (sql, binds) = try select(User.name).where(User.age > 18).compile(for: PostgreSQLDialect())
        XCTAssertEqual(sql, #"SELECT "users"."name" FROM "users" WHERE "users"."age" > $1"#)
        XCTAssertEqual(binds, [.integer(18)])
    }
}
