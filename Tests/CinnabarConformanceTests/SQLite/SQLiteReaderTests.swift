import CinnabarEngine
import CinnabarSQL
import Foundation
import Synchronization
import XCTest

@testable import CinnabarSQLite

final class SQLiteReaderTests: SQLiteTestCase {
    /// L20, G11: 10,000 reads at once take no more threads than there are readers, and none outlives the engine.
    func testThousandsOfReadsTakeFewThreads() async throws {
        let before = driverThreads()
        try await withSource(nil, ["readers": "3"]) { source in
            try await source.script("CREATE TABLE t (a); INSERT INTO t VALUES (7)")
            let most = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<10_000 {
                    group.addTask {
                        let rows = try await source.direct("SELECT a + ? FROM t", [.integer(Int64(index))])
                        XCTAssertEqual(rows, [[.integer(Int64(7 + index))]])
                        if index % 1000 == 0 {
                            let now = driverThreads()
                            most.value.withLock { $0 = max($0, now) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // The writer, and at most three readers.
            XCTAssertLessThanOrEqual(most.value.withLock { $0 } - before, 4)
        }
        for _ in 0..<200 where driverThreads() > before { try await Task.sleep(for: .milliseconds(10)) }
        XCTAssertLessThanOrEqual(driverThreads(), before)
    }

    /// A source that is dropped without being disposed leaves no thread behind either.
    func testADroppedSourceEndsItsThreads() async throws {
        let before = driverThreads()
        for _ in 0..<5 {
            let source = try self.source()
            try await source.script("CREATE TABLE IF NOT EXISTS t (a)")
            _ = try await source.direct("SELECT * FROM t")
        }
        for _ in 0..<500 where driverThreads() > before { try await Task.sleep(for: .milliseconds(10)) }
        XCTAssertLessThanOrEqual(driverThreads(), before)
    }

    /// Read transactions, however many, cannot starve single reads.
    func testLeasedReadersDoNotHoldUpSingleReads() async throws {
        try await withSource(nil, ["readers": "2"]) { source in
            try await source.script("CREATE TABLE t (a)")
            let leases = [
                try await source.lease(.read, deadline: nil, site: CallSite()),
                try await source.lease(.read, deadline: nil, site: CallSite()),
            ]
            let rows = try await source.direct("SELECT count(*) FROM t", deadline: .after(.seconds(5)))
            XCTAssertEqual(rows, [[.integer(0)]])
            for lease in leases { await lease.release() }
        }
    }

    /// A read that no reader has time for ends at its deadline, or when the pool's patience ends, or is cancelled.
    func testWaitingReadsEndInTime() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.acquireTimeout = .milliseconds(300)
        try await withSource(nil, ["readers": "1"], configuration: configuration) { source in
            let long = Task { try await source.direct(endless) }
            try await Task.sleep(for: .milliseconds(50))
            let clock = ContinuousClock()
            var start = clock.now
            var error = try await self.databaseError {
                _ = try await source.direct("SELECT 1", deadline: .after(.milliseconds(50)))
            }
            XCTAssertEqual(error.kind, .timeout)
            XCTAssertLessThan(clock.now - start, .milliseconds(150))

            start = clock.now
            let waiting = Task { try await source.direct("SELECT 1") }
            try await Task.sleep(for: .milliseconds(20))
            waiting.cancel()
            let cancelled = await self.error { _ = try await waiting.value }
            XCTAssertTrue(cancelled is CancellationError)
            XCTAssertLessThan(clock.now - start, .milliseconds(150))

            start = clock.now
            error = try await self.databaseError { _ = try await source.direct("SELECT 1") }
            XCTAssertEqual(error.kind, .poolTimeout)
            XCTAssertEqual(error.message, "all readers were busy for as long as the read may wait")
            XCTAssertGreaterThanOrEqual(clock.now - start, .milliseconds(290))
            XCTAssertLessThan(clock.now - start, .milliseconds(500))

            long.cancel()
            _ = await self.error { _ = try await long.value }
            let rows = try await source.direct("SELECT 1")
            XCTAssertEqual(rows, [[.integer(1)]])
        }
    }

    func testDisposeLetsReadsFinishAndInterruptsThoseThatDoNot() async throws {
        let source = try self.source()
        try await source.script("CREATE TABLE t (a)")
        let long = Task { try await source.direct(endless) }
        try await Task.sleep(for: .milliseconds(50))
        let clock = ContinuousClock()
        let start = clock.now
        await source.dispose(deadline: .after(.milliseconds(200)))
        XCTAssertGreaterThanOrEqual(clock.now - start, .milliseconds(190))
        XCTAssertLessThan(clock.now - start, .seconds(2))
        let interrupted = try await databaseError { _ = try await long.value }
        XCTAssertEqual(interrupted.kind, .connectionLost)
        let error = try await databaseError { _ = try await source.direct("SELECT 1") }
        XCTAssertEqual(error.kind, .poolClosed)
        let lease = try await databaseError { _ = try await source.lease(.write, deadline: nil, site: CallSite()) }
        XCTAssertEqual(lease.kind, .poolClosed)
        // The log was folded into the file.
        XCTAssertFalse(FileManager.default.fileExists(atPath: path + "-wal"))
    }

    /// Hooks on new connections run on the readers of the queue too; one that fails fails the reads.
    func testTheConnectHookRunsOnEveryReader() async throws {
        let opened = Mutex(0)
        var configuration = EngineConfiguration()
        configuration.onConnect = { connection in
            let rows = try await connection.rows("SELECT 1")
            XCTAssertEqual(rows, [[.integer(1)]])
            opened.withLock { $0 += 1 }
        }
        try await withSource(configuration: configuration) { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.read { try await $0.run("SELECT 1") }
            _ = try await source.direct("SELECT 1")
            XCTAssertEqual(opened.withLock { $0 }, 3)
        }
        struct Refused: Error {}
        configuration.onConnect = { _ in throw Refused() }
        try await withSource(configuration: configuration) { source in
            let error = await self.error { _ = try await source.direct("SELECT 1") }
            XCTAssertTrue(error is Refused, "\(String(describing: error))")
        }
    }

    func testAReadBeforeAnyWriteFindsTheFileMade() async throws {
        try await withSource { source in
            let rows = try await source.direct("SELECT count(*) FROM sqlite_schema")
            XCTAssertEqual(rows, [[.integer(0)]])
            XCTAssertTrue(FileManager.default.fileExists(atPath: self.path + "-wal"))
        }
    }

    func testInlineReadsRunOnTheCallersThread() async throws {
        final class Where: RowSink {
            let thread = Mutex<UInt>(0)
            func consume(_ cursor: RowCursor) throws { thread.withLock { $0 = ThreadStart.current } }
        }
        try await withSource(nil, ["execution": "inline"]) { source in
            _ = try await source.direct("SELECT 1")
            // The first read opened the reader; from here on nothing suspends.
            for _ in 0..<10 {
                let sink = Where()
                let before = ThreadStart.current
                let outcome = try await source.readDirectly(StatementRequest(.rows("SELECT 1")), sink: sink)
                XCTAssertNotNil(outcome)
                XCTAssertEqual(sink.thread.withLock { $0 }, before)
            }
        }
    }
}

/// How many of the process's threads are the driver's.
private func driverThreads() -> Int {
    #if os(Linux)
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.filter { task in
        let name = try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
        return name.map { $0.hasPrefix("cinnabar-reader") || $0.hasPrefix("cinnabar-writer") } ?? false
    }.count
    #else
    return 0
    #endif
}

private final class Counter: Sendable {
    let value = Mutex(0)
}
