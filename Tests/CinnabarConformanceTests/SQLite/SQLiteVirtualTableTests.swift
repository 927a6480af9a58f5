import CinnabarEngine
import CinnabarSQL
import XCTest

/// Virtual tables keep compiled statements of their own on the connection that they are used with.
final class SQLiteVirtualTableTests: SQLiteTestCase {
    func testAConnectionThatSearchedClosesAndTheRowsStay() async throws {
        for path in [path, ":memory:"] {
            try await withSource(path) { source in
                try await source.script("CREATE VIRTUAL TABLE words USING fts5(body)")
                try await source.write { connection in
                    for word in ["one", "two", "one more"] {
                        try await connection.run("INSERT INTO words VALUES (?)", [.text(word)])
                    }
                    try await connection.run("DELETE FROM words WHERE words MATCH 'two'")
                }
                try await source.read { connection in
                    let rows = try await connection.rows(
                        "SELECT body FROM words WHERE words MATCH 'one' ORDER BY rowid")
                    XCTAssertEqual(rows, [[.text("one")], [.text("one more")]])
                }
            }
        }
        try await withSource { source in
            let rows = try await source.direct("SELECT count(*) FROM words")
            XCTAssertEqual(rows, [[.integer(2)]])
        }
    }
}
