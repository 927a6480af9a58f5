import Cinnabar
import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import Logging
import Synchronization
import XCTest

@testable import CinnabarSQLite

/// Cancelling the task of a `begin` or `read` closure, which runs on SQLite's own thread.
final class SQLiteClosureCancellationTests: XCTestCase {
    private let clock = ContinuousClock()

    /// Runs the body on one writer and one reader, so that what is left behind meets what comes next.
    private func onOneConnection(
        _ options: String = "", logger: Logger = Logger(label: "test"), _ body: (AsyncEngine) async throws -> Void
    ) async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        try await TemporaryDatabase.sqlite(
            drivers: [.sqlite], options: "?readers=1\(options)", configuration: configuration, logger: logger, body)
    }

    /// L7: in a loop of SQLite's machine, which looks at the task itself, and in one long operation, which does not.
    func testOneLongStepEndsWithItsTask() async throws {
        try await onOneConnection("&pragmas=page_size:512") { engine in
            // A row to a page, so that counting has many pages to visit: some hundred milliseconds.
            try await engine.execute(text("CREATE TABLE t (a)"))
            try await engine.execute(
                text(
                    """
                    INSERT INTO t WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000)
                    SELECT zeroblob(400) FROM n
                    """))
            for sql in ["SELECT count(*) FROM t", endless] {
                for reads in [true, false] {
                    for _ in 0..<5 { try await self.cancelOneStep(engine, reads, text(unsafe: sql)) }
                }
            }
        }
    }

    private func cancelOneStep(_ engine: AsyncEngine, _ reads: Bool, _ step: TextStatement<Row>) async throws {
        let found = Mutex<(any Error)?>(nil)
        let task = Task {
            try await transact(engine, reads: reads) { connection in
                do { try await connection.execute(step) } catch {
                    found.withLock { $0 = error }
                    throw error
                }
            }
        }
        try await Task.sleep(for: .milliseconds(20))
        let start = clock.now
        task.cancel()
        let error = await failure { try await task.value }
        XCTAssertLessThan(clock.now - start, .milliseconds(100))
        XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
        let inside = found.withLock { $0 }
        XCTAssertTrue(inside is CancellationError, "the step came to its end: \(String(describing: inside))")
        try await transact(engine, reads: reads) { connection in
            let one = try await connection.scalar(select(literal(1)))
            XCTAssertEqual(one, 1)
        }
        XCTAssertEqual(engine.status.inUse, 0)
    }

    /// L7: cancelled at random moments, a closure takes nothing of the next one with it, which has the same connection.
    func testAScopesInterruptHitsNothingElse() async throws {
        try await onOneConnection { engine in
            try await engine.execute(text("CREATE TABLE t (a INTEGER)"))
            for reads in [true, false] {
                var counts = (cancelled: 0, done: 0)
                // Twice what one closure takes here: a sanitizer makes it many times slower.
                let start = ContinuousClock.now
                for _ in 0..<20 {
                    try await transact(engine, reads: reads) { connection in
                        for try await _ in connection.stream(text(unsafe: Self.short)) {}
                        try await connection.execute(text(unsafe: Self.short))
                    }
                }
                let longest = Int64((ContinuousClock.now - start) / 10 / .nanoseconds(1))
                for round in 0..<5000 {
                    let task = Task {
                        try await transact(engine, reads: reads) { connection in
                            if !reads { try await connection.execute(sql("INSERT INTO t VALUES (\(round))")) }
                            for try await _ in connection.stream(text(unsafe: Self.short)) {}
                            try await connection.execute(text(unsafe: Self.short))
                        }
                    }
                    await spin(longest)
                    task.cancel()
                    switch await task.result {
                    case .success: counts.done += 1
                    case .failure(let error):
                        XCTAssertTrue(error is CancellationError, "\(round): \(error)")
                        counts.cancelled += 1
                    }
                    let expected = reads ? 0 : counts.done
                    // In the transaction's closure itself, where an interrupt that came late would show.
                    try await transact(engine, reads: reads) { connection in
                        let rows = try await connection.execute(sql("SELECT count(*), \(round) FROM t")).first()
                        XCTAssertEqual(try rows?.get(0), expected, "\(round)")
                    }
                }
                print("closures, \(reads ? "read" : "begin"): \(counts.cancelled) cancelled, \(counts.done) done")
                XCTAssertGreaterThan(counts.cancelled, 50)
                XCTAssertGreaterThan(counts.done, 50)
            }
        }
    }

    /// Some tens of microseconds long.
    private static let short =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i FROM n"

    private static let endlessRows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    /// A stream that is open when the task is cancelled does not stand in the way of the rollback.
    func testAnOpenStreamDoesNotStopTheRollback() async throws {
        let log = CountingLog()
        try await onOneConnection(logger: Logger(label: "test") { _ in log }) { engine in
            for _ in 0..<1000 {
                let task = Task {
                    try await engine.begin { connection in
                        try await connection.execute(text("CREATE TABLE IF NOT EXISTS t (a)"))
                        var rows = connection.stream(text(unsafe: Self.endlessRows)).makeAsyncIterator()
                        while try await rows.next() != nil, !Task.isCancelled {}
                    }
                }
                await spin(400_000)
                task.cancel()
                let error = await failure { try await task.value }
                XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
            }
        }
        // A rollback that fails is logged.
        XCTAssertEqual(log.count, 0)
    }

    /// The transaction's end is not cancelled with its scope, and the next scope knows nothing of it.
    func testAScopeEndsWithItsClosure() async throws {
        try await onOneConnection { engine in
            try await engine.execute(text("CREATE TABLE t (a INTEGER)"))
            let lease = try await engine.environment.source.lease(.write, deadline: nil, site: CallSite())
            let connection = lease.connection
            try await Placement.run(on: connection.executor, isCurrent: { connection.isOnExecutor }) {
                try await connection.control("BEGIN IMMEDIATE", deadline: nil)
                try await connection.run("INSERT INTO t VALUES (1)")
                let scope = try XCTUnwrap(connection.beginScope())
                connection.cancelScope(scope)
                let error = await failure { try await connection.run("INSERT INTO t VALUES (2)") }
                XCTAssertTrue(error is CancellationError)
                try await connection.control("COMMIT", deadline: nil)
                connection.endScope()
                let rows = try await connection.rows("SELECT a FROM t")
                XCTAssertEqual(rows, [[.integer(1)]])
                _ = connection.beginScope()
                // Late, and about a closure that has ended.
                connection.cancelScope(scope)
                try await connection.run("INSERT INTO t VALUES (3)")
                connection.endScope()
            }
            XCTAssertNil(connection.beginScope(), "not on its thread")
            await lease.release()
        }
    }
}

private func transact(
    _ engine: AsyncEngine, reads: Bool, _ body: @Sendable (AsyncConnection) async throws -> Void
) async throws {
    if reads { try await engine.read(body) } else { try await engine.begin { try await body($0) } }
}

/// Waits for a random time, in nanoseconds, far more exactly than a sleep would.
private func spin(_ longest: Int64) async {
    let end = MonotonicClock.now + Int64.random(in: 0...longest)
    while MonotonicClock.now < end { await Task.yield() }
}
