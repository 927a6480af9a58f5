import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGBatchTests: PGTestCase {
    private func insert(
        _ connection: PGConnection, _ table: String, rows: Int, prologue: String? = nil,
        value: (Int) -> SQLValue = { .text("n\($0)") }
    ) async throws -> StatementOutcome {
        var binds: [SQLValue] = []
        for row in 0..<rows { binds += [.integer(Int64(row)), value(row)] }
        return try await connection.executeBatch(
            BatchRequest(
                CompiledStatement("INSERT INTO \(table) VALUES ($1, $2)"), binds: binds, width: 2, rowCount: rows,
                prologue: prologue))
    }

    func testABatchIsOnePreparedStatementAndSumsItsRows() async throws {
        for mode in PostgreSQLOptions.PrepareMode.allCases {
            let connection = try await connect(["prepare": mode.rawValue])
            let table = try await table("id int8 PRIMARY KEY, name text", on: connection)
            let outcome = try await insert(connection, table, rows: 5_000, prologue: "BEGIN")
            XCTAssertEqual(outcome.affectedRows, 5_000)
            XCTAssertEqual(connection.transactionStatus, .active)
            try await connection.control("COMMIT", deadline: nil)
            let sum = try await connection.rows("SELECT count(*), sum(id)::int8 FROM \(table)")
            XCTAssertEqual(sum, [[.integer(5_000), .integer(5_000 * 4_999 / 2)]])
            let count = try await connection.preparedCount(like: "INSERT INTO \(table)%")
            XCTAssertEqual(count, mode == .auto ? 1 : 0)
        }
    }

    /// T19: outside a transaction a batch is all or nothing.
    func testTheFirstErrorNamesItsRowAndNothingIsStored() async throws {
        let connection = try await connect()
        let table = try await table("id int8, name text NOT NULL", on: connection)
        let error = await assertThrows(.notNullViolation) {
            try await insert(connection, table, rows: 3_000) { $0 == 1_234 || $0 == 2_000 ? .null : .text("x") }
        }
        XCTAssertTrue(error?.message.contains("row 1234 ") ?? false, "\(String(describing: error))")
        XCTAssertEqual(connection.transactionStatus, .idle)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
        let outcome = try await insert(connection, table, rows: 10)
        XCTAssertEqual(outcome.affectedRows, 10)
    }

    func testARowThatCannotBeBoundNamesItselfAndStoresNothing() async throws {
        let connection = try await connect()
        let table = try await table("id int8, name text", on: connection)
        let error = await assertThrows(.invalidValue) {
            try await insert(connection, table, rows: 3_000) { $0 == 2_222 ? .text("a\0b") : .text("x") }
        }
        XCTAssertTrue(error?.message.contains("row 2222 ") ?? false)
        XCTAssertTrue(connection.isUsable)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }

    func testAStatementThatDoesNotParseLeavesNothingPrepared() async throws {
        let connection = try await connect()
        let batch = BatchRequest(
            CompiledStatement("INSERT INTO nowhere VALUES ($1)"), binds: [.integer(1), .integer(2)], width: 1,
            rowCount: 2)
        for _ in 0..<2 { _ = await assertThrows(.undefinedTable) { try await connection.executeBatch(batch) } }
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    /// C14: results and notices that fill both directions.
    func testRowsAndNoticesThatFillTheWayBackDoNotDeadlock() async throws {
        let connection = try await connect()
        try await connection.control(
            """
            CREATE OR REPLACE FUNCTION pg_temp.echo(t text) RETURNS text LANGUAGE plpgsql AS $$
            BEGIN RAISE NOTICE '%', t; RETURN t; END $$
            """, deadline: nil)
        let text = SQLValue.text(String(repeating: "y", count: 4_000))
        let batch = BatchRequest(
            CompiledStatement("SELECT pg_temp.echo($1)"), binds: Array(repeating: text, count: 10_000), width: 1,
            rowCount: 10_000, deadline: .after(.seconds(60)))
        _ = try await connection.executeBatch(batch)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testMixedNullsStayFewStatements() async throws {
        let connection = try await connect()
        let table = try await table("id int8, n int8", on: connection)
        let outcome = try await insert(connection, table, rows: 1_000) { $0 % 3 == 0 ? .null : .integer(Int64($0)) }
        XCTAssertEqual(outcome.affectedRows, 1_000)
        let count = try await connection.preparedCount(like: "INSERT INTO \(table)%")
        XCTAssertLessThanOrEqual(count, 2)
    }

    func testAnEmptyBatchRunsItsPrologueOnly() async throws {
        let connection = try await connect()
        let batch = BatchRequest(
            CompiledStatement("INSERT INTO nowhere VALUES ($1)"), binds: [], width: 1, rowCount: 0, prologue: "BEGIN")
        let outcome = try await connection.executeBatch(batch)
        XCTAssertEqual(outcome.affectedRows, 0)
        XCTAssertEqual(connection.transactionStatus, .active)
    }
}
