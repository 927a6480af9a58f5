import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// The whole SQL of a statement and its binds, on both databases.
///
/// It also goes through a statement cache twice: the second time must hit, with the same text and binds.
func assertSQL<S: Statement>(
    _ statement: S, postgreSQL: String, sqlite: String, binds: [SQLValue], sqliteBinds: [SQLValue]? = nil,
    file: StaticString = #filePath, line: UInt = #line
) {
    assertSQL(statement, PostgreSQLDialect(), postgreSQL, binds, file: file, line: line)
    assertSQL(statement, SQLiteDialect(), sqlite, sqliteBinds ?? binds, file: file, line: line)
}

/// A statement that SQLite lacks: its SQL on PostgreSQL, and the whole error.
func assertSQL<S: Statement>(
    _ statement: S, postgreSQL: String, sqliteError: String, binds: [SQLValue] = [],
    file: StaticString = #filePath, line: UInt = #line
) {
    assertSQL(statement, PostgreSQLDialect(), postgreSQL, binds, file: file, line: line)
    assertError(statement, SQLiteDialect(), sqliteError, file: file, line: line)
}

/// A statement that no database can have: the whole error.
func assertError<S: Statement>(
    _ statement: S, _ error: String, file: StaticString = #filePath, line: UInt = #line
) {
    assertError(statement, PostgreSQLDialect(), error, file: file, line: line)
    assertError(statement, SQLiteDialect(), error, file: file, line: line)
}

func assertError<S: Statement>(
    _ statement: S, _ dialect: any Dialect, _ error: String, file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertThrowsError(try statement.compile(for: dialect), dialect.name, file: file, line: line) {
        XCTAssertTrue($0 is CompileError, "\($0)", file: file, line: line)
        XCTAssertEqual("\($0)", error, dialect.name, file: file, line: line)
    }
    // What is wrong once is wrong through the cache, too.
    XCTAssertThrowsError(try StatementCache().compile(statement, for: dialect), dialect.name, file: file, line: line)
}

func assertSQL<S: Statement>(
    _ statement: S, _ dialect: any Dialect, _ sql: String, _ binds: [SQLValue], file: StaticString, line: UInt
) {
    do {
        let compiled = try statement.compile(for: dialect)
        XCTAssertEqual(compiled.sql, sql, dialect.name, file: file, line: line)
        XCTAssertEqual(compiled.binds, binds, dialect.name, file: file, line: line)
        let cache = StatementCache()
        let (first, firstBinds) = try cache.compile(statement, for: dialect)
        let (second, secondBinds) = try cache.compile(statement, for: dialect)
        XCTAssertEqual(first.sql, sql, "\(dialect.name), cached", file: file, line: line)
        XCTAssertTrue(first === second, "\(dialect.name): the second time must hit", file: file, line: line)
        XCTAssertEqual(firstBinds, binds, dialect.name, file: file, line: line)
        XCTAssertEqual(secondBinds, binds, dialect.name, file: file, line: line)
        XCTAssertEqual(first.hints.count, binds.count, "a hint for each parameter", file: file, line: line)
    } catch {
        XCTFail("\(dialect.name): \(error)", file: file, line: line)
    }
}
