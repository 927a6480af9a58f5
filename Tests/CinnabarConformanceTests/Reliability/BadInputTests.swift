import Cinnabar
import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

/// Wrong input of every kind is an error that says what to do; the texts are part of the product.
final class BadInputTests: XCTestCase {
    private func open(_ url: String) throws -> AsyncEngine {
        try AsyncEngine(url, drivers: [.sqlite, .postgreSQL])
    }

    private func text(of error: (any Error)?) -> String { error.map { "\($0)" } ?? "no error" }

    func testAWrongURL() throws {
        func message(_ url: String, drivers: [DatabaseDriver] = [.sqlite, .postgreSQL]) -> String {
            do {
                _ = try AsyncEngine(url, drivers: drivers)
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        XCTAssertEqual(
            message("postgresql://localhost/x", drivers: [.sqlite]),
            "configuration: no driver for postgresql:// was given: add the product CinnabarPostgreSQL and pass "
                + "drivers: [.postgreSQL]")
        XCTAssertEqual(
            message("oracle://localhost/x"),
            "configuration: no driver knows the scheme \"oracle\": the given ones know sqlite://, sqlite3://, file://, "
                + "postgresql://, postgres://")
        XCTAssertTrue(message("not a url").hasPrefix("configuration: "), message("not a url"))
        XCTAssertTrue(
            message("sqlite:///x.db?moode=ro").hasPrefix("configuration: unknown SQLite option \"moode\""),
            message("sqlite:///x.db?moode=ro"))
        XCTAssertTrue(message("postgresql://localhost/x?sslmoode=require").contains("sslmoode"))
        XCTAssertTrue(message("postgresql://localhost:99999/x").hasPrefix("configuration: "))
        XCTAssertTrue(
            message("postgresql://u:canary@localhost:99999/x").range(of: "canary") == nil)
    }

    func testAMissingFile() async throws {
        let folder = FileManager.default.temporaryDirectory.path
        let engine = try open("sqlite:///\(folder)/cinnabar-missing-\(UUID().uuidString)/x.db")
        let error = await failure { try await engine.execute(CinnabarSQL.text("SELECT 1")) } as? DatabaseError
        XCTAssertEqual(error?.kind, .connectionFailed)
        XCTAssertTrue(text(of: error).contains("cinnabar-missing-"), text(of: error))
        await engine.dispose()
    }

    func testAWrongPassword() async throws {
        var url = try Self.postgresURL
        guard let colon = url.range(of: "cinnabar:") else { return XCTFail("the test server wants a password") }
        url.replaceSubrange(colon, with: "cinnabar:canary-")
        let engine = try open(url)
        let error = await failure { try await engine.execute(CinnabarSQL.text("SELECT 1")) } as? DatabaseError
        XCTAssertEqual(error?.kind, .authenticationFailed)
        XCTAssertTrue(text(of: error).contains("cinnabar"), text(of: error))
        XCTAssertFalse(String(reflecting: error).contains("canary"))
        await engine.dispose()
    }

    func testAMissingDatabase() async throws {
        let url = try Self.postgresURL
        let engine = try open(String(url.prefix(upTo: url.lastIndex(of: "/") ?? url.endIndex)) + "/absent")
        let error = await failure { try await engine.execute(CinnabarSQL.text("SELECT 1")) } as? DatabaseError
        XCTAssertEqual(error?.kind, .connectionFailed)
        XCTAssertTrue(text(of: error).contains("absent"), text(of: error))
        await engine.dispose()
    }

    /// S2: PostgreSQL would cut the name silently.
    func testANameThatIsTooLong() async throws {
        try await onPostgreSQL { database in
            let name = String(repeating: "n", count: 64)
            let error = await failure { try await database.engine.execute(sql("SELECT 1 AS \(identifier: name)")) }
            XCTAssertEqual(
                text(of: error),
                "the identifier \"\(name)\" has 64 bytes, and PostgreSQL keeps only 63: give it a shorter name")
        }
    }

    func testANumberThatIsTooLarge() async throws {
        try await onPostgreSQL { database in
            try await database.engine.createAll(MetaData(Everything.self))
            let error =
                await failure {
                    try await database.engine.execute(
                        CinnabarSQL.text("INSERT INTO everything (id, medium) VALUES (1, :n)", ["n": Int.max]))
                } as? DatabaseError
            XCTAssertEqual(error?.kind, .invalidValue, text(of: error))
            XCTAssertEqual(error?.sqlState, "22003")
        }
    }

    func testAnUnknownColumnOfARow() async throws {
        try await onEveryDatabase { database in
            let row = try await database.engine.execute(CinnabarSQL.text("SELECT 1 AS a, 2 AS b")).one()
            XCTAssertThrowsError(try row.get("c", as: Int.self)) {
                XCTAssertEqual("\($0)", "the result has no column named \"c\": it has \"a\", \"b\"")
            }
            XCTAssertThrowsError(try row.get(2, as: Int.self)) {
                XCTAssertEqual("\($0)", "the result has no column at position 2: it has \"a\", \"b\"")
            }
        }
    }

    func testAWrongTypeInARow() async throws {
        try await onSQLite { database in
            let error = await failure {
                _ = try await database.engine.execute(CinnabarSQL.text("SELECT 'x' AS name").columns(Int.self))
            }
            XCTAssertEqual(text(of: error), "column \"name\" (0) is text in row 0, which cannot be read as Int")
        }
        try await onPostgreSQL { database in
            let error = await failure {
                _ = try await database.engine.execute(CinnabarSQL.text("SELECT 'x'::text AS name").columns(Int.self))
            }
            XCTAssertEqual(text(of: error), "column \"name\" (0) is text in row 0, which cannot be read as Int")
        }
    }

    func testAFeatureThatTheDialectLacks() async throws {
        try await onSQLite { database in
            let error = await failure { try await database.engine.execute(select(Account.self).forUpdate()) }
            XCTAssertEqual(
                text(of: error),
                "SQLite has no row locks (FOR UPDATE): leave the lock out: a write transaction there has the whole "
                    + "database to itself")
        }
    }

    /// S14: bytes that are no UTF-8 are an error, never replaced.
    func testInvalidUTF8InARow() async throws {
        try await onSQLite { database in
            let error = await failure {
                _ = try await database.engine.execute(
                    CinnabarSQL.text("SELECT CAST(X'61FF62' AS TEXT) AS t").columns(String.self))
            }
            XCTAssertEqual((error as? RowDecodingError)?.column, "t", text(of: error))
        }
    }

    func testAPoolThatIsExhausted() async throws {
        var configuration = EngineConfiguration()
        configuration.pool = PoolConfiguration(size: 1, maxOverflow: 0)
        configuration.pool.acquireTimeout = .milliseconds(50)
        try await onPostgreSQL(configuration) { database in
            try await database.engine.connect { connection in
                try await connection.execute(CinnabarSQL.text("SELECT 1"))
                let error = await failure { try await database.engine.execute(CinnabarSQL.text("SELECT 1")) }
                let message = text(of: error)
                XCTAssertEqual((error as? DatabaseError)?.kind, .poolTimeout)
                XCTAssertTrue(message.contains("BadInputTests.swift"), message)
                XCTAssertTrue(message.contains("1 in use") || message.contains("in use"), message)
            }
        }
    }

    func testAnEngineThatIsDisposed() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            await engine.dispose()
            let error = await failure { try await engine.execute(CinnabarSQL.text("SELECT 1")) }
            XCTAssertEqual((error as? DatabaseError)?.kind, .poolClosed, text(of: error))
        }
    }
}
