import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// What several migrators and the application do to each other on PostgreSQL.
final class MigrationLockTests: XCTestCase {
    let users = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })
    let emails = Revision(
        "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(MigratorTests.email, to: "users") })

    func testALockThatSomebodyElseKeepsIsAnErrorThatNamesThem() async throws {
        try await onPostgreSQL { database in
            let entered = Gate()
            let release = Gate()
            let slow = Revision(
                "a1", message: "slow",
                upgrade: { steps in
                    steps.run("wait") { _ in
                        entered.open()
                        await release.wait()
                    }
                })
            let other = try Self.engine(database.url + "&application_name=first")
            async let first = Migrator(other, [slow]).upgrade()
            await entered.wait()
            let log = EventLog()
            let impatient = try Migrator(
                database.engine, [slow],
                configuration: MigrationConfiguration(lockTimeout: .milliseconds(100), onEvent: { log.note($0) }))
            let error = await failure { try await impatient.upgrade() } as? MigrationError
            XCTAssertEqual(error?.kind, .lockTimeout)
            let text = error?.description ?? ""
            XCTAssertTrue(text.hasPrefix("another process (backend "), text)
            XCTAssertTrue(text.contains(" of \"first\" from 127.0.0.1"), text)
            XCTAssertTrue(text.hasSuffix("wait for it, end it, or give a longer lockTimeout"), text)
            XCTAssertEqual(log.all, ["waiting"])
            release.open()
            let done = try await first.map(\.id)
            XCTAssertEqual(done, ["a1"])
            await other.dispose()
        }
    }

    func testABusyTableIsTriedAgainAndTheApplicationGoesOn() async throws {
        try await onPostgreSQL { database in
            try await Migrator(database.engine, [users]).upgrade()
            let log = EventLog()
            let migrator = try Migrator(
                database.engine, [users, emails],
                configuration: MigrationConfiguration(
                    statementLockTimeout: .milliseconds(150), pause: .milliseconds(100), onEvent: { log.note($0) }))
            let reader = try Self.engine(database.url, size: 2)
            let longest = try await reader.begin { connection in
                try await connection.execute(sql("LOCK TABLE users IN ACCESS SHARE MODE"))
                async let upgrade = migrator.upgrade()
                // Another reader of the table queues behind the waiting ALTER, and no longer than that waits.
                var longest = Duration.zero
                for _ in 0..<30 {
                    let start = ContinuousClock().now
                    try await reader.execute(sql("SELECT count(*) FROM users"))
                    longest = max(longest, ContinuousClock().now - start)
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await connection.commit()
                let done = try await upgrade.map(\.id)
                XCTAssertEqual(done, ["b2"])
                return longest
            }
            XCTAssertLessThan(longest, .seconds(1))
            XCTAssertTrue(log.all.contains("retrying b2 1"), "\(log.all)")
            try await migrator.verify()
            await reader.dispose()
        }
    }

    func testATableThatStaysBusyIsAnErrorThatSaysSo() async throws {
        try await onPostgreSQL { database in
            try await Migrator(database.engine, [users]).upgrade()
            let migrator = try Migrator(
                database.engine, [users, emails],
                configuration: MigrationConfiguration(
                    statementLockTimeout: .milliseconds(20), attempts: 3, pause: .milliseconds(1)))
            let other = try Self.engine(database.url)
            try await other.begin { connection in
                try await connection.execute(sql("LOCK TABLE users IN ACCESS SHARE MODE"))
                let error = await failure { try await migrator.upgrade() }
                XCTAssertEqual(
                    "\(error ?? MissingServer())",
                    "the upgrade of revision b2 \"emails\" failed in operation 1 of 1 (addColumn), at: "
                        + "ALTER TABLE \"users\" ADD COLUMN \"email\" TEXT: "
                        + "canceling statement due to lock timeout: nothing of it was kept: end the transaction that "
                        + "holds the table, or try again later")
            }
            try await migrator.upgrade()
            await other.dispose()
        }
    }

    func testAMigratorThatWaitsDoesNotHoldUpAConcurrentIndex() async throws {
        try await onPostgreSQL { database in
            let index = Revision(
                "b2", after: ["a1"], message: "index",
                upgrade: { steps in
                    // The others wait already when the index is begun.
                    steps.run("pause") { _ in try await Task.sleep(for: .milliseconds(300)) }
                    steps.createIndex(Index([.column("name")], name: "ix_users_name"), on: "users", concurrently: true)
                })
            let url = database.url
            let revisions = [users, index]
            let done = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let engine = try Self.engine(url, size: 2)
                        let count = try await Migrator(engine, revisions).upgrade().count
                        await engine.dispose()
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            XCTAssertEqual(done, 2)
        }
    }

    func testAPoolOfOneConnectionIsRefused() async throws {
        try await onPostgreSQL { database in
            let small = try Self.engine(database.url, size: 1)
            let error = await failure { try await Migrator(small, [users]).upgrade() }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "a migration needs two connections, and the engine's pool has one: give it PoolConfiguration(size: 2)")
            await small.dispose()
        }
    }

    func testALockThatIsLostMidwayHarmsNothing() async throws {
        try await onPostgreSQL { database in
            let url = database.url
            let cut = Revision(
                "b2", after: ["a1"], message: "cut",
                upgrade: { steps in
                    steps.run("end the lock's connection") { connection in
                        try await connection.execute(
                            sql(
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_locks \
                                WHERE locktype = 'advisory' AND pid IN (SELECT pid FROM pg_stat_activity \
                                WHERE application_name = 'cut') AND pid <> pg_backend_pid()
                                """))
                    }
                    steps.addColumn(MigratorTests.email, to: "users")
                })
            let engine = try Self.engine(url + "&application_name=cut")
            let migrator = try Migrator(engine, [users, cut])
            let done = try await migrator.upgrade().map(\.id)
            XCTAssertEqual(done, ["a1", "b2"])
            try await migrator.verify()
            await engine.dispose()
        }
    }
}

/// Lets everybody through once it is open.
final class Gate: Sendable {
    private let state = Locked<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
