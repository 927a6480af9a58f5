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
    let second = Revision("b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(email, to: "users") })

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
                text.hasPrefix("the upgrade of revision b2 \"emails\" failed at: INSERT INTO nowhere VALUES (1): "),
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

    func testVerifySaysWhatIsMissing() async throws {
        try await onBothDatabases { database in
            let migrator = try Migrator(database.engine, [first, second])
            let nothing = await failure { try await migrator.verify() }
            XCTAssertEqual(
                "\(nothing ?? MissingServer())",
                "the database lacks revision a1 \"users\" and 1 more: run `upgrade`")
            try await migrator.upgrade(to: .revision("a1"))
            let half = await failure { try await migrator.verify() }
            XCTAssertEqual("\(half ?? MissingServer())", "the database lacks revision b2 \"emails\": run `upgrade`")
        }
    }

    func testHistoriesThatDoNotFitStopBeforeAnythingIsDone() async throws {
        try await onBothDatabases { database in
            try await Migrator(database.engine, [first, second]).upgrade(to: .head)
            let third = Revision(
                "c3", after: ["b2"], message: "more", upgrade: { $0.execute("CREATE TABLE more (a INT)") })
            let edited = Revision(
                "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(Self.email, to: "other") })
            let checksums = (second.checksum, edited.checksum)
            let moved = Revision(
                "b2", after: ["a0"], message: "emails", upgrade: { $0.addColumn(Self.email, to: "users") })
            let zero = Revision("a0", message: "zero", upgrade: { _ in })
            let cases: [([Revision], String)] = [
                (
                    [first],
                    "the database has revision b2 \"emails\", which this program does not know: run a build that has it, "
                        + "bring its file back, or `stamp --purge` what the database is at"
                ),
                (
                    [first, edited, third],
                    "revision b2 \"emails\" was edited after it was applied: its checksum was \(checksums.0) and is "
                        + "\(checksums.1): put its file back and make a new revision; if the database has it all, "
                        + "`stamp --accept`"
                ),
                (
                    [first, zero, moved, third],
                    "the database has revision b2 \"emails\" without a0, which comes before it: correct `after:`, or "
                        + "`stamp` what the database is at"
                ),
            ]
            for (revisions, text) in cases {
                let migrator = try Migrator(database.engine, revisions)
                for attempt in [
                    { try await migrator.upgrade(to: .heads) as Any },
                    { try await migrator.downgrade(to: .base) as Any },
                    { try await migrator.verify() as Any },
                ] {
                    let error = await failure { _ = try await attempt() }
                    XCTAssertEqual("\(error ?? MissingServer())", text)
                }
            }
            let tables = try await database.tables()
            XCTAssertEqual(tables, ["users", "cinnabar_revisions"])
        }
    }

    func testAnEditIsAcceptedAndTheBaseIsTheEnd() async throws {
        try await onBothDatabases { database in
            try await Migrator(database.engine, [first, second]).upgrade(to: .head)
            let edited = Revision(
                "b2", after: ["a1"], message: "emails",
                upgrade: { steps in
                    steps.addColumn(Self.email, to: "users")
                    steps.execute("SELECT 1", reverse: "SELECT 1")
                })
            let migrator = try Migrator(database.engine, [first, edited])
            let changed = try await migrator.acceptEdits().map(\.id)
            XCTAssertEqual(changed, ["b2"])
            try await migrator.verify()
            let error = await failure { try await migrator.downgrade(to: RevisionTarget("-3")) }
            XCTAssertEqual(
                "\(error ?? MissingServer())", "the database has only 2 revisions, not 3: give `base`")
            try await migrator.verify()
        }
    }

    func testStampNotesWithoutRunning() async throws {
        try await onBothDatabases { database in
            let migrator = try Migrator(database.engine, [first, second])
            try await migrator.stamp(.head)
            try await migrator.verify()
            let tables = try await database.tables()
            XCTAssertEqual(tables, ["cinnabar_revisions"])
            let shorter = try Migrator(database.engine, [first])
            let error = await failure { try await shorter.stamp(.head) } as? MigrationError
            XCTAssertEqual(error?.kind, .unknownRevision)
            try await shorter.stamp(.head, purging: true)
            try await shorter.verify()
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
