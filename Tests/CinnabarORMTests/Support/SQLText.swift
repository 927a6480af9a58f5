import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

func sqlTexts(_ statements: [any SchemaStatement], _ dialect: any Dialect) throws -> [String] {
    try statements.map { try $0.compile(for: dialect).sql }
}

/// The whole SQL of a statement and its parameters, the same on both databases.
func assertSQL(
    _ statement: some Statement, _ sql: String, binds: [SQLValue] = [], file: StaticString = #filePath,
    line: UInt = #line
) {
    for dialect in [PostgreSQLDialect(), SQLiteDialect()] as [any Dialect] {
        do {
            let compiled = try statement.compile(for: dialect)
            let text = dialect.name == "PostgreSQL" ? sql : sql.replacingParameters
            XCTAssertEqual(compiled.sql, text, dialect.name, file: file, line: line)
            XCTAssertEqual(compiled.binds, binds, dialect.name, file: file, line: line)
        } catch {
            XCTFail("\(dialect.name): \(error)", file: file, line: line)
        }
    }
}

extension String {
    /// `?` for `$1`
    fileprivate var replacingParameters: String { replacing(#/\$[0-9]+/#, with: "?") }
}
