import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// The SQL of a statement, or the text of the error, on both databases.
func assertSQL(
    _ statement: some Statement, postgreSQL: String, sqlite: String, file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertEqual(sqlText(statement, PostgreSQLDialect()), postgreSQL, "PostgreSQL", file: file, line: line)
    XCTAssertEqual(sqlText(statement, SQLiteDialect()), sqlite, "SQLite", file: file, line: line)
}

func sqlText(_ statement: some Statement, _ dialect: any Dialect) -> String {
    do {
        let (sql, binds) = try statement.compile(for: dialect)
        XCTAssertEqual(binds, [], "schema statements have no parameters")
        return sql
    } catch {
        return "\(error)"
    }
}

func sqlTexts(_ statements: [any SchemaStatement], _ dialect: any Dialect) -> [String] {
    statements.map { sqlText($0, dialect) }
}
