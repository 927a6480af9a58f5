import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGCancelTests: PGTestCase {
    /// X1: whatever comes after a cancelled statement finds the connection as it was.
    func testACancelledStatementEndsSoonAndTheConnectionGoesOn() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        var times: [Int64] = []
        for round in 0..<9 {
            let task = Task { try await connection.rows("SELECT pg_sleep(20)") }
            try await Task.sleep(for: .milliseconds(50))
            let start = MonotonicClock.now
            task.cancel()
            await assertCancelled(task)
            times.append(MonotonicClock.now - start)
            XCTAssertTrue(connection.isUsable)
            XCTAssertEqual(connection.transactionStatus, .idle)
            try await use(connection, table, round)
        }
        XCTAssertLessThan(times.sorted()[times.count / 2], 100_000_000)
    }

    private func use(_ connection: PGConnection, _ table: String, _ round: Int) async throws {
        switch round {
        case 0:
            let one = try await connection.value("SELECT 1")
            XCTAssertEqual(one, .integer(1))
        case 1: try await connection.control("BEGIN; COMMIT", deadline: nil)
        case 2: try await connection.ping(deadline: .after(.seconds(1)))
        case 3: try await connection.reset(thorough: true, deadline: .after(.seconds(1)))
        case 4:
            let batch = BatchRequest(
                CompiledStatement("INSERT INTO \(table) VALUES ($1)"), binds: [.integer(1), .integer(2)], width: 1,
                rowCount: 2)
            let outcome = try await connection.executeBatch(batch)
            XCTAssertEqual(outcome.affectedRows, 2)
        case 5:
            let cursor = try await connection.openCursor(
                StatementRequest(CompiledStatement("SELECT * FROM generate_series(1, 10)")))
            let counter = RowCounter()
            while try await cursor.fetch(limit: 3, sink: counter) {}
            await cursor.close()
            XCTAssertEqual(counter.sum, 55)
        case 6: try await connection.rows(CompiledStatement("SELECT 1 AS prepared"), prologue: "BEGIN")
        case 7: try await connection.control("ROLLBACK", deadline: nil)
        default:
            let rows = try await connection.copyIn("COPY \(table) FROM STDIN", from: Chunks(["1\n", "2\n"]))
            XCTAssertEqual(rows, 2)
        }
        if round == 6 { try await connection.control("ROLLBACK", deadline: nil) }
    }

    func testATaskThatIsCancelledAlreadySendsNothing() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await connection.rows("INSERT INTO \(table) VALUES (1)")
        }
        await assertCancelled(task)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }

    func testADeadlineCancelsTheStatementAndSaysTimeout() async throws {
        let connection = try await connect()
        for _ in 0..<3 {
            let start = MonotonicClock.now
            let error = await assertThrows(.timeout) {
                try await connection.rows("SELECT pg_sleep(20)", deadline: .after(.milliseconds(100)))
            }
            let milliseconds = (MonotonicClock.now - start) / 1_000_000
            XCTAssertTrue((100..<1_100).contains(milliseconds), "\(milliseconds) ms")
            XCTAssertEqual(error?.sql, "SELECT pg_sleep(20)")
            XCTAssertTrue(connection.isUsable)
        }
        // A shorter deadline than the one that the timer is set for, and one that is met.
        let rows = try await connection.rows("SELECT 1", deadline: .after(.seconds(60)))
        XCTAssertEqual(rows, [[.integer(1)]])
        let start = MonotonicClock.now
        _ = await assertThrows(.timeout) {
            try await connection.rows("SELECT pg_sleep(20)", deadline: .after(.milliseconds(50)))
        }
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
    }

    /// T13, T14: a cancelled task still ends its transaction, and knows how it ended.
    func testACancelledTaskEndsItsTransaction() async throws {
        let connection = try await connect()
        let table = try await table("a int", on: connection)
        for (ending, count) in [("ROLLBACK", 0), ("COMMIT", 1)] {
            try await connection.control("BEGIN; INSERT INTO \(table) VALUES (1)", deadline: nil)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await connection.control(ending, deadline: .after(.seconds(5)))
            }
            try await task.value
            XCTAssertEqual(connection.transactionStatus, .idle)
            let stored = try await connection.value("SELECT count(*) FROM \(table)")
            XCTAssertEqual(stored, .integer(Int64(count)))
        }
        try await connection.control("BEGIN", deadline: nil)
        let reset = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await connection.reset(thorough: true, deadline: .after(.seconds(5)))
        }
        try await reset.value
        XCTAssertEqual(connection.transactionStatus, .idle)
    }

    /// X6: an error and a cancel together are one error, and the connection survives.
    func testAServersErrorAndACancelTogether() async throws {
        let connection = try await connect()
        for _ in 0..<200 {
            let task = Task { try await connection.rows("SELECT pg_sleep(0.001), 1 / 0") }
            let spin = MonotonicClock.now + Int64.random(in: 0...2_000_000)
            while MonotonicClock.now < spin { await Task.yield() }
            task.cancel()
            do {
                _ = try await task.value
                XCTFail("nothing was thrown")
            } catch let error as DatabaseError {
                XCTAssertEqual(error.kind, .invalidValue)
            } catch {
                XCTAssertTrue(error is CancellationError)
            }
            XCTAssertTrue(connection.isUsable)
        }
        try await connection.control("SET statement_timeout = 30", deadline: nil)
        for _ in 0..<50 {
            let task = Task { try await connection.rows("SELECT pg_sleep(1)") }
            let spin = MonotonicClock.now + Int64.random(in: 25_000_000...35_000_000)
            while MonotonicClock.now < spin { await Task.yield() }
            task.cancel()
            do {
                _ = try await task.value
                XCTFail("nothing was thrown")
            } catch let error as DatabaseError {
                XCTAssertEqual(error.kind, .timeout)
            } catch {
                XCTAssertTrue(error is CancellationError)
            }
        }
        try await connection.control("RESET statement_timeout", deadline: nil)
        XCTAssertTrue(connection.isUsable)
    }

    /// T11: a BEGIN that is cancelled on its way never leaves a transaction that nobody knows of.
    func testACancelledBeginIsSeenInTheStatus() async throws {
        let connection = try await connect()
        var opened = 0
        for round in 0..<300 {
            let statement = CompiledStatement("SELECT \(round)", isReusable: false)
            let task = Task { try await connection.rows(statement, prologue: "BEGIN") }
            let spin = MonotonicClock.now + Int64.random(in: 0...300_000)
            while MonotonicClock.now < spin { await Task.yield() }
            task.cancel()
            _ = try? await task.value
            let believed = connection.transactionStatus
            if believed != .idle { opened += 1 }
            try await connection.reset(thorough: false, deadline: .after(.seconds(2)))
            // Outside a transaction each statement has a time of its own.
            let first = try await connection.value("SELECT now()")
            let second = try await connection.value("SELECT now()")
            XCTAssertNotEqual(first, second)
        }
        XCTAssertGreaterThan(opened, 0)
    }

    func testCancellingOneOfManyRowsOfABatchEndsIt() async throws {
        let connection = try await connect()
        let statement = CompiledStatement("SELECT pg_sleep($1)")
        let batch = BatchRequest(
            statement, binds: Array(repeating: .real(0.01), count: 2_000), width: 1, rowCount: 2_000)
        let task = Task { try await connection.executeBatch(batch) }
        try await Task.sleep(for: .milliseconds(100))
        let start = MonotonicClock.now
        task.cancel()
        await assertCancelled(task)
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }
}

/// Texts as an asynchronous sequence of chunks.
struct Chunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    private var rest: ArraySlice<String>
    private let failure: (any Error & Sendable)?

    init(_ texts: [String], then failure: (any Error & Sendable)? = nil) {
        rest = texts[...]
        self.failure = failure
    }

    func makeAsyncIterator() -> Chunks { self }

    mutating func next() async throws -> [UInt8]? {
        if let text = rest.popFirst() { return Array(text.utf8) }
        if let failure { throw failure }
        return nil
    }
}
