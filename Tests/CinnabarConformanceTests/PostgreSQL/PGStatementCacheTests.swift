import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGStatementCacheTests: PGTestCase {
    /// C20: the least recently used statement goes, here and on the server.
    func testTheStatementCacheIsBounded() async throws {
        let connection = try await connect(["prepare_capacity": "8"])
        for number in 0..<500 {
            let rows = try await connection.rows("SELECT \(number) AS n")
            XCTAssertEqual(rows, [[.integer(Int64(number))]])
        }
        let count = try await connection.preparedCount(like: "%")
        XCTAssertLessThanOrEqual(count, 10)
        // And within a transaction.
        try await connection.control("BEGIN", deadline: nil)
        for number in 0..<500 { try await connection.rows("SELECT \(number) AS n") }
        try await connection.control("COMMIT", deadline: nil)
        for number in 0..<20 { try await connection.rows("SELECT \(number) AS n") }
        let later = try await connection.preparedCount(like: "%")
        XCTAssertLessThanOrEqual(later, 80)
    }

    /// C20: DDL changes a result's type under a prepared statement.
    func testAChangedResultTypeIsRetriedOutsideATransaction() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        let statement = CompiledStatement("SELECT * FROM \(table)")
        try await connection.control("INSERT INTO \(table) VALUES (1)", deadline: nil)
        let first = try await connection.rows(statement)
        XCTAssertEqual(first, [[.integer(1)]])
        try await connection.control("ALTER TABLE \(table) ADD b text DEFAULT 'x'", deadline: nil)
        let second = try await connection.rows(statement)
        XCTAssertEqual(second, [[.integer(1), .text("x")]])
        // With a prologue nothing else has happened in the transaction, so that is retried too.
        try await connection.control("ALTER TABLE \(table) ADD c int DEFAULT 3", deadline: nil)
        let third = try await connection.rows(statement, prologue: "BEGIN")
        XCTAssertEqual(third, [[.integer(1), .text("x"), .integer(3)]])
        XCTAssertEqual(connection.transactionStatus, .active)
        // Within a transaction it is an error, and fine afterwards.
        try await connection.control("ALTER TABLE \(table) DROP c", deadline: nil)
        let error = await assertThrows(.other) { try await connection.rows(statement) }
        XCTAssertEqual(error?.sqlState, "0A000")
        try await connection.control("ROLLBACK", deadline: nil)
        let last = try await connection.rows(statement)
        XCTAssertEqual(last, [[.integer(1), .text("x"), .integer(3)]])
    }

    /// C20: somebody drops all prepared statements.
    func testLostPreparedStatementsAreMadeAnew() async throws {
        let connection = try await connect()
        let statement = CompiledStatement("SELECT $1::int + 1")
        for script in ["DISCARD ALL", "DEALLOCATE ALL"] {
            for number in 0..<3 {
                let rows = try await connection.rows(statement, [.integer(Int64(number))])
                XCTAssertEqual(rows, [[.integer(Int64(number) + 1)]])
            }
            try await connection.control(script, deadline: nil)
        }
        let rows = try await connection.rows(statement, [.integer(7)])
        XCTAssertEqual(rows, [[.integer(8)]])
        try await connection.control("BEGIN; DEALLOCATE ALL", deadline: nil)
        let error = await assertThrows(.other) { try await connection.rows(statement, [.integer(7)]) }
        XCTAssertEqual(error?.sqlState, "26000")
        XCTAssertTrue(error?.fields.hint?.contains("prepare=unnamedOnly") ?? false)
    }

    /// C20: a type is dropped and made again under the same name.
    func testARecreatedTypeIsFoundAgain() async throws {
        let connection = try await connect()
        let type = "mood_\(UInt32.random(in: 0 ... .max))"
        let statement = CompiledStatement("SELECT $1::\(type)")
        for _ in 0..<3 {
            try await connection.control("CREATE TYPE \(type) AS ENUM ('sad', 'glad')", deadline: nil)
            let rows = try await connection.rows(statement, [.text("glad")])
            XCTAssertEqual(rows, [[.text("glad")]])
            try await connection.control("DROP TYPE \(type)", deadline: nil)
        }
    }

    func testAStreamFindsAChangedTableToo() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        let statement = CompiledStatement("SELECT * FROM \(table)")
        try await connection.control("INSERT INTO \(table) VALUES (1)", deadline: nil)
        try await connection.rows(statement)
        for (change, prologue) in [("ADD b int DEFAULT 2", nil), ("ADD c int DEFAULT 3", "BEGIN")] {
            try await connection.control("ALTER TABLE \(table) \(change)", deadline: nil)
            let cursor = try await connection.openCursor(StatementRequest(statement, prologue: prologue))
            let collector = RowCollector()
            while try await cursor.fetch(limit: 10, sink: collector) {}
            await cursor.close()
            XCTAssertEqual(collector.rows.first?.count, prologue == nil ? 2 : 3)
            XCTAssertEqual(connection.transactionStatus, prologue == nil ? .idle : .active)
            if prologue != nil { try await connection.control("COMMIT", deadline: nil) }
            try await connection.rows(statement)
        }
    }
}
