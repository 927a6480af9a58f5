import CinnabarEngine
import CinnabarSQL
import Synchronization
import XCTest

@testable import CinnabarSQLite

final class SQLiteCancellationTests: SQLiteTestCase {
    private let clock = ContinuousClock()

    /// The ways in which a statement runs: hopping to the thread, on the thread, in the queue, on the caller's thread.
    private func everyWay(
        _ body: (String, @escaping @Sendable (StatementRequest) async throws -> Void) async throws -> Void
    )
        async throws
    {
        try await withSource { source in
            try await source.read { connection in
                try await body("hop") { _ = try await connection.execute($0, sink: nil) }
                try await body("on the thread") { request in
                    try await Placement.run(on: connection.executor, isCurrent: { connection.isOnExecutor }) {
                        XCTAssertTrue(connection.isOnExecutor)
                        _ = try await connection.execute(request, sink: nil)
                    }
                }
            }
            try await body("queue") { request in
                let outcome = try await source.readDirectly(request, sink: ValueSink())
                XCTAssertNotNil(outcome)
            }
        }
        try await withSource(nil, ["execution": "inline"]) { source in
            try await body("inline") { request in
                let outcome = try await source.readDirectly(request, sink: ValueSink())
                XCTAssertNotNil(outcome)
            }
        }
    }

    /// L7: a cancelled task stops the statement, wherever it runs, and the connection goes on.
    func testCancellationInterruptsTheRunningStatement() async throws {
        try await everyWay { way, run in
            for _ in 0..<5 {
                let task = Task { try await run(StatementRequest(.rows(endless))) }
                try await Task.sleep(for: .milliseconds(20))
                let start = self.clock.now
                task.cancel()
                let error = await self.error { try await task.value }
                XCTAssertTrue(error is CancellationError, "\(way): \(String(describing: error))")
                XCTAssertLessThan(self.clock.now - start, .milliseconds(500), way)
                try await run(StatementRequest(.rows("SELECT 1")))
            }
        }
    }

    /// L7: a task that was cancelled before runs nothing.
    func testACancelledTaskRunsNothing() async throws {
        try await everyWay { way, run in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await run(StatementRequest(.rows(endless)))
            }
            let error = await self.error { try await task.value }
            XCTAssertTrue(error is CancellationError, "\(way): \(String(describing: error))")
        }
    }

    /// L7: a deadline that passes is a timeout, soon after it.
    func testDeadlinesInterruptTheRunningStatement() async throws {
        try await everyWay { way, run in
            for milliseconds in [1, 30, 60] {
                let start = self.clock.now
                let deadline = Deadline.after(.milliseconds(milliseconds))
                let error = try await self.databaseError {
                    try await run(StatementRequest(.rows(endless), deadline: deadline))
                }
                XCTAssertEqual(error.kind, .timeout, way)
                XCTAssertEqual(error.message, "the statement did not end in time and was interrupted")
                XCTAssertLessThan(self.clock.now - start, .milliseconds(milliseconds + 400), way)
                try await run(StatementRequest(.rows("SELECT 1"), deadline: .after(.seconds(10))))
            }
        }
    }

    /// L7: 10,000 interrupts at random moments never hit another statement: the one after each, which is not
    /// cancelled, always succeeds.
    func testInterruptsNeverHitTheNextStatement() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a); INSERT INTO t VALUES (42)")
            try await source.read { connection in
                var cancelled = 0
                for round in 0..<5000 {
                    cancelled += try await self.raceCancellation(round) {
                        try await connection.rows(Self.short)
                    }
                    let rows = try await connection.rows("SELECT a FROM t")
                    XCTAssertEqual(rows, [[.integer(42)]], "round \(round)")
                }
                XCTAssertGreaterThan(cancelled, 0)
            }
            var cancelled = 0
            for round in 0..<5000 {
                cancelled += try await self.raceCancellation(round) {
                    try await source.direct(Self.short) ?? []
                }
                let rows = try await source.direct("SELECT a FROM t")
                XCTAssertEqual(rows, [[.integer(42)]], "round \(round)")
            }
            XCTAssertGreaterThan(cancelled, 0)
        }
    }

    /// Some tens of microseconds long.
    private static let short =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT sum(i) FROM n"

    /// 1 when the query was cancelled, 0 when it was done before.
    private func raceCancellation(
        _ round: Int, _ query: @escaping @Sendable () async throws -> [[SQLValue]]
    ) async throws -> Int {
        let task = Task { try await query() }
        for _ in 0..<(round % 97) { await Task.yield() }
        task.cancel()
        do {
            _ = try await task.value
            return 0
        } catch is CancellationError { return 1 }
    }

    /// T12: what the interrupt did to the transaction is told as it is.
    func testAnInterruptedWriteTellsTheTruthAboutItsTransaction() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.write { connection in
                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                try await connection.run("INSERT INTO t VALUES (1)")
                XCTAssertEqual(connection.transactionStatus, .active)
                let write =
                    "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
                let error = try await self.databaseError {
                    try await connection.rows(write, deadline: .after(.milliseconds(30)))
                }
                XCTAssertEqual(error.kind, .timeout)
                // SQLite rolls the whole transaction back when it interrupts a write.
                XCTAssertEqual(connection.transactionStatus, .idle)
                let commit = try await self.databaseError { try await connection.control("COMMIT", deadline: nil) }
                XCTAssertEqual(commit.kind, .transactionRolledBack)
                try await connection.control("ROLLBACK", deadline: nil)
                let rows = try await connection.rows("SELECT count(*) FROM t")
                XCTAssertEqual(rows, [[.integer(0)]])
            }
        }
    }

    /// Whether a transaction has ended must be known: a cancelled task still ends its own.
    func testACancelledTaskCanEndItsTransaction() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.write { connection in
                for isPlaced in [false, true] {
                    for (end, count) in [("ROLLBACK", 0), ("COMMIT", 1)] {
                        let task = Task {
                            try await Placement.run(
                                on: isPlaced ? connection.executor : nil, isCurrent: { connection.isOnExecutor }
                            ) {
                                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                                try await connection.run("INSERT INTO t VALUES (1)")
                                withUnsafeCurrentTask { $0?.cancel() }
                                try await connection.control(end, deadline: .after(.seconds(5)))
                            }
                        }
                        try await task.value
                        XCTAssertEqual(connection.transactionStatus, .idle)
                        let rows = try await connection.rows("SELECT count(*) FROM t")
                        XCTAssertEqual(rows, [[.integer(Int64(count))]], "\(end), placed: \(isPlaced)")
                        try await connection.run("DELETE FROM t")
                    }
                }
            }
        }
    }

    func testABatchIsCancelledBetweenItsRows() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.write { connection in
                let insert = CompiledStatement(sql: "INSERT INTO t VALUES (?)", intent: .write, returnsRows: false)
                let request = BatchRequest(
                    insert, binds: Array(repeating: .integer(1), count: 2_000_000), width: 1, rowCount: 2_000_000,
                    prologue: "BEGIN IMMEDIATE")
                let task = Task { try await connection.executeBatch(request) }
                try await Task.sleep(for: .milliseconds(30))
                task.cancel()
                let error = await self.error { _ = try await task.value }
                XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
                try await connection.control("ROLLBACK", deadline: nil)
            }
        }
    }

    /// L8: interrupts race with the closing of the connection (for a memory checker to look at).
    func testInterruptsRaceWithClosing() async throws {
        for round in 0..<300 {
            let source = try self.source()
            let lease = try await source.lease(.read, deadline: nil, site: CallSite())
            let connection = lease.connection
            let task = Task { try? await connection.rows(endless) }
            for _ in 0..<(round % 50) { await Task.yield() }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { task.cancel() }
                group.addTask { if round % 2 == 0 { connection.abort() } }
                group.addTask { await connection.close(deadline: .after(.seconds(1))) }
            }
            _ = await task.value
            XCTAssertFalse(connection.isUsable)
            XCTAssertEqual(connection.transactionStatus, .unknown)
            await lease.release()
            await source.dispose(deadline: .after(.seconds(5)))
        }
    }

    func testAbortEndsARunningStatement() async throws {
        try await withSource { source in
            let lease = try await source.lease(.read, deadline: nil, site: CallSite())
            let task = Task { try await lease.connection.rows(endless) }
            try await Task.sleep(for: .milliseconds(20))
            lease.connection.abort()
            let error = try await self.databaseError { _ = try await task.value }
            XCTAssertEqual(error.kind, .connectionLost)
            await lease.release()
            let rows = try await source.direct("SELECT 1")
            XCTAssertEqual(rows, [[.integer(1)]])
        }
    }
}
