import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// Revisions that stop halfway, whatever stops them.
final class InterruptionTests: XCTestCase {
    let users = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })

    /// Three segments, of which the last fails while there is no table `more`.
    private let three = Revision(
        "b2", after: ["a1"], message: "three parts",
        upgrade: { steps in
            steps.insert(into: "users", columns: ["id", "name"], rows: [[1, "Alice"]])
            steps.execute("ANALYZE", transactional: false)
            steps.insert(into: "users", columns: ["id", "name"], rows: [[2, "Bob"]])
            steps.insert(into: "more", columns: ["id"], rows: [[1]])
        },
        downgrade: { steps in
            steps.execute("DELETE FROM users WHERE id = 2")
            steps.execute("ANALYZE", transactional: false)
            steps.execute("DELETE FROM more")
            steps.execute("DELETE FROM users")
        })

    func testASegmentThatFailsKeepsThoseBeforeIt() async throws {
        try await onBothDatabases { database in
            let migrator = try Migrator(database.engine, [users, three])
            let error = await failure { try await migrator.upgrade() } as? MigrationError
            XCTAssertEqual(
                error?.nextStep, "it is marked dirty: correct the cause and run `upgrade` again, it goes on there")
            let row = try await migrator.applied().last
            XCTAssertEqual(row?.state, .dirty)
            XCTAssertEqual(row?.step, 2)
            XCTAssertEqual(row?.problem, error?.message)
            let users = try await database.count("SELECT count(*) FROM users")
            XCTAssertEqual(users, 1)

            try await database.engine.execute(sql("CREATE TABLE more (id BIGINT)"))
            try await migrator.upgrade()
            let again = try await database.count("SELECT count(*) FROM users")
            XCTAssertEqual(again, 2)
            let done = try await migrator.applied().last
            XCTAssertEqual(done?.state, .applied)
            XCTAssertNil(done?.problem)
        }
    }

    func testADowngradeThatStopsGoesOnAsADowngrade() async throws {
        try await onBothDatabases { database in
            try await database.engine.execute(sql("CREATE TABLE more (id BIGINT)"))
            let migrator = try Migrator(database.engine, [users, three])
            try await migrator.upgrade()
            try await database.engine.execute(sql("DROP TABLE more"))
            let error = await failure { try await migrator.downgrade(to: .base) } as? MigrationError
            XCTAssertEqual(error?.kind, .failed)
            let row = try await migrator.applied().last
            XCTAssertEqual(row?.direction, .downgrade)
            XCTAssertEqual(row?.step, 2)
            let refused = await failure { try await migrator.upgrade() }
            XCTAssertTrue(
                "\(refused ?? MissingServer())".hasPrefix("the downgrade of revision b2 \"three parts\" is dirty"),
                "\(refused ?? MissingServer())")
            try await database.engine.execute(sql("CREATE TABLE more (id BIGINT)"))
            try await migrator.downgrade(to: .base)
            let rows = try await migrator.applied()
            XCTAssertEqual(rows, [])
        }
    }

    func testACancelledUpgradeKeepsNothingOfItsRevision() async throws {
        try await onBothDatabases { database in
            let entered = Gate()
            let slow = Revision(
                "b2", after: ["a1"], message: "slow",
                upgrade: { steps in
                    steps.addColumn(MigratorTests.email, to: "users")
                    steps.run("wait") { _ in
                        entered.open()
                        try await Task.sleep(for: .seconds(60))
                    }
                })
            let migrator = try Migrator(database.engine, [users, slow])
            let task = Task { try await migrator.upgrade() }
            await entered.wait()
            task.cancel()
            let error = await failure { _ = try await task.value }
            XCTAssertTrue(error is CancellationError, "\(String(describing: error))")
            let current = try await migrator.current().map(\.id)
            XCTAssertEqual(current, ["a1"])
            let missing = await failure { try await database.engine.execute(sql("SELECT email FROM users")) }
            XCTAssertEqual((missing as? DatabaseError)?.kind, .undefinedColumn)
        }
    }

    func testAConnectionThatIsLostMidwayKeepsNothingOfItsRevision() async throws {
        try await onPostgreSQL { database in
            let cut = Revision(
                "b2", after: ["a1"], message: "cut",
                upgrade: { steps in
                    steps.addColumn(MigratorTests.email, to: "users")
                    steps.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                })
            let error =
                await failure { try await Migrator(database.engine, [users, cut]).upgrade() } as? MigrationError
            XCTAssertEqual(error?.kind, .failed)
            XCTAssertEqual((error?.underlying as? DatabaseError)?.kind, .connectionLost)
            let whole = Revision(
                "b2", after: ["a1"], message: "cut", upgrade: { $0.addColumn(MigratorTests.email, to: "users") })
            let done = try await Migrator(database.engine, [users, whole]).upgrade().map(\.id)
            XCTAssertEqual(done, ["b2"])
        }
    }
}
