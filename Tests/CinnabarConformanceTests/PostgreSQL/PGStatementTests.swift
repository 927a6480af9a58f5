import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGStatementTests: PGTestCase {
    func testRowsCountsAndShapes() async throws {
        let connection = try await connect()
        let table = try await table("id int PRIMARY KEY, name text", on: connection)
        let insert = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2) RETURNING id, name")
        for id in 1...3 {
            let collector = RowCollector()
            let outcome = try await connection.execute(
                StatementRequest(insert, binds: [.integer(Int64(id)), .text("n\(id)")]), sink: collector)
            XCTAssertEqual(outcome.affectedRows, 1)
            XCTAssertEqual(outcome.shape?.names, ["id", "name"])
            XCTAssertEqual(outcome.shape?.typeNames, ["integer", "text"])
            XCTAssertEqual(collector.rows, [[.integer(Int64(id)), .text("n\(id)")]])
        }
        let update = CompiledStatement("UPDATE \(table) SET name = name || 'x' WHERE id < $1")
        let outcome = try await connection.execute(StatementRequest(update, binds: [.integer(3)]), sink: nil)
        XCTAssertEqual(outcome.affectedRows, 2)
        let read = try await connection.execute(StatementRequest(CompiledStatement("TABLE \(table)")), sink: nil)
        XCTAssertEqual(read.affectedRows, 0)
        let empty = try await connection.rows("SELECT id FROM \(table) WHERE false")
        XCTAssertEqual(empty, [])
    }

    func testAStatementIsPreparedOnceAndInOneRoundTripWithItsFirstUse() async throws {
        let connection = try await connect()
        let statement = CompiledStatement("SELECT $1::int8 + 1")
        for number in 0..<5 {
            let rows = try await connection.rows(statement, [.integer(Int64(number))])
            XCTAssertEqual(rows, [[.integer(Int64(number) + 1)]])
        }
        let names = try await connection.preparedCount(like: "SELECT $1::int8 + 1")
        XCTAssertEqual(names, 1)
    }

    func testTheProloguesOfStatementsAreRunBeforeThem() async throws {
        let connection = try await connect()
        let statement = CompiledStatement("SELECT pg_current_xact_id_if_assigned() IS NULL")
        for _ in 0..<2 {
            XCTAssertEqual(connection.transactionStatus, .idle)
            try await connection.rows(statement, prologue: "BEGIN ISOLATION LEVEL SERIALIZABLE")
            XCTAssertEqual(connection.transactionStatus, .active)
            let level = try await connection.value("SELECT current_setting('transaction_isolation')")
            XCTAssertEqual(level, .text("serializable"))
            try await connection.control("ROLLBACK", deadline: nil)
        }
    }

    func testAFailingStatementBehindItsPrologueLeavesAFailedTransaction() async throws {
        let connection = try await connect()
        let error = await assertThrows(.undefinedTable) {
            try await connection.rows(CompiledStatement("SELECT * FROM nowhere"), prologue: "BEGIN")
        }
        XCTAssertEqual(error?.sqlState, "42P01")
        XCTAssertEqual(error?.sql, "SELECT * FROM nowhere")
        XCTAssertEqual(connection.transactionStatus, .failed)
        _ = await assertThrows(.transactionAborted) { try await connection.rows("SELECT 1") }
        try await connection.reset(thorough: false, deadline: .after(.seconds(1)))
        XCTAssertEqual(connection.transactionStatus, .idle)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testAFailingPrologueIsTheError() async throws {
        let connection = try await connect()
        let error = await assertThrows(.syntax) {
            try await connection.rows(CompiledStatement("SELECT 1"), prologue: "BEGIN NONSENSE")
        }
        XCTAssertNotNil(error)
        XCTAssertEqual(connection.transactionStatus, .idle)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testASinkThatThrowsLeavesTheConnectionUsable() async throws {
        struct Refusal: Error {}
        final class Refuser: RowSink {
            func consume(_ cursor: RowCursor) throws { throw Refusal() }
        }
        let connection = try await connect()
        for _ in 0..<3 {
            do {
                let statement = CompiledStatement("SELECT * FROM generate_series(1, 10000)")
                _ = try await connection.execute(StatementRequest(statement), sink: Refuser())
                XCTFail("nothing was thrown")
            } catch {
                XCTAssertTrue(error is Refusal)
            }
            let one = try await connection.value("SELECT 1")
            XCTAssertEqual(one, .integer(1))
        }
    }

    func testEveryPrepareModeGivesTheSameResults() async throws {
        for mode in PostgreSQLOptions.PrepareMode.allCases {
            let connection = try await connect(["prepare": mode.rawValue])
            let statement = CompiledStatement("SELECT $1::text || 'x', $2::int")
            for number in 0..<3 {
                let rows = try await connection.rows(
                    statement, [.text("a"), .integer(Int64(number))], prologue: number == 1 ? "BEGIN" : nil)
                XCTAssertEqual(rows, [[.text("ax"), .integer(Int64(number))]], mode.rawValue)
            }
            try await connection.control("COMMIT", deadline: nil)
            let count = try await connection.preparedCount(like: "SELECT $1::text%")
            XCTAssertEqual(count, mode == .auto ? 1 : 0, mode.rawValue)
        }
    }

    func testErrorsCarryTheServersFields() async throws {
        let connection = try await connect()
        let table = try await table(
            "id int CONSTRAINT named_key PRIMARY KEY, email text UNIQUE, n int NOT NULL CHECK (n > 0)", on: connection)
        let insert = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2, $3)")
        let good: [SQLValue] = [.integer(1), .text("canary@example.com"), .integer(1)]
        try await connection.rows(insert, good)
        let unique = await assertThrows(.uniqueViolation) {
            try await connection.rows(insert, [.integer(2), .text("canary@example.com"), .integer(1)])
        }
        XCTAssertEqual(unique?.table, table)
        XCTAssertEqual(unique?.schema, "public")
        XCTAssertEqual(unique?.constraint, "\(table)_email_key")
        XCTAssertEqual(unique?.columns, ["email"])
        XCTAssertEqual(unique?.fields.bindCount, 3)
        XCTAssertTrue(unique?.detail?.contains("canary") ?? false)
        // S8: row data stays out of what is logged.
        XCTAssertFalse("\(String(describing: unique))".contains("canary"))
        let primary = await assertThrows(.uniqueViolation) { try await connection.rows(insert, good) }
        XCTAssertEqual(primary?.constraint, "named_key")
        let missing = await assertThrows(.notNullViolation) {
            try await connection.rows(insert, [.integer(3), .null, .null])
        }
        XCTAssertEqual(missing?.columns, ["n"])
        let check = await assertThrows(.checkViolation) {
            try await connection.rows(insert, [.integer(3), .null, .integer(0)])
        }
        XCTAssertEqual(check?.constraint, "\(table)_n_check")
        _ = await assertThrows(.undefinedColumn) { try await connection.rows("SELECT nope FROM \(table)") }
        _ = await assertThrows(.undefinedFunction) { try await connection.rows("SELECT nope(1)") }
        _ = await assertThrows(.syntax) { try await connection.rows("SELEC 1") }
        _ = await assertThrows(.invalidValue) { try await connection.rows("SELECT $1::int", [.text("abc")]) }
        _ = await assertThrows(.invalidValue) { try await connection.rows("SELECT 1 / 0") }
        _ = await assertThrows(.duplicateObject) { try await connection.rows("CREATE TABLE \(table) (a int)") }
        XCTAssertTrue(connection.isUsable)
    }

    func testTwoCallsAtOnceAreRefused() async throws {
        let connection = try await connect()
        let slow = Task { try await connection.rows("SELECT pg_sleep(0.2)") }
        try await Task.sleep(for: .milliseconds(50))
        _ = await assertThrows(.misuse) { try await connection.rows("SELECT 1") }
        _ = try await slow.value
        XCTAssertTrue(connection.isUsable)
    }

    func testALargeStatementWhileTheServerWrites() async throws {
        // C14: notices fill the way back while megabytes go out.
        let connection = try await connect()
        let blob = [UInt8](repeating: 7, count: 32 << 20)
        let rows = try await connection.rows("SELECT length($1::bytea), $1", [.blob(blob)])
        XCTAssertEqual(rows.first?.first, .integer(Int64(blob.count)))
        XCTAssertEqual(rows.first?.last, .blob(blob))
    }
}

extension PGConnection {
    func preparedCount(like pattern: String) async throws -> Int {
        let value = try await rows(
            CompiledStatement("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1", isReusable: false),
            [.text(pattern)])
        guard case .integer(let count) = value.first?.first else { return -1 }
        return Int(count)
    }
}
