import CinnabarEngine
import CinnabarSQL
import XCTest

@testable import CinnabarSQLite

final class SQLiteCursorTests: SQLiteTestCase {
    private func withRows(_ body: (any ConnectionSource) async throws -> Void) async throws {
        try await withSource { source in
            try await source.script(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                INSERT INTO t SELECT i, 'row ' || i FROM n
                """)
            try await body(source)
        }
    }

    func testRowsComeInPortionsToTheLast() async throws {
        try await withRows { source in
            try await source.read { connection in
                for limit in [1, 7, 500, 1000, 5000] {
                    let cursor = try await connection.openCursor(StatementRequest(.rows("SELECT id, a FROM t")))
                    XCTAssertEqual(cursor.shape.names, ["id", "a"])
                    let sink = ValueSink()
                    var before = 0
                    while try await cursor.fetch(limit: limit, sink: sink) {
                        XCTAssertEqual(sink.rows.count - before, limit)
                        before = sink.rows.count
                    }
                    XCTAssertEqual(sink.rows.count, 1000, "limit \(limit)")
                    XCTAssertEqual(sink.rows.last, [.integer(1000), .text("row 1000")])
                    let more = try await cursor.fetch(limit: limit, sink: sink)
                    XCTAssertFalse(more)
                    await cursor.close()
                    await cursor.close()
                }
            }
        }
    }

    /// The values that a statement was given stay with it while other rows are fetched.
    func testAnOpenCursorKeepsItsValues() async throws {
        try await withRows { source in
            try await source.read { connection in
                let request = StatementRequest(
                    .rows("SELECT id, ? FROM t WHERE a LIKE ?"), binds: [.text("marker"), .text("row 99%")])
                let cursor = try await connection.openCursor(request)
                let sink = ValueSink()
                while try await cursor.fetch(limit: 3, sink: sink) {}
                await cursor.close()
                XCTAssertEqual(sink.rows.map { $0[1] }, Array(repeating: .text("marker"), count: 11))
            }
        }
    }

    /// L18: a cursor that is closed early, or dropped, ends its read transaction: the log can be folded into the file.
    func testAnAbandonedCursorHoldsNothingBack() async throws {
        try await withRows { source in
            for isDropped in [false, true] {
                try await source.read { connection in
                    var cursor: (any DriverCursor)? = try await connection.openCursor(
                        StatementRequest(.rows("SELECT id FROM t")))
                    _ = try await cursor?.fetch(limit: 10, sink: ValueSink())
                    try await source.script("UPDATE t SET a = a || '!'")
                    let isBlocked = try await !self.foldsLog(source)
                    XCTAssertTrue(isBlocked, "the snapshot is still read")
                    if !isDropped { await cursor?.close() }
                    cursor = nil
                    // Ended on the connection's thread, ahead of the next call.
                    try await connection.run("SELECT 1")
                    let isFree = try await self.foldsLog(source)
                    XCTAssertTrue(isFree)
                }
            }
        }
    }

    /// Whether no reader keeps any of the log from being moved into the file.
    private func foldsLog(_ source: any ConnectionSource) async throws -> Bool {
        var row: [SQLValue] = []
        try await source.write { row = try await $0.rows("PRAGMA wal_checkpoint(PASSIVE)").first ?? [] }
        XCTAssertEqual(row.count, 3)
        return row.count == 3 && row[1] == row[2]
    }

    func testALeaseThatIsReturnedWithAnOpenCursorIsClean() async throws {
        try await withRows { source in
            let lease = try await source.lease(.write, deadline: nil, site: CallSite())
            try await lease.connection.control("BEGIN", deadline: nil)
            let statement = CompiledStatement(sql: "SELECT id FROM t", intent: .read, returnsRows: true)
            let cursor = try await lease.connection.openCursor(StatementRequest(statement))
            _ = try await cursor.fetch(limit: 5, sink: ValueSink())
            await lease.release()
            try await source.write { connection in
                XCTAssertEqual(connection.transactionStatus, .idle)
                let sink = ValueSink()
                _ = try await connection.execute(StatementRequest(statement), sink: sink)
                XCTAssertEqual(sink.rows.count, 1000)
                // The old cursor reads nothing of the new execution, and ends nothing.
                let late = ValueSink()
                let more = try await cursor.fetch(limit: 5, sink: late)
                XCTAssertFalse(more)
                XCTAssertEqual(late.rows, [])
                await cursor.close()
            }
        }
    }

    func testACancelledFetchEndsTheCursor() async throws {
        try await withRows { source in
            try await source.read { connection in
                let cursor = try await connection.openCursor(
                    StatementRequest(.rows("SELECT id FROM t WHERE id = 1 UNION ALL SELECT * FROM (\(endless))")))
                let task = Task { try await cursor.fetch(limit: 10, sink: ValueSink()) }
                try await Task.sleep(for: .milliseconds(20))
                task.cancel()
                let error = await self.error { _ = try await task.value }
                XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
                await cursor.close()
                let rows = try await connection.rows("SELECT count(*) FROM t")
                XCTAssertEqual(rows, [[.integer(1000)]])
            }
        }
    }
}
