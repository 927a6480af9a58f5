import Cinnabar
import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import Logging
import XCTest

@testable import CinnabarPostgreSQL
@testable import CinnabarSQLite

/// X5: one transaction, cancelled at every point at which it can be.
final class CancellationPointsTests: XCTestCase {
    private static let size = 2
    /// None: at the point itself. Others: while the call behind it is under way.
    private static let delays: [Duration?] = [nil, .microseconds(1), .microseconds(40), .microseconds(150)]

    private var configuration: EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.pool.size = Self.size
        configuration.pool.maxOverflow = 0
        configuration.pool.acquireTimeout = .seconds(5)
        return configuration
    }

    func testOnSQLite() async throws {
        let points = CancellationPoints()
        try await TemporaryDatabase.sqlite(drivers: [DatabaseDriver.sqlite.with(points)], configuration: configuration)
        { engine in try await self.cancelEverywhere(engine, points) }
    }

    func testOnPostgreSQL() async throws {
        let points = CancellationPoints()
        try await TemporaryDatabase.postgreSQLSchema(
            url: try Self.postgresURL, drivers: [DatabaseDriver.postgreSQL.with(points)], configuration: configuration
        ) { engine in try await self.cancelEverywhere(engine, points) }
    }

    private func cancelEverywhere(_ engine: AsyncEngine, _ points: CancellationPoints) async throws {
        try await engine.createAll(bank)
        var id = 0
        for connects in [true, false] {
            for delay in Self.delays {
                var target = 0
                var cancelled = 0
                while true {
                    target += 1
                    id += 1
                    if connects { try await closeIdleConnections(of: engine) }
                    let key = id
                    let (result, passed) = await points.run(cancellingAt: target, after: delay) {
                        try await Self.transaction(engine, key, points)
                    }
                    try await check(engine, key, result, "\(engine.dialect.name), \(target): \(passed.last ?? "")")
                    if case .failure = result { cancelled += 1 }
                    // The point was not reached: there are no more.
                    if passed.count < target { break }
                }
                let when = delay.map { "\($0) behind" } ?? "at"
                print(
                    "X5 \(engine.dialect.name)\(connects ? ", connecting" : ""), \(when) each of \(target - 1) points:",
                    "\(cancelled) cancelled, \(target - 1 - cancelled) done before")
                XCTAssertGreaterThan(target, 24)
                if delay == nil { XCTAssertGreaterThan(cancelled, target / 2) }
            }
        }
    }

    /// Two rows that are there both or not at all.
    @concurrent
    private static func transaction(_ engine: AsyncEngine, _ id: Int, _ points: CancellationPoints) async throws {
        try await engine.begin { connection in
            try await connection.execute(
                insert(Account.self).values([Account(id: 2 * id, owner: "a\(id)", balance: 1)]))
            points.pass("after the insert")
            _ = try await connection.execute(select(Account.id).limit(3)).all()
            for try await _ in connection.stream(select(Account.id).limit(3)) { points.pass("a row") }
            try await connection.beginNested { nested in
                try await nested.execute(
                    insert(Account.self).values([Account(id: 2 * id + 1, owner: "b\(id)", balance: 1)]))
                points.pass("in the savepoint")
            }
            try await connection.execute(
                update(Account.self).where(Account.id.in([2 * id, 2 * id + 1])).set(Account.balance, to: 7))
            points.pass("before the commit")
        }
    }

    private func check(_ engine: AsyncEngine, _ id: Int, _ result: Result<Void, any Error>, _ place: String)
        async throws
    {
        XCTAssertEqual(engine.status.inUse, 0, place)
        XCTAssertEqual(engine.status.waiting, 0, place)
        let balances = try await engine.execute(
            select(Account.balance).where(Account.id.in([2 * id, 2 * id + 1]))
        ).all()
        switch result {
        case .success: XCTAssertEqual(balances, [7, 7], place)
        case .failure(let error):
            XCTAssertTrue(error is CancellationError, "\(place): \(error)")
            XCTAssertEqual(balances, [], place)
        }
        // Every connection that the pool may have is there and has nothing open.
        let lanes = engine.dialect.capabilities.contains(.isolationLevels) ? Self.size : 1
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    try await engine.begin { connection in
                        XCTAssertFalse(connection.isInTransaction, place)
                        try await connection.execute(
                            update(Account.self).where(Account.id == -1 - lane).set(Account.balance, to: 1))
                    }
                }
            }
            try await group.waitForAll()
        }
        XCTAssertLessThanOrEqual(engine.status.idle + engine.status.connecting, Self.size, place)
        guard engine.dialect.capabilities.contains(.isolationLevels) else { return }
        let open = text(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database() AND state LIKE 'idle in transaction%'
            """
        ).columns(Int.self)
        let count = try await engine.scalar(open)
        XCTAssertEqual(count, 0, place)
    }

    /// So that the next transaction has to connect.
    private func closeIdleConnections(of engine: AsyncEngine) async throws {
        for _ in 0..<engine.status.idle {
            let lease = try await engine.environment.source.lease(.write, deadline: nil, site: CallSite())
            await lease.release(reusable: false)
        }
    }
}
