import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// What the database remembers against what the program says.
final class MigratorHistoryTests: XCTestCase {
    let first = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })
    let second = Revision(
        "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(MigratorTests.email, to: "users") })

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
                "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(MigratorTests.email, to: "other") })
            let checksums = (second.checksum, edited.checksum)
            let moved = Revision(
                "b2", after: ["a0"], message: "emails", upgrade: { $0.addColumn(MigratorTests.email, to: "users") })
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
                    steps.addColumn(MigratorTests.email, to: "users")
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
}
