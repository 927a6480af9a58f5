import CinnabarORM
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarEngine
@testable import CinnabarPostgreSQL

/// Behind a PgBouncer in transaction mode, where each transaction may get another server.
final class PGBouncerTests: PGPipelineTestCase {
    private static func url(_ parameters: String) throws -> String {
        guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_PGBOUNCER"], !url.isEmpty else {
            XCTFail("CINNABAR_TEST_PGBOUNCER names no PgBouncer: run scripts/test, which starts one")
            throw MissingServer()
        }
        return url + "?" + parameters
    }

    private func onBouncer(_ parameters: String, _ body: (AsyncEngine) async throws -> Void) async throws {
        let engine = try AsyncEngine(
            try Self.url(parameters), drivers: [.postgreSQL], pool: PoolConfiguration(size: 8, maxOverflow: 0))
        let name = "bounced_\(UInt64.random(in: 0 ... .max))"
        do {
            try await engine.execute(sql("CREATE TABLE \(identifier: name) AS SELECT 1 AS id"))
            try await body(engine)
            try await engine.execute(sql("DROP TABLE \(identifier: name)"))
        } catch {
            await engine.dispose()
            throw error
        }
        await engine.dispose()
    }

    func testWithoutPreparedStatementsReadsAreRightAndDoNotShare() async throws {
        for mode in ["unnamedOnly", "off"] {
            try await onBouncer("prepare=\(mode)") { engine in
                XCTAssertNil(engine.environment.source.sharedReads)
                try await self.inTasks(32, 3_000) { n in
                    let found = try await engine.execute(select(literal(n))).one()
                    XCTAssertEqual(found, n)
                }
            }
        }
    }

    func testWritesThroughItHappenOnce() async throws {
        try await onBouncer("prepare=unnamedOnly") { engine in
            let name = "counted_\(UInt64.random(in: 0 ... .max))"
            try await engine.execute(sql("CREATE TABLE \(identifier: name) (id bigint PRIMARY KEY)"))
            try await self.inTasks(16, 400) { n in
                _ = try await engine.begin { connection in
                    try await connection.execute(sql("INSERT INTO \(identifier: name) VALUES (\(n))"))
                }
            }
            let count = try await engine.execute(sql("SELECT count(*) FROM \(identifier: name)")).scalar(as: Int.self)
            XCTAssertEqual(count, 400)
            try await engine.execute(sql("DROP TABLE \(identifier: name)"))
        }
    }

    /// Prepared statements were asked for where they do not work: sharing stops by itself, no read is answered wrongly.
    func testWithPreparedStatementsSharingTurnsItselfOff() async throws {
        try await onBouncer("prepare=auto") { engine in
            try await self.inTasks(32, 6_000) { n in
                do {
                    let found = try await engine.execute(select(literal(n))).one()
                    XCTAssertEqual(found, n)
                } catch let error as DatabaseError {
                    // What a connection of its own says there, with the way out.
                    XCTAssertEqual(error.sqlState, "26000", "\(error)")
                }
            }
            let reads = try self.reads(engine)
            let statement = CompiledStatement(sql: "SELECT 1", intent: .read, returnsRows: true, isPureRead: true)
            XCTAssertFalse(reads.covers(statement))
        }
    }
}
