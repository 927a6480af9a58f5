import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

final class MigratorTests: XCTestCase {
    static let users = Table(
        "users",
        columns: [
            ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
            ColumnDefinition(name: "name", type: .text),
        ])
    static let email = ColumnDefinition(name: "email", type: .text, isNullable: true)

    let first = Revision("a1", message: "users", upgrade: { $0.createTable(users) })
    let second = Revision(
        "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(email, to: "users") },
        downgrade: { $0.execute("ALTER TABLE users DROP COLUMN email") })

    func testRevisionsAreAppliedInOrderAndTakenBack() async throws {
        try await onBothDatabases { database in
            let log = EventLog()
            let configuration = MigrationConfiguration(onEvent: { log.note($0) })
            let migrator = try Migrator(database.engine, [first, second], configuration: configuration)
            let pending = try await migrator.pending().map(\.id)
            XCTAssertEqual(pending, ["a1", "b2"])
            let done = try await migrator.upgrade(to: .head).map(\.id)
            XCTAssertEqual(done, ["a1", "b2"])
            let tables = try await database.tables()
            XCTAssertEqual(tables, ["users", "cinnabar_revisions"])
            try await database.engine.execute(sql("INSERT INTO users (id, name, email) VALUES (1, 'Alice', 'a@b.c')"))
            let current = try await migrator.current().map(\.id)
            XCTAssertEqual(current, ["b2"])
            try await migrator.verify()
            let again = try await migrator.upgrade(to: .head)
            XCTAssertEqual(again.count, 0)

            let back = try await migrator.downgrade(to: RevisionTarget("-1")).map(\.id)
            XCTAssertEqual(back, ["b2"])
            let error = await failure { try await database.engine.execute(sql("SELECT email FROM users")) }
            XCTAssertEqual((error as? DatabaseError)?.kind, .undefinedColumn)
            try await migrator.downgrade(to: .base)
            let left = try await database.tables()
            XCTAssertEqual(left, ["cinnabar_revisions"])
            let rows = try await migrator.applied()
            XCTAssertEqual(rows, [])
            XCTAssertEqual(
                log.all.filter { !$0.contains(" TABLE ") },
                [
                    "upgrade a1 0/1", "finished a1", "upgrade b2 0/1", "finished b2", "downgrade b2 0/1",
                    "finished b2", "downgrade a1 0/1", "finished a1",
                ])
        }
    }

    func testAFailingStatementTakesItsWholeRevisionBack() async throws {
        try await onBothDatabases { database in
            let bad = Revision(
                "b2", after: ["a1"], message: "emails",
                upgrade: { steps in
                    steps.addColumn(Self.email, to: "users")
                    steps.execute("INSERT INTO nowhere VALUES (1)")
                })
            let migrator = try Migrator(database.engine, [first, bad])
            let error = await failure { try await migrator.upgrade(to: .head) } as? MigrationError
            XCTAssertEqual(error?.kind, .failed)
            XCTAssertEqual(error?.revision, "b2")
            let text = error?.description ?? ""
            XCTAssertTrue(
                text.hasPrefix(
                    "the upgrade of revision b2 \"emails\" failed in operation 2 of 2 (execute), at: "
                        + "INSERT INTO nowhere VALUES (1): "),
                text)
            XCTAssertTrue(
                text.hasSuffix(": nothing of it was kept: correct the cause and run `upgrade` again"), text)
            let current = try await migrator.current().map(\.id)
            XCTAssertEqual(current, ["a1"])
            let missing = await failure { try await database.engine.execute(sql("SELECT email FROM users")) }
            XCTAssertEqual((missing as? DatabaseError)?.kind, .undefinedColumn)
            // The corrected revision runs.
            try await Migrator(database.engine, [first, second]).upgrade(to: .head)
        }
    }

    func testCodeThatEndsTheTransactionIsAnError() async throws {
        try await onBothDatabases { database in
            let bad = Revision("a1", message: "code", upgrade: { $0.run("greedy") { try await $0.rollback() } })
            let error = await failure { try await Migrator(database.engine, [bad]).upgrade() }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "the code \"greedy\" of revision a1 \"code\" ended the revision's transaction: leave commit and rollback "
                    + "to the migrator; look at what it did, then `stamp`")
        }
    }

    func testAWayBackThatIsMissingIsToldBeforeAnythingIsDone() async throws {
        try await onBothDatabases { database in
            let rows = Revision(
                "b2", after: ["a1"], message: "rows",
                upgrade: { $0.insert(into: "users", columns: ["id", "name"], rows: [[1, "Alice"]]) })
            let third = Revision(
                "c3", after: ["b2"], message: "emails", upgrade: { $0.addColumn(Self.email, to: "users") })
            let migrator = try Migrator(database.engine, [first, rows, third])
            try await migrator.upgrade()
            let error = await failure { try await migrator.downgrade(to: .base) }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "revision b2 cannot be taken back: insert(into: \"users\", columns: [\"id\", \"name\"], "
                    + "rows: [[.integer(1), .text(\"Alic… has no way back: give the revision a downgrade closure")
            let current = try await migrator.current().map(\.id)
            XCTAssertEqual(current, ["c3"])
        }
    }

    func testAPlanChangesNothing() async throws {
        try await onBothDatabases { database in
            let migrator = try Migrator(database.engine, [first, second])
            let plan = try await migrator.planUpgrade()
            XCTAssertEqual(plan.revisions.map(\.id), ["a1", "b2"])
            let tables = try await database.tables()
            XCTAssertEqual(tables, [])
        }
    }
}
