import CinnabarEngine
import CinnabarSQL
import Synchronization
import XCTest

@testable import CinnabarSQLite

final class SQLiteLockTests: SQLiteTestCase {
    /// L1, G21: a writer and eight readers on one engine never meet a lock.
    func testAWriterAndReadersNeverSeeBusy() async throws {
        let operations = 100_000
        try await withSource { source in
            try await source.script("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER); INSERT INTO t VALUES (1, 0)")
            let increment = CompiledStatement(
                sql: "UPDATE t SET a = a + 1 WHERE id = ?", intent: .write, returnsRows: false)
            let select = CompiledStatement(sql: "SELECT a FROM t WHERE id = ?", intent: .read, returnsRows: true)
            let writes = operations / 10
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<writes / 100 {
                        try await source.write { connection in
                            try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                            for _ in 0..<100 {
                                _ = try await connection.execute(
                                    StatementRequest(increment, binds: [.integer(1)]), sink: nil)
                            }
                            try await connection.control("COMMIT", deadline: nil)
                        }
                    }
                }
                for reader in 0..<8 {
                    group.addTask {
                        var last: Int64 = 0
                        for index in 0..<operations / 8 {
                            let sink = ValueSink()
                            let request = StatementRequest(select, binds: [.integer(1)])
                            if reader == 0, index % 100 == 0 {
                                try await source.read { _ = try await $0.execute(request, sink: sink) }
                            } else {
                                _ = try await source.readDirectly(request, sink: sink)
                            }
                            guard case .integer(let value)? = sink.rows.first?.first else {
                                return XCTFail("\(sink.rows)")
                            }
                            XCTAssertGreaterThanOrEqual(value, last, "a reader went back in time")
                            last = value
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await source.direct("SELECT a FROM t")
            XCTAssertEqual(rows, [[.integer(Int64(writes))]])
        }
    }

    /// Reads that queue up share a snapshot, but never one that is older than the asking.
    func testASingleReadSeesWhatItsTaskHasWrittenBefore() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (0)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask { for _ in 0..<200 { _ = try await source.direct("SELECT a FROM t") } }
                }
                group.addTask {
                    for value in 1...500 {
                        try await source.write { try await $0.run("UPDATE t SET a = ?", [.integer(Int64(value))]) }
                        let rows = try await source.direct("SELECT a FROM t")
                        XCTAssertEqual(rows, [[.integer(Int64(value))]])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Holds the file's write lock, as another process would, until `body` is done.
    private func whileLocked(_ body: () async throws -> Void) async throws {
        let other = try SQLiteHandle.open(SQLiteOptions(location: .file(path)), role: .writer)
        defer { other.close() }
        try other.run(script: "BEGIN IMMEDIATE")
        try await body()
        try other.run(script: "ROLLBACK")
    }

    /// L2: waits as long as it was told to, then says who may hold the lock.
    func testAForeignLockIsWaitedForAndThenReported() async throws {
        try await withSource(nil, ["busy_timeout": "200"]) { source in
            try await source.script("CREATE TABLE t (a)")
            try await self.whileLocked {
                let clock = ContinuousClock()
                let start = clock.now
                let error = try await self.databaseError {
                    try await source.write { try await $0.control("BEGIN IMMEDIATE", deadline: nil) }
                }
                let took = clock.now - start
                XCTAssertEqual(error.kind, .lockNotAvailable)
                XCTAssertEqual(error.message, "the database is locked: waited 0.2 s for another connection")
                XCTAssertEqual(error.resultCode, 5)
                XCTAssertEqual(
                    error.hint,
                    "another process, or another engine in this one, has a transaction open on the same file; "
                        + "keep write transactions short, or raise busy_timeout")
                XCTAssertGreaterThanOrEqual(took, .milliseconds(195))
                XCTAssertLessThan(took, .milliseconds(700))
                // Readers do not care.
                let rows = try await source.direct("SELECT count(*) FROM t")
                XCTAssertEqual(rows, [[.integer(0)]])
            }
            try await source.script("INSERT INTO t VALUES (1)")
        }
    }

    /// L2: the wait ends at the task's cancellation and at the statement's deadline.
    func testWaitingForALockIsCancellable() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await self.whileLocked {
                try await source.write { connection in
                    for isPlaced in [false, true] {
                        let task = Task {
                            try await Placement.run(
                                on: isPlaced ? connection.executor : nil, isCurrent: { connection.isOnExecutor }
                            ) { try await connection.control("BEGIN IMMEDIATE", deadline: nil) }
                        }
                        try await Task.sleep(for: .milliseconds(50))
                        let clock = ContinuousClock()
                        let start = clock.now
                        task.cancel()
                        let error = await self.error { try await task.value }
                        XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
                        XCTAssertLessThan(clock.now - start, .milliseconds(200))
                    }
                    let error = try await self.databaseError {
                        try await connection.control("BEGIN IMMEDIATE", deadline: .after(.milliseconds(50)))
                    }
                    XCTAssertEqual(error.kind, .timeout)
                    XCTAssertEqual(connection.transactionStatus, .idle)
                }
            }
        }
    }

    /// L2, G16: the tasks of the process go on while the writer waits.
    func testWaitingForALockBlocksNoOtherTask() async throws {
        try await withSource(nil, ["busy_timeout": "400"]) { source in
            try await source.script("CREATE TABLE t (a)")
            try await self.whileLocked {
                let waiters = Task {
                    try await source.write { try await $0.control("BEGIN IMMEDIATE", deadline: nil) }
                }
                let clock = ContinuousClock()
                var longest = Duration.zero
                let end = clock.now + .milliseconds(300)
                while clock.now < end {
                    let start = clock.now
                    await Task.detached {}.value
                    longest = max(longest, clock.now - start)
                }
                XCTAssertLessThan(longest, .milliseconds(100))
                _ = await self.error { try await waiters.value }
            }
        }
    }

    /// L3: our transactions begin with the write lock; one that begins with a read is told at once that it is too late.
    func testADeferredUpgradeFailsAtOnceWithSnapshotBusy() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            let other = try SQLiteHandle.open(SQLiteOptions(location: .file(self.path)), role: .writer)
            defer { other.close() }
            try await source.write { connection in
                try await connection.control("BEGIN", deadline: nil)
                try await connection.run("SELECT count(*) FROM t")
                try other.run(script: "INSERT INTO t VALUES (1)")
                let clock = ContinuousClock()
                let start = clock.now
                let error = try await self.databaseError { try await connection.run("INSERT INTO t VALUES (2)") }
                XCTAssertLessThan(clock.now - start, .milliseconds(500), "waiting would not help")
                XCTAssertEqual(error.kind, .serializationFailure)
                XCTAssertEqual(error.resultCode, 517)
                XCTAssertEqual(
                    error.hint,
                    "the transaction began with a read, and another connection has written since: roll back and run "
                        + "it again, beginning with BEGIN IMMEDIATE")
                XCTAssertEqual(connection.transactionStatus, .active)
                try await connection.control("ROLLBACK", deadline: nil)
            }
            XCTAssertEqual(source.beginSQL(.default, for: .write), "BEGIN IMMEDIATE")
            XCTAssertEqual(source.beginSQL(.read, for: .read), "BEGIN")
        }
    }
}
