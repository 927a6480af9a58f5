import CinnabarEngine
import CinnabarSQL
import Foundation
import Logging
import Synchronization
import XCTest

@testable import CinnabarPostgreSQL

final class PGFailureTests: PGTestCase {
    private func terminate(_ connection: PGConnection, by other: PGConnection) async throws {
        try await other.rows("SELECT pg_terminate_backend($1::int, 10000)", [.integer(Int64(connection.processID))])
    }

    /// C1: killed while nothing runs.
    func testABackendKilledWhileIdleIsNoticed() async throws {
        let other = try await connect()
        for _ in 0..<20 {
            let connection = try await connect()
            try await terminate(connection, by: other)
            // The server has ended it; our side hears of it soon.
            for _ in 0..<500 where connection.isUsable { try await Task.sleep(for: .milliseconds(10)) }
            XCTAssertFalse(connection.isUsable)
            XCTAssertEqual(connection.transactionStatus, .unknown)
        }
        for _ in 0..<20 {
            let connection = try await connect()
            try await terminate(connection, by: other)
            // Without asking first.
            _ = await assertThrows(.connectionLost) { try await connection.rows("SELECT 1") }
            XCTAssertFalse(connection.isUsable)
        }
    }

    /// C1: killed in the middle of a statement, and of a transaction.
    func testABackendKilledAtWorkIsAConnectionLost() async throws {
        let other = try await connect()
        for prologue in [nil, "BEGIN"] {
            for _ in 0..<10 {
                let connection = try await connect()
                let task = Task {
                    try await connection.rows(CompiledStatement("SELECT pg_sleep(20)"), prologue: prologue)
                }
                try await Task.sleep(for: .milliseconds(20))
                try await terminate(connection, by: other)
                let error = await assertThrows(.connectionLost) { try await task.value }
                XCTAssertEqual(error?.sqlState, "57P01")
                XCTAssertFalse(connection.isUsable)
                XCTAssertEqual(connection.transactionStatus, .unknown)
            }
        }
    }

    /// T1: the connection is lost while COMMIT is under way.
    func testACommitWhoseAnswerIsLostIsUnknown() async throws {
        let other = try await connect()
        let connection = try await connect()
        let table = try await table("a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED", on: connection)
        // The deferred check waits for the other transaction's row, so that COMMIT takes its time.
        try await other.control("BEGIN; INSERT INTO \(table) VALUES (1)", deadline: nil)
        try await connection.control("BEGIN; INSERT INTO \(table) VALUES (1)", deadline: nil)
        let task = Task { try await connection.control("COMMIT", deadline: nil) }
        try await Task.sleep(for: .milliseconds(50))
        connection.abort()
        _ = await assertThrows(.commitOutcomeUnknown) { try await task.value }
        XCTAssertFalse(connection.isUsable)
        try await other.control("ROLLBACK", deadline: nil)
    }

    /// T3
    func testACommitThatIsAnsweredWithARollbackSaysSo() async throws {
        let connection = try await connect()
        try await connection.control("BEGIN", deadline: nil)
        _ = await assertThrows(.undefinedTable) { try await connection.rows("SELECT * FROM nowhere") }
        XCTAssertEqual(connection.transactionStatus, .failed)
        _ = await assertThrows(.transactionRolledBack) { try await connection.control("COMMIT", deadline: nil) }
        XCTAssertEqual(connection.transactionStatus, .idle)
        XCTAssertTrue(connection.isUsable)
    }

    /// T4
    func testADeferredConstraintFailsAtCommit() async throws {
        let connection = try await connect()
        let table = try await table("a int UNIQUE DEFERRABLE INITIALLY DEFERRED", on: connection)
        try await connection.control("BEGIN; INSERT INTO \(table) VALUES (1), (1)", deadline: nil)
        _ = await assertThrows(.uniqueViolation) { try await connection.control("COMMIT", deadline: nil) }
        XCTAssertEqual(connection.transactionStatus, .idle)
    }

    /// C6: the server's process stands still.
    func testAStoppedBackendEndsAtTheDeadline() async throws {
        let connection = try await connect(["cancel_timeout": "0.2"])
        let id = pid_t(connection.processID)
        guard kill(id, SIGSTOP) == 0 else { return XCTFail("the server's processes cannot be stopped from here") }
        defer { kill(id, SIGCONT) }
        let start = MonotonicClock.now
        let error = await assertThrows(.timeout) {
            try await connection.rows("SELECT 'stale'", deadline: .after(.milliseconds(200)))
        }
        let milliseconds = (MonotonicClock.now - start) / 1_000_000
        XCTAssertTrue((400..<1_400).contains(milliseconds), "\(milliseconds) ms")
        XCTAssertNotNil(error)
        XCTAssertFalse(connection.isUsable)
        kill(id, SIGCONT)
        try await Task.sleep(for: .milliseconds(50))
        _ = await assertThrows(.connectionLost) { try await connection.rows("SELECT 'next'") }
    }

    func testAPingToAStoppedBackendEndsAtItsDeadline() async throws {
        let connection = try await connect()
        let id = pid_t(connection.processID)
        guard kill(id, SIGSTOP) == 0 else { return XCTFail("the server's processes cannot be stopped from here") }
        defer { kill(id, SIGCONT) }
        let start = MonotonicClock.now
        _ = await assertThrows(.timeout) { try await connection.ping(deadline: .after(.milliseconds(100))) }
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        XCTAssertFalse(connection.isUsable)
    }

    func testAbortEndsARunningStatementAtOnce() async throws {
        let connection = try await connect()
        let task = Task { try await connection.rows("SELECT pg_sleep(20)") }
        try await Task.sleep(for: .milliseconds(50))
        let start = MonotonicClock.now
        connection.abort()
        _ = await assertThrows(.connectionLost) { try await task.value }
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        XCTAssertFalse(connection.isUsable)
    }

    /// T17: the timeouts of the server are told apart from each other and from a cancellation.
    func testTheServersTimeoutsHaveTheirOwnKinds() async throws {
        let connection = try await connect()
        let other = try await connect()
        let table = try await table("a int", on: other)
        try await connection.control("SET statement_timeout = 50", deadline: nil)
        let statement = await assertThrows(.timeout) { try await connection.rows("SELECT pg_sleep(5)") }
        XCTAssertEqual(statement?.sqlState, "57014")
        try await connection.control("SET statement_timeout = 0; SET lock_timeout = 50", deadline: nil)
        try await other.control("BEGIN; LOCK TABLE \(table)", deadline: nil)
        let lock = await assertThrows(.lockNotAvailable) { try await connection.rows("SELECT * FROM \(table)") }
        XCTAssertEqual(lock?.sqlState, "55P03")
        try await other.control("ROLLBACK", deadline: nil)
        try await connection.control("SET idle_in_transaction_session_timeout = 50; BEGIN", deadline: nil)
        try await Task.sleep(for: .milliseconds(120))
        let idle = await assertThrows(.connectionLost) { try await connection.rows("SELECT 1") }
        XCTAssertEqual(idle?.sqlState, "25P03")
        XCTAssertFalse(connection.isUsable)
        // Somebody else's cancel is neither a timeout nor ours.
        let third = try await connect()
        let task = Task { try await third.rows("SELECT pg_sleep(5)") }
        try await Task.sleep(for: .milliseconds(50))
        try await other.rows("SELECT pg_cancel_backend($1::int)", [.integer(Int64(third.processID))])
        _ = await assertThrows(.queryCanceled) { try await task.value }
        XCTAssertTrue(third.isUsable)
    }

    /// C11: a flood of notices is logged a few times, keeps the memory flat, and leaves the rows right.
    func testAFloodOfNoticesIsRateLimited() async throws {
        let log = CountingLog()
        var logger = Logger(label: "notices") { _ in log }
        logger.logLevel = .notice
        let connection = try await connect(logger: logger)
        try await connection.control(
            """
            CREATE OR REPLACE FUNCTION pg_temp.shout(n int) RETURNS int LANGUAGE plpgsql AS $$
            BEGIN FOR i IN 1..n LOOP RAISE NOTICE '%', repeat('x', 1000); END LOOP; RETURN n; END $$
            """, deadline: nil)
        try await connection.rows("SELECT pg_temp.shout(1000)")
        let before = residentMemory()
        let rows = try await connection.rows("SELECT pg_temp.shout(100000)")
        XCTAssertEqual(rows, [[.integer(100_000)]])
        XCTAssertLessThan(residentMemory() - before, 30 << 20)
        XCTAssertGreaterThan(log.count, 0)
        XCTAssertLessThan(log.count, 2_000)
        XCTAssertEqual(log.levels, [.notice])
        try await connection.control("DO $$ BEGIN RAISE WARNING 'careful'; END $$", deadline: nil)
        for _ in 0..<50 where !log.levels.contains(.warning) {
            try await Task.sleep(for: .milliseconds(50))
            try await connection.control("DO $$ BEGIN RAISE WARNING 'careful'; END $$", deadline: nil)
        }
        XCTAssertTrue(log.levels.contains(.warning))
    }
}

/// Counts what is logged.
final class CountingLog: LogHandler, @unchecked Sendable {  // the lock guards what changes
    private let state = Mutex((count: 0, levels: Set<Logger.Level>()))
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .notice

    var count: Int { state.withLock { $0.count } }
    var levels: Set<Logger.Level> { state.withLock { $0.levels } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        state.withLock {
            $0.count += 1
            $0.levels.insert(event.level)
        }
    }
}

/// In bytes.
func residentMemory() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}
