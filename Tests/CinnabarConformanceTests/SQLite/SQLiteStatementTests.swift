import CinnabarEngine
import CinnabarSQL
import XCTest

@testable import CinnabarSQLite

final class SQLiteStatementTests: SQLiteTestCase {
    func testAffectedRowsAndKeys() async throws {
        try await withSource { source in
            try await source.write { connection in
                var outcome = try await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
                XCTAssertEqual(outcome.affectedRows, 0)
                outcome = try await connection.run("INSERT INTO t (a) VALUES (1), (2), (3)")
                XCTAssertEqual(outcome.affectedRows, 3)
                XCTAssertEqual(outcome.lastInsertID, 3)
                outcome = try await connection.run("UPDATE t SET a = 0 WHERE id > 5")
                XCTAssertEqual(outcome.affectedRows, 0, "not those of the statement before")
                outcome = try await connection.run("CREATE INDEX i ON t (a)")
                XCTAssertEqual(outcome.affectedRows, 0)
                outcome = try await connection.run("DELETE FROM t")
                XCTAssertEqual(outcome.affectedRows, 3)
                outcome = try await connection.run("SELECT * FROM t")
                XCTAssertEqual(outcome.affectedRows, 0)
                XCTAssertEqual(outcome.shape?.names, ["id", "a"])
                XCTAssertEqual(outcome.shape?.typeNames, ["INTEGER", ""])
            }
        }
    }

    /// All rows are written, whether or not anybody reads what comes back.
    func testReturningWritesEverythingHoweverLittleIsRead() async throws {
        final class One: RowSink {
            func consume(_ cursor: RowCursor) throws { _ = try cursor.next() }
        }
        try await withSource { source in
            try await source.script("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            try await source.write { connection in
                let insert =
                    "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
                    + "SELECT NULL FROM n RETURNING id"
                for sink in [One() as any RowSink, ValueSink(), nil] {
                    let outcome = try await connection.execute(StatementRequest(.rows(insert)), sink: sink)
                    XCTAssertEqual(outcome.affectedRows, 100)
                }
                let rows = try await connection.rows("SELECT count(*) FROM t")
                XCTAssertEqual(rows, [[.integer(300)]])
            }
        }
    }

    func testABatchRunsOncePerRowOfValues() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
            try await source.write { connection in
                let insert = CompiledStatement(
                    sql: "INSERT INTO t VALUES (?, ?)", intent: .write, returnsRows: false)
                let binds = (1...1000).flatMap { [SQLValue.integer($0), .text("row \($0)")] }
                let outcome = try await connection.executeBatch(
                    BatchRequest(insert, binds: binds, width: 2, rowCount: 1000, prologue: "BEGIN IMMEDIATE"))
                XCTAssertEqual(outcome.affectedRows, 1000)
                XCTAssertEqual(outcome.lastInsertID, 1000)
                let error = try await self.databaseError {
                    _ = try await connection.executeBatch(
                        BatchRequest(insert, binds: [.integer(1), .text("again")], width: 2, rowCount: 1))
                }
                XCTAssertEqual(error.kind, .uniqueViolation)
                try await connection.control("COMMIT", deadline: nil)
                let rows = try await connection.rows("SELECT count(*), min(a), max(id) FROM t")
                XCTAssertEqual(rows, [[.integer(1000), .text("row 1"), .integer(1000)]])
            }
        }
    }

    /// A reader runs nothing that writes, not even the statement's prologue, and says that a writer is wanted.
    func testAReaderAsksForAWriterBeforeAnythingRan() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.read { connection in
                for sql in ["INSERT INTO t VALUES (1)", "CREATE TABLE u (a)", "CREATE TEMP TABLE u (a)", "VACUUM"] {
                    let request = StatementRequest(.rows(sql), prologue: "BEGIN")
                    let error = await self.error { _ = try await connection.execute(request, sink: nil) }
                    XCTAssertTrue(error is WriterRequired, "\(sql): \(String(describing: error))")
                    XCTAssertEqual(connection.transactionStatus, .idle, sql)
                }
                let error = try await self.databaseError {
                    try await connection.control("INSERT INTO t VALUES (1)", deadline: nil)
                }
                XCTAssertEqual(error.kind, .readOnly, "a script is stopped by SQLite itself")
            }
        }
    }

    /// The queue's readers serve nothing that would leave something behind in them.
    func testSingleReadsThatNeedAnOwnerAreNotServedDirectly() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            let statements = [
                "BEGIN", "SAVEPOINT s", "ATTACH ':memory:' AS x", "PRAGMA query_only = 0", "PRAGMA cache_size = 1",
                "INSERT INTO t VALUES (1)", "PRAGMA wal_checkpoint", "CREATE TEMP TABLE x (a)",
            ]
            for parameters in [[:], ["execution": "inline"]] {
                try await self.withSource(nil, parameters) { source in
                    for sql in statements {
                        let rows = try await source.direct(sql)
                        XCTAssertNil(rows, sql)
                    }
                    let rows = try await source.direct("SELECT count(*) FROM t")
                    XCTAssertEqual(rows, [[.integer(0)]])
                }
            }
        }
    }

    func testThePrologueRunsJustBefore() async throws {
        try await withSource { source in
            try await source.script("CREATE TABLE t (a)")
            try await source.write { connection in
                let request = StatementRequest(.rows("INSERT INTO t VALUES (1)"), prologue: "BEGIN IMMEDIATE")
                _ = try await connection.execute(request, sink: nil)
                XCTAssertEqual(connection.transactionStatus, .active)
                try await connection.control("ROLLBACK", deadline: nil)
                try await connection.control("ROLLBACK", deadline: nil)
                let rows = try await connection.rows("SELECT count(*) FROM t")
                XCTAssertEqual(rows, [[.integer(0)]])
            }
        }
    }

    func testScriptsRunToTheirEndOrTheirError() async throws {
        try await withSource { source in
            try await source.write { connection in
                try await connection.control(
                    "-- a comment\n;; CREATE TABLE t (a); /* ; */ INSERT INTO t VALUES (';'); -- the end", deadline: nil
                )
                let error = try await self.databaseError {
                    try await connection.control("INSERT INTO t VALUES (2); SELEC 1; DROP TABLE t", deadline: nil)
                }
                XCTAssertEqual(error.kind, .syntax)
                let rows = try await connection.rows("SELECT a FROM t")
                XCTAssertEqual(rows, [[.text(";")], [.integer(2)]])
                let late = try await self.databaseError {
                    try await connection.control("SELECT 1; \(endless)", deadline: .after(.milliseconds(20)))
                }
                XCTAssertEqual(late.kind, .timeout)
            }
        }
    }

    /// More statements than are kept: the ones used longest ago make place, and all go on working.
    func testTheStatementCacheMakesPlace() async throws {
        try await withSource(nil, ["statement_cache": "3"]) { source in
            let statements = (0..<10).map {
                CompiledStatement(sql: "SELECT \($0) + ?", intent: .read, returnsRows: true)
            }
            try await source.read { connection in
                for round in 0..<3 {
                    for (index, statement) in statements.enumerated() {
                        let sink = ValueSink()
                        _ = try await connection.execute(
                            StatementRequest(statement, binds: [.integer(Int64(round))]), sink: sink)
                        XCTAssertEqual(sink.rows, [[.integer(Int64(index + round))]])
                    }
                }
            }
        }
    }

    func testPingAnswers() async throws {
        try await withSource { source in
            try await source.write { try await $0.ping(deadline: .after(.seconds(5))) }
            try await source.read { try await $0.ping(deadline: .after(.seconds(5))) }
        }
    }
}
