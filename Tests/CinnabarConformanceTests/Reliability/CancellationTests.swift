import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// Tasks that are cancelled at any moment leave nothing behind.
final class CancellationTests: XCTestCase {
    /// X5: whatever a cancelled transaction was doing, it happened whole or not at all, and its connection is whole.
    func testACancelledTransactionHappensWholeOrNotAtAll() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 4
        configuration.pool.maxOverflow = 0
        try await onEveryDatabase(configuration: configuration) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            var random = SystemRandomNumberGenerator()
            for round in 0..<300 {
                let task = Task {
                    try await engine.begin { connection in
                        try await connection.execute(
                            insert(Account.self).values([Account(id: 2 * round, owner: "a\(round)", balance: 1)]))
                        for try await _ in connection.stream(select(Account.id).limit(3)) {}
                        try await connection.beginNested { nested in
                            try await nested.execute(
                                insert(Account.self).values([
                                    Account(id: 2 * round + 1, owner: "b\(round)", balance: 1)
                                ]))
                        }
                        _ = try await connection.scalar(select(Fn.count()).from(Account.self))
                    }
                }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...1500, using: &random)))
                task.cancel()
                let outcome = await task.result
                let rows = try await engine.scalar(
                    select(Fn.count()).from(Account.self).where(Account.id.in([2 * round, 2 * round + 1])))
                switch outcome {
                case .success: XCTAssertEqual(rows, 2, "\(database.name) \(round)")
                case .failure(let error):
                    XCTAssertTrue(error is CancellationError, "\(database.name) \(round): \(error)")
                    XCTAssertEqual(rows, 0, "\(database.name) \(round)")
                }
            }
            XCTAssertEqual(engine.status.inUse, 0, database.name)
            XCTAssertEqual(engine.status.waiting, 0, database.name)
            try await assertNothingIsOpen(database)
        }
    }

    /// The same for a group that commits: BEGIN, its runs and COMMIT are on their way when the task is cancelled.
    func testACancelledGroupHappensWholeOrNotAtAll() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(bank)
            for round in 0..<100 {
                let ids = (0..<500).map { round * 1_000 + $0 }
                let group = try [
                    engine.grouped(ids.prefix(250).map { GroupTests.account($0, "o\($0)").returning(Account.id) }),
                    engine.grouped(ids.suffix(250).map { GroupTests.account($0, "o\($0)") }),
                ]
                let isAutocommit = round.isMultiple(of: 2)
                let task = Task {
                    try await engine.connect(autocommit: isAutocommit) {
                        try await $0.executeGroup(group, commits: true)
                    }
                }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...8_000)))
                task.cancel()
                let outcome = await task.result
                let rows = try await engine.scalar(
                    select(Fn.count()).from(Account.self).where(Account.id >= round * 1_000))
                switch outcome {
                case .success: XCTAssertEqual(rows, 500, "\(database.name) \(round)")
                case .failure(let error):
                    XCTAssertTrue(error is CancellationError, "\(database.name) \(round): \(error)")
                    XCTAssertEqual(rows, 0, "\(database.name) \(round)")
                }
            }
            XCTAssertEqual(engine.status.inUse, 0, database.name)
            try await assertNothingIsOpen(database)
        }
    }

    /// T14: nothing of ours is idle in a transaction.
    private func assertNothingIsOpen(_ database: TestDatabase) async throws {
        guard database.capabilities.contains(.isolationLevels) else { return }
        let open = text(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database() AND state LIKE 'idle in transaction%'
            """
        ).columns(Int.self)
        let count = try await database.engine.scalar(open)
        XCTAssertEqual(count, 0)
    }

    /// X1, L7: a running statement ends soon after its task is cancelled, and the connection serves the next one.
    func testARunningStatementEndsWithItsTask() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        try await onEveryDatabase(configuration: configuration) { database in
            let engine = database.engine
            let endless = text(
                """
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000)
                SELECT count(*) FROM n
                """
            ).columns(Int.self)
            for _ in 0..<5 {
                let task = Task { try await engine.scalar(endless) }
                try await Task.sleep(for: .milliseconds(50))
                let clock = ContinuousClock()
                let start = clock.now
                task.cancel()
                let error = await failure { _ = try await task.value }
                XCTAssertTrue(error is CancellationError, "\(database.name): \(String(describing: error))")
                XCTAssertLessThan(start.duration(to: clock.now), .seconds(1), database.name)
                let one = try await engine.scalar(select(literal(1)))
                XCTAssertEqual(one, 1, database.name)
            }
        }
    }

    /// A statement that takes longer than it may is cancelled like one that nobody waits for.
    func testADeadlineEndsAStatement() async throws {
        try await onEveryDatabase(configuration: EngineConfiguration(statementTimeout: .milliseconds(100))) {
            database in
            let endless = text(
                """
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000)
                SELECT count(*) FROM n
                """)
            let error = await failure { try await database.engine.execute(endless) }
            XCTAssertEqual((error as? DatabaseError)?.kind, .timeout, database.name)
            let one = try await database.engine.scalar(select(literal(1)))
            XCTAssertEqual(one, 1, database.name)
        }
    }

    /// X4: a thousand tasks cancelled together leave the pool whole.
    func testAStormOfCancellations() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            let slow = text(
                """
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)
                SELECT count(*) FROM n
                """
            ).columns(Int.self)
            let tasks = (0..<1000).map { _ in Task { try await engine.scalar(slow) } }
            try await Task.sleep(for: .milliseconds(20))
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.result }
            let count = try await engine.scalar(slow)
            XCTAssertEqual(count, 300_000, database.name)
            XCTAssertEqual(engine.status.inUse, 0, database.name)
        }
    }
}
