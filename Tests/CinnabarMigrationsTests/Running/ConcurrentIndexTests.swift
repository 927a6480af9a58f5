import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// Operations that no transaction holds, and what is left when they fail.
final class ConcurrentIndexTests: XCTestCase {
    let users = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })
    let unique = Revision(
        "b2", after: ["a1"], message: "names are unique",
        upgrade: { steps in
            steps.addColumn(MigratorTests.email, to: "users")
            steps.createIndex(
                Index([.column("name")], name: "uq_users_name", unique: true), on: "users", concurrently: true)
            steps.setComment("checked", on: "users")
        })

    private func isValid(_ database: MigrationDatabase) async throws -> Bool? {
        try await database.engine.execute(
            sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('uq_users_name')").columns(Bool.self)
        ).first()
    }

    func testAnIndexThatFailsLeavesADirtyRevisionThatGoesOnThere() async throws {
        try await onPostgreSQL { database in
            try await Migrator(database.engine, [users]).upgrade()
            try await database.engine.execute(sql("INSERT INTO users VALUES (1, 'Alice'), (2, 'Alice')"))
            let migrator = try Migrator(database.engine, [users, unique])
            let error = await failure { try await migrator.upgrade() }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "the upgrade of revision b2 \"names are unique\" failed in operation 2 of 3 (createIndex), at: "
                    + "CREATE UNIQUE INDEX CONCURRENTLY \"uq_users_name\" ON \"users\" (\"name\"): could not create unique index \"uq_users_name\"; it has "
                    + "left the invalid index \"uq_users_name\": it is marked dirty: run `upgrade` again, which drops the "
                    + "index and builds it anew")
            let invalid = try await isValid(database)
            XCTAssertEqual(invalid, false)
            let row = try await migrator.applied().last
            XCTAssertEqual(row?.state, .dirty)
            XCTAssertEqual(row?.step, 1)

            let told = await failure { try await migrator.verify() } as? MigrationError
            XCTAssertEqual(told?.kind, .interrupted)
            let text = told?.description ?? ""
            XCTAssertTrue(
                text.hasPrefix(
                    "the upgrade of revision b2 \"names are unique\" is dirty: it failed after 1 of its operations ("),
                text)
            XCTAssertTrue(
                text.hasSuffix("): run `upgrade` to go on there, or finish by hand and `stamp` it"), text)
            let back = await failure { try await migrator.downgrade(to: .base) } as? MigrationError
            XCTAssertEqual(back?.kind, .interrupted)

            try await database.engine.execute(sql("DELETE FROM users WHERE id = 2"))
            let log = EventLog()
            let again = try Migrator(
                database.engine, [users, unique], configuration: MigrationConfiguration(onEvent: { log.note($0) }))
            try await again.upgrade()
            XCTAssertEqual(
                log.all,
                [
                    "upgrade b2 1/3", "DROP INDEX CONCURRENTLY \"uq_users_name\"",
                    "CREATE UNIQUE INDEX CONCURRENTLY \"uq_users_name\" ON \"users\" (\"name\")",
                    "COMMENT ON TABLE \"users\" IS 'checked'", "finished b2",
                ])
            let valid = try await isValid(database)
            XCTAssertEqual(valid, true)
            try await again.verify()
            try await again.downgrade(to: RevisionTarget("-1"))
            let gone = try await isValid(database)
            XCTAssertNil(gone)
        }
    }

    func testAnIndexThatIsCancelledGoesOnWithTheNextUpgrade() async throws {
        try await onPostgreSQL { database in
            try await Migrator(database.engine, [users]).upgrade()
            let index = Revision(
                "b2", after: ["a1"], message: "names are unique",
                upgrade: {
                    $0.createIndex(
                        Index([.column("name")], name: "uq_users_name", unique: true), on: "users", concurrently: true)
                })
            let migrator = try Migrator(database.engine, [users, index])
            let writer = try Self.engine(database.url)
            try await writer.begin { connection in
                // The index waits for this transaction.
                try await connection.execute(sql("INSERT INTO users VALUES (1, 'Alice')"))
                let task = Task { try await migrator.upgrade() }
                var hasCancelled = false
                let deadline = ContinuousClock().now + .seconds(20)
                while !hasCancelled, ContinuousClock().now < deadline {
                    hasCancelled =
                        try await database.engine.execute(
                            sql(
                                """
                                SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
                                WHERE query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY "uq_users_name"%' \
                                AND wait_event_type = 'Lock' AND state = 'active'
                                """
                            ).columns(Bool.self)
                        ).first() ?? false
                }
                let error = await failure { _ = try await task.value } as? MigrationError
                XCTAssertEqual(error?.kind, .failed)
                XCTAssertTrue(
                    "\(error?.description ?? "")".contains("has left the invalid index"), "\(error?.description ?? "")")
            }
            let rows = try await migrator.applied()
            XCTAssertEqual(rows.last?.state, .dirty)
            try await migrator.upgrade()
            let valid = try await isValid(database)
            XCTAssertEqual(valid, true)
            await writer.dispose()
        }
    }

    func testAnEditOfAnInterruptedRevisionIsRefused() async throws {
        try await onPostgreSQL { database in
            try await Migrator(database.engine, [users]).upgrade()
            try await database.engine.execute(sql("INSERT INTO users VALUES (1, 'Alice'), (2, 'Alice')"))
            _ = await failure { try await Migrator(database.engine, [users, unique]).upgrade() }
            let edited = Revision(
                "b2", after: ["a1"], message: "names are unique",
                upgrade: { $0.addColumn(MigratorTests.email, to: "users") })
            let error = await failure { try await Migrator(database.engine, [users, edited]).upgrade() }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "revision b2 \"names are unique\" stopped after 1 of its operations and was edited since: put its file "
                    + "back and run it again, or finish by hand and `stamp` it")
        }
    }
}
