import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

final class SQLiteValueTests: SQLiteTestCase {
    /// L19: a cell is what SQLite stored, whatever the column was declared as.
    func testCellsShowWhatIsStoredNotWhatIsDeclared() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (i INTEGER, s TEXT, r REAL, b BLOB)")
            try await source.write { connection in
                try await connection.run(
                    "INSERT INTO t VALUES ('abc', 7, 9223372036854775808, 'text'), (9223372036854775807, x'ff', 1e308, 5), "
                        + "(NULL, '', -0.5, x'')")
            }
            try await source.read { connection in
                let rows = try await connection.rows("SELECT i, s, r, b FROM t")
                XCTAssertEqual(rows[0], [.text("abc"), .text("7"), .real(9.223372036854775808e18), .text("text")])
                XCTAssertEqual(rows[1], [.integer(.max), .blob([0xFF]), .real(1e308), .integer(5)])
                XCTAssertEqual(rows[2], [.null, .text(""), .real(-0.5), .blob([])])
            }
        }
    }

    /// L19: a value that a type cannot hold is an error that names the column, never a trap.
    func testStrictDecodingOfSurprises() async throws {
        final class Sink: RowSink {
            func consume(_ cursor: RowCursor) throws {
                while try cursor.next() { _ = try cursor.row.get(0, as: Int32.self) }
            }
        }
        try await withSource { source in
            try await source.read { connection in
                for sql in ["SELECT 'x' AS n", "SELECT 4294967296 AS n", "SELECT 1e308 AS n", "SELECT x'00' AS n"] {
                    let error = await self.error {
                        _ = try await connection.execute(StatementRequest(.rows(sql)), sink: Sink())
                    }
                    XCTAssertEqual((error as? RowDecodingError)?.column, "n", sql)
                }
                let rows = try await connection.rows("SELECT 1")
                XCTAssertEqual(rows, [[.integer(1)]], "the connection goes on")
            }
        }
    }

    func testEveryValueIsBoundInItsStoredForm() async throws {
        let uuid = try XCTUnwrap(UUID(uuidString: "6F9619FF-8B86-D011-B42D-00CF4FC964FF"))
        let noon = try XCTUnwrap(LocalDateTime(year: 2026, month: 7, day: 14, hour: 12))
        let forms: [(SQLValue, SQLValue)] = [
            (.null, .null), (.boolean(true), .integer(1)), (.boolean(false), .integer(0)),
            (.integer(.min), .integer(.min)), (.real(.infinity), .real(.infinity)), (.real(1.5), .real(1.5)),
            (.text("żółć 🦊"), .text("żółć 🦊")), (.text(""), .text("")),
            (.blob([0, 1, 255]), .blob([0, 1, 255])), (.blob([]), .blob([])),
            (.uuid(uuid), .text("6f9619ff-8b86-d011-b42d-00cf4fc964ff")),
            (.numeric(Decimal(string: "1234567890.00000000012345")!), .text("1234567890.00000000012345")),
            (.timestamp(0), .text("1970-01-01 00:00:00.000000")), (.timestamp(-1), .text("1969-12-31 23:59:59.999999")),
            (.localTimestamp(noon), .text("2026-07-14 12:00:00.000000")), (.date(noon.date), .text("2026-07-14")),
            (.time(try XCTUnwrap(noon.time)), .text("12:00:00")),
            (.interval(CalendarInterval(months: 14, days: 3, microseconds: 1_500_000)), .text("P1Y2M3DT1.5S")),
            (.json(#"{"a":1}"#), .text(#"{"a":1}"#)), (.array(.integer, [.integer(1), .null]), .text("[1,null]")),
            (.enumeration(EnumType("mood", labels: ["sad"]), "sad"), .text("sad")),
        ]
        try await withSource { source in
            try await source.read { connection in
                for (value, form) in forms {
                    let rows = try await connection.rows("SELECT ?", [value])
                    XCTAssertEqual(rows, [[form]], "\(value)")
                }
                let all = Array(repeating: "?", count: forms.count).joined(separator: ", ")
                let rows = try await connection.rows("SELECT \(all)", forms.map(\.0))
                XCTAssertEqual(rows, [forms.map(\.1)], "all at once")
            }
        }
    }

    /// Longer than the buffer for short values, alone and beside short ones.
    func testLongTextsAndBlobs() async throws {
        let text = String(repeating: "łąka ", count: 50_000)
        let blob = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try await withSource { source in
            try await source.read { connection in
                let rows = try await connection.rows(
                    "SELECT ?, ?, ?, ?", [.text("a"), .text(text), .blob(blob), .text("z")])
                XCTAssertEqual(rows, [[.text("a"), .text(text), .blob(blob), .text("z")]])
            }
        }
    }

    func testValuesThatCannotBeStoredAreRefused() async throws {
        let refused: [(SQLValue, String)] = [
            (.real(.nan), "parameter 1 is NaN, which SQLite cannot store"),
            (.numeric(.nan), "parameter 1 is NaN, which SQLite cannot store"),
            (
                .text("a\0b"),
                "parameter 1 is text with a NUL in it, which SQLite's functions would cut off; bind a blob"
            ), (.opaque(type: 600, bytes: [1]), "parameter 1 is of a type that SQLite does not have"),
            (.unencodable("it is too long"), "parameter 1 cannot be sent: it is too long"),
        ]
        try await withSource { source in
            try await source.read { connection in
                for (value, message) in refused {
                    let error = try await self.databaseError { try await connection.rows("SELECT ?", [value]) }
                    XCTAssertEqual(error.kind, .invalidValue)
                    XCTAssertEqual(error.message, message)
                }
            }
        }
    }

    func testTheNumberOfValuesMustFit() async throws {
        try await withSource { source in
            try await source.read { connection in
                for binds in [[], [SQLValue.integer(1)], [.integer(1), .integer(2), .integer(3)]] {
                    let error = try await self.databaseError { try await connection.rows("SELECT ?, ?", binds) }
                    XCTAssertEqual(error.kind, .misuse)
                    XCTAssertEqual(
                        error.message, "the statement has 2 parameters and was given \(binds.count) values")
                    XCTAssertEqual(error.hint, "write :name in text(…) and give the value by that name")
                }
            }
        }
    }

    /// `SELECT *` of a statement that is kept prepared shows the columns of now.
    func testASchemaChangeGivesAKeptStatementItsNewColumns() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
            let statement = CompiledStatement(sql: "SELECT * FROM t", intent: .read, returnsRows: true)
            try await source.write { connection in
                for columns in 1...3 {
                    let sink = ValueSink()
                    let outcome = try await connection.execute(StatementRequest(statement), sink: sink)
                    XCTAssertEqual(sink.rows.first?.count, columns)
                    XCTAssertEqual(outcome.shape?.names.count, columns)
                    try await connection.control("ALTER TABLE t ADD COLUMN c\(columns)", deadline: nil)
                }
            }
        }
    }
}
