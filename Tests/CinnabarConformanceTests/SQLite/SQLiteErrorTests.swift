import CinnabarEngine
import CinnabarSQL
import XCTest

@testable import CinnabarSQLite

final class SQLiteErrorTests: SQLiteTestCase {
    private struct Expectation {
        var kind: DatabaseError.Kind
        var code: Int32
        var message: String
        var table: String?
        var columns: [String] = []
        var constraint: String?
    }

    func testErrorsSayWhatHappenedAndWhere() async throws {
        let expected: [(String, Expectation)] = [
            (
                "INSERT INTO users (id, email, name) VALUES (2, 'a', 'x')",
                Expectation(
                    kind: .uniqueViolation, code: 2067, message: "UNIQUE constraint failed: users.email, users.name",
                    table: "users", columns: ["email", "name"])
            ),
            (
                "INSERT INTO users (id, email, name) VALUES (1, 'b', 'y')",
                Expectation(
                    kind: .uniqueViolation, code: 1555, message: "UNIQUE constraint failed: users.id", table: "users",
                    columns: ["id"])
            ),
            (
                "INSERT INTO users (id, email, name, nick) VALUES (3, 'b', 'y', 'NICK')",
                Expectation(
                    kind: .uniqueViolation, code: 2067, message: "UNIQUE constraint failed: index 'users_nick'",
                    constraint: "users_nick")
            ),
            (
                "INSERT INTO users (id, name) VALUES (2, 'x')",
                Expectation(
                    kind: .notNullViolation, code: 1299, message: "NOT NULL constraint failed: users.email",
                    table: "users", columns: ["email"])
            ),
            (
                "INSERT INTO users (id, email, name, age) VALUES (2, 'b', 'y', -1)",
                Expectation(
                    kind: .checkViolation, code: 275, message: "CHECK constraint failed: age_positive",
                    constraint: "age_positive")
            ),
            (
                "INSERT INTO posts (author) VALUES (77)",
                Expectation(kind: .foreignKeyViolation, code: 787, message: "FOREIGN KEY constraint failed")
            ),
            (
                "INSERT INTO strict (a) VALUES ('x')",
                Expectation(
                    kind: .invalidValue, code: 3091, message: "cannot store TEXT value in INTEGER column strict.a",
                    table: "strict", columns: ["a"])
            ),
            (
                "INSERT INTO users (id, email, name) VALUES ('x', 'b', 'y')",
                Expectation(kind: .invalidValue, code: 20, message: "datatype mismatch")
            ),
            (
                "DELETE FROM guarded",
                Expectation(kind: .other, code: 1811, message: "guarded: no deletes")
            ),
            (
                "SELECT * FROM nowhere",
                Expectation(kind: .undefinedTable, code: 1, message: "no such table: nowhere", table: "nowhere")
            ),
            (
                "SELECT nosuch FROM users",
                Expectation(
                    kind: .undefinedColumn, code: 1, message: "no such column: nosuch", columns: ["nosuch"])
            ),
            (
                "INSERT INTO users (nosuch) VALUES (1)",
                Expectation(
                    kind: .undefinedColumn, code: 1, message: "table users has no column named nosuch",
                    columns: ["nosuch"])
            ),
            (
                "SELECT nofunction(1)",
                Expectation(kind: .undefinedFunction, code: 1, message: "no such function: nofunction")
            ),
            (
                "SELEC 1", Expectation(kind: .syntax, code: 1, message: "near \"SELEC\": syntax error")
            ),
            ("SELECT (1", Expectation(kind: .syntax, code: 1, message: "incomplete input")),
            (
                "CREATE TABLE users (a)",
                Expectation(kind: .duplicateObject, code: 1, message: "table users already exists")
            ),
            (
                "ALTER TABLE users ADD COLUMN name",
                Expectation(kind: .duplicateObject, code: 1, message: "duplicate column name: name")
            ),
            (
                "SELECT zeroblob(2000000000)",
                Expectation(kind: .valueTooLarge, code: 18, message: "string or blob too big")
            ),
            ("", Expectation(kind: .syntax, code: 0, message: "the statement is empty")),
            (
                "SELECT 1; SELECT 2",
                Expectation(
                    kind: .syntax, code: 0,
                    message: "there is more than one statement in the text; run them one by one, or as a script")
            ),
        ]
        try await withSource { source in
            try await source.script(
                """
                CREATE TABLE users (
                    id INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT, nick TEXT, age INTEGER,
                    UNIQUE (email, name), CONSTRAINT age_positive CHECK (age > 0));
                CREATE UNIQUE INDEX users_nick ON users (lower(nick));
                CREATE TABLE posts (author REFERENCES users);
                CREATE TABLE strict (a INTEGER) STRICT;
                CREATE TABLE guarded (a); INSERT INTO guarded VALUES (1);
                CREATE TRIGGER guard BEFORE DELETE ON guarded BEGIN SELECT RAISE(ABORT, 'guarded: no deletes'); END;
                INSERT INTO users (id, email, name, nick) VALUES (1, 'a', 'x', 'nick')
                """)
            try await source.write { connection in
                for (sql, expectation) in expected {
                    let error = try await self.databaseError { try await connection.run(sql) }
                    XCTAssertEqual(error.kind, expectation.kind, sql)
                    XCTAssertEqual(error.resultCode ?? 0, expectation.code, sql)
                    XCTAssertEqual(error.message, expectation.message, sql)
                    XCTAssertEqual(error.table, expectation.table, sql)
                    XCTAssertEqual(error.columns, expectation.columns, sql)
                    XCTAssertEqual(error.constraint, expectation.constraint, sql)
                    XCTAssertEqual(error.sql, sql)
                    XCTAssertEqual(connection.transactionStatus, .idle)
                }
            }
        }
    }

    func testTransactionMistakesAreNamed() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE p (id INTEGER PRIMARY KEY)")
            try await source.script("CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
            try await source.write { connection in
                var error = try await self.databaseError { try await connection.control("COMMIT", deadline: nil) }
                XCTAssertEqual(error.kind, .transactionRolledBack)
                XCTAssertEqual(error.message, "cannot commit - no transaction is active")
                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                error = try await self.databaseError { try await connection.control("BEGIN", deadline: nil) }
                XCTAssertEqual(error.kind, .misuse)
                XCTAssertEqual(connection.transactionStatus, .active)
                // A commit that a deferred key stops leaves the transaction open, and says so.
                try await connection.run("INSERT INTO c VALUES (1)")
                error = try await self.databaseError { try await connection.control("COMMIT", deadline: nil) }
                XCTAssertEqual(error.kind, .foreignKeyViolation)
                XCTAssertEqual(connection.transactionStatus, .active)
                try await connection.run("INSERT INTO p VALUES (1)")
                try await connection.control("COMMIT", deadline: nil)
                XCTAssertEqual(connection.transactionStatus, .idle)
            }
        }
    }

    /// L9 (a): a full database is told, rolls back, and works again when there is room.
    func testAFullDatabase() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.write { connection in
                try await connection.run("PRAGMA max_page_count = 20")
                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                let error = try await self.databaseError {
                    try await connection.run("INSERT INTO t VALUES (zeroblob(1000000))")
                }
                XCTAssertEqual(error.kind, .diskFull)
                try await connection.control("ROLLBACK", deadline: nil)
                try await connection.run("PRAGMA max_page_count = 100000")
                try await connection.run("INSERT INTO t VALUES (zeroblob(1000000))")
                let check = try await connection.rows("PRAGMA integrity_check")
                XCTAssertEqual(check, [[.text("ok")]])
            }
        }
    }
}
