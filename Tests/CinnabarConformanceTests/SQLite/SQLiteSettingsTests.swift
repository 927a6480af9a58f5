import CinnabarEngine
import CinnabarSQL
import XCTest

@testable import CinnabarSQLite

final class SQLiteSettingsTests: SQLiteTestCase {
    /// L15, L16: on the writer, on a leased reader, on a reader of the queue, and after each was opened anew.
    func testEveryConnectionHasItsSettings() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)")
            for _ in 0..<3 {
                for isReader in [false, true] {
                    let lease = try await source.lease(isReader ? .read : .write, deadline: nil, site: CallSite())
                    try await self.assertSettings(isReader: isReader) { try await lease.connection.rows($0) }
                    // Thorough: the next one is a new connection.
                    await lease.release(thorough: true)
                }
                try await self.assertSettings(isReader: true) { try await source.direct($0) ?? [] }
            }
            try await source.write { connection in
                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                let error = try await self.databaseError { try await connection.run("INSERT INTO c VALUES (9)") }
                XCTAssertEqual(error.kind, .foreignKeyViolation)
                try await connection.control("ROLLBACK", deadline: nil)
            }
        }
    }

    private func assertSettings(isReader: Bool, _ rows: (String) async throws -> [[SQLValue]]) async throws {
        let settings: [(String, SQLValue)] = [
            ("foreign_keys", .integer(1)), ("synchronous", .integer(2)),
            ("trusted_schema", .integer(0)), ("query_only", .integer(isReader ? 1 : 0)),
            ("wal_autocheckpoint", .integer(isReader ? 0 : 1000)),
        ]
        for (name, value) in settings {
            let row = try await rows("PRAGMA \(name)")
            XCTAssertEqual(row, [[value]], "\(name), reader: \(isReader)")
        }
        if !isReader {
            // Asking for it counts as a write.
            let mode = try await rows("PRAGMA journal_mode")
            XCTAssertEqual(mode, [[.text("wal")]])
        }
        // A misspelt column in double quotes is no string.
        let quoted = try await databaseError { _ = try await rows("SELECT \"no_such_column\"") }
        XCTAssertEqual(quoted.kind, .undefinedColumn)
        let extensions = try await databaseError { _ = try await rows("SELECT load_extension('x')") }
        XCTAssertTrue([.permissionDenied, .other, .undefinedFunction].contains(extensions.kind), "\(extensions)")
    }

    func testForeignKeysCanBeTurnedOffInTheURL() async throws {
        try await withSource(nil, ["foreign_keys": "off"]) { source in
            try await source.script("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)")
            try await source.write { connection in
                let outcome = try await connection.run("INSERT INTO c VALUES (9)")
                XCTAssertEqual(outcome.affectedRows, 1)
            }
        }
    }

    /// What one lease leaves behind, the next does not see.
    func testAThoroughResetLeavesNothingBehind() async throws {
        for path in [self.path, ":memory:"] {
            try await withSource(path) { source in
                try await source.script("CREATE TABLE kept (a); INSERT INTO kept VALUES (1)")
                let lease = try await source.lease(.write, deadline: nil, site: CallSite())
                try await lease.connection.control(
                    """
                    CREATE TEMP TABLE "scr""atch" (a); CREATE TEMP VIEW v AS SELECT 1;
                    CREATE TEMP TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO seq DEFAULT VALUES;
                    ATTACH ':memory:' AS "o""ther"; PRAGMA foreign_keys = OFF; BEGIN; INSERT INTO kept VALUES (2)
                    """, deadline: nil)
                await lease.release(thorough: true)
                try await source.write { connection in
                    let temporary = try await connection.rows(
                        "SELECT name FROM temp.sqlite_schema WHERE name NOT LIKE 'sqlite%'")
                    XCTAssertEqual(temporary, [])
                    let attached = try await connection.rows(
                        "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')")
                    XCTAssertEqual(attached, [])
                    let keys = try await connection.rows("PRAGMA foreign_keys")
                    XCTAssertEqual(keys, [[.integer(1)]])
                    let kept = try await connection.rows("SELECT a FROM kept")
                    XCTAssertEqual(kept, [[.integer(1)]])
                }
            }
        }
    }
}
