import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGStreamTests: PGTestCase {
    private func open(_ connection: PGConnection, _ sql: String, deadline: Deadline? = nil) async throws
        -> any DriverCursor
    {
        try await connection.openCursor(StatementRequest(CompiledStatement(sql), deadline: deadline))
    }

    func testRowsComeInOrderAndInTheirLimits() async throws {
        let connection = try await connect()
        let cursor = try await open(connection, "SELECT i, 'n' || i FROM generate_series(1, 1000) i")
        XCTAssertEqual(cursor.shape.typeNames, ["integer", "text"])
        var all: [[SQLValue]] = []
        while true {
            let collector = RowCollector()
            let more = try await cursor.fetch(limit: 64, sink: collector)
            XCTAssertLessThanOrEqual(collector.rows.count, 64)
            if more { XCTAssertEqual(collector.rows.count, 64) }
            all += collector.rows
            if !more { break }
        }
        XCTAssertEqual(all.count, 1000)
        XCTAssertEqual(all.last, [.integer(1000), .text("n1000")])
        let again = try await cursor.fetch(limit: 64, sink: RowCounter())
        XCTAssertFalse(again)
        await cursor.close()
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testEmptyResultsAndStatementsWithoutRows() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        let cursor = try await open(connection, "SELECT a FROM \(table)")
        XCTAssertEqual(cursor.shape.names, ["a"])
        let more = try await cursor.fetch(limit: 10, sink: RowCounter())
        XCTAssertFalse(more)
        await cursor.close()
        let silent = try await open(connection, "INSERT INTO \(table) VALUES (1)")
        XCTAssertEqual(silent.shape.names, [])
        let none = try await silent.fetch(limit: 10, sink: RowCounter())
        XCTAssertFalse(none)
        await silent.close()
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(1))
    }

    /// C12
    func testAHugeResultIsStreamedInLittleMemory() async throws {
        let connection = try await connect()
        let cursor = try await open(connection, "SELECT i, repeat('x', 200) FROM generate_series(1, 1500000) i")
        let counter = RowCounter()
        _ = try await cursor.fetch(limit: 1000, sink: counter)
        let before = residentMemory()
        var peak = before
        while try await cursor.fetch(limit: 1000, sink: counter) { peak = max(peak, residentMemory()) }
        XCTAssertEqual(counter.count, 1_500_000)
        XCTAssertEqual(counter.sum, 1_500_000 * 1_500_001 / 2)
        XCTAssertLessThan(peak - before, 16 << 20)
    }

    /// C12: who is slow makes the server wait instead of filling memory.
    func testASlowConsumerHoldsTheServerBack() async throws {
        let connection = try await connect()
        let cursor = try await open(connection, "SELECT i, repeat('x', 1000) FROM generate_series(1, 1000000) i")
        let counter = RowCounter()
        let before = residentMemory()
        for _ in 0..<20 {
            _ = try await cursor.fetch(limit: 10, sink: counter)
            try await Task.sleep(for: .milliseconds(10))
        }
        XCTAssertEqual(counter.count, 200)
        XCTAssertLessThan(residentMemory() - before, 16 << 20)
        let start = MonotonicClock.now
        await cursor.close()
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        XCTAssertTrue(connection.isUsable)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testEndingEarlyLeavesTheConnectionUsable() async throws {
        let connection = try await connect()
        for taken in [0, 1, 100, 5_000] {
            let cursor = try await open(connection, "SELECT generate_series(1, 10000000)")
            let counter = RowCounter()
            if taken > 0 { _ = try await cursor.fetch(limit: taken, sink: counter) }
            XCTAssertEqual(counter.count, taken)
            await cursor.close()
            await cursor.close()
            XCTAssertTrue(connection.isUsable)
            XCTAssertEqual(connection.transactionStatus, .idle)
            let one = try await connection.value("SELECT 1")
            XCTAssertEqual(one, .integer(1))
        }
    }

    func testAnErrorInTheMiddleComesAfterTheRowsBeforeIt() async throws {
        let connection = try await connect()
        let cursor = try await open(connection, "SELECT 10 / (5001 - i) FROM generate_series(1, 10000) i")
        let counter = RowCounter()
        let error = await assertThrows(.invalidValue) {
            while try await cursor.fetch(limit: 100, sink: counter) {}
        }
        XCTAssertEqual(error?.sqlState, "22012")
        XCTAssertGreaterThan(counter.count, 1_000)
        XCTAssertLessThanOrEqual(counter.count, 5_000)
        await cursor.close()
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
        _ = await assertThrows(.undefinedTable) { try await open(connection, "SELECT * FROM nowhere") }
        let two = try await connection.value("SELECT 2")
        XCTAssertEqual(two, .integer(2))
    }

    func testACancelledFetchThrowsAndTheConnectionGoesOn() async throws {
        let connection = try await connect()
        let cursor = try await open(
            connection,
            "SELECT i, repeat('x', 20000), pg_sleep(CASE WHEN i > 5 THEN 20 ELSE 0 END) FROM generate_series(1, 10) i")
        let task = Task {
            let counter = RowCounter()
            while try await cursor.fetch(limit: 100, sink: counter) {}
        }
        try await Task.sleep(for: .milliseconds(100))
        let start = MonotonicClock.now
        task.cancel()
        await assertCancelled(task)
        await cursor.close()
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    func testADeadlineEndsAStream() async throws {
        let connection = try await connect()
        let cursor = try await open(
            connection, "SELECT i, repeat('x', 20000), pg_sleep(0.02) FROM generate_series(1, 1000) i",
            deadline: .after(.milliseconds(150))
        )
        let start = MonotonicClock.now
        _ = await assertThrows(.timeout) {
            while try await cursor.fetch(limit: 10, sink: RowCounter()) {}
        }
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        await cursor.close()
        XCTAssertTrue(connection.isUsable)
    }

    func testNoOtherCallDuringAStream() async throws {
        let connection = try await connect()
        let cursor = try await open(connection, "SELECT * FROM generate_series(1, 10)")
        _ = await assertThrows(.misuse) { try await connection.rows("SELECT 1") }
        await cursor.close()
    }

    func testADroppedStreamEndsTheConnection() async throws {
        let connection = try await connect()
        do { _ = try await open(connection, "SELECT * FROM generate_series(1, 1000000)") }
        XCTAssertFalse(connection.isUsable)
        _ = await assertThrows(.connectionLost) { try await connection.rows("SELECT 1") }
    }

    func testAStreamUsesThePreparedStatement() async throws {
        let connection = try await connect()
        let statement = CompiledStatement("SELECT $1::int8 + i FROM generate_series(1, 3) i")
        let rows = try await connection.rows(statement, [.integer(1)])
        XCTAssertEqual(rows.count, 3)
        let cursor = try await connection.openCursor(StatementRequest(statement, binds: [.integer(10)]))
        let collector = RowCollector()
        while try await cursor.fetch(limit: 100, sink: collector) {}
        await cursor.close()
        XCTAssertEqual(collector.rows, [[.integer(11)], [.integer(12)], [.integer(13)]])
    }
}
