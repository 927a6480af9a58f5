import CinnabarMigrations
import CinnabarSQL
import Foundation
import XCTest

final class SourceWriterTests: XCTestCase {
    private var file: RevisionFile {
        RevisionFile(
            id: "feed01", after: ["a1", "b2"], message: "every \"operation\"", labels: ["all"],
            operations: EveryOperation.operations, note: "Made by a test.")
    }

    /// The written file is compiled with the tests: after a change, `CINNABAR_WRITE_FIXTURES=1` writes it anew.
    func testTheCompiledFileIsWhatIsWritten() async throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "GeneratedRevision.swift")
        if ProcessInfo.processInfo.environment["CINNABAR_WRITE_FIXTURES"] != nil {
            try Data(file.source.utf8).write(to: path)
        }
        XCTAssertEqual(String(decoding: try Data(contentsOf: path), as: UTF8.self), file.source)
    }

    func testWhatIsCompiledIsWhatWasWritten() async throws {
        XCTAssertEqual(revisionfeed01.id, "feed01")
        XCTAssertEqual(revisionfeed01.parents, ["a1", "b2"])
        XCTAssertEqual(revisionfeed01.labels, ["all"])
        XCTAssertEqual(revisionfeed01.message, "every \"operation\"")
        XCTAssertEqual(revisionfeed01.upgrade.count, EveryOperation.operations.count)
        for (read, written) in zip(revisionfeed01.upgrade, EveryOperation.operations) {
            XCTAssertEqual(Self.text(read), Self.text(written))
        }
    }

    /// All that an operation holds, whatever the order of dictionaries.
    private static func text(_ operation: MigrationOperation) -> [String] {
        // Named constraints stand as items, and their columns are bare then: the table is the same.
        if case .createTable(var table) = operation, table.primaryKey?.name != nil {
            table.columns = table.columns.map(\.bare)
            var text = ""
            dump(table, to: &text)
            return text.split(separator: "\n").map(String.init).sorted()
        }
        var text = ""
        dump(operation, to: &text)
        return text.split(separator: "\n").map(String.init).sorted()
    }

    func testAWholeRevisionFile() async throws {
        let file = RevisionFile(
            id: "b2", after: ["a1"], message: "emails",
            operations: [
                .addColumn(ColumnDefinition(name: "email", type: .varchar(255), isNullable: true), to: "users"),
                .dropColumn(ColumnDefinition(name: "mail", type: .text), of: "users"),
                .createIndex(Index([.column("email")], name: "ix_users_email"), on: "users", concurrently: true),
            ], note: "Made by comparison on 2026-11-25T05:00:00Z.")
        XCTAssertEqual(
            file.source,
            """
            import CinnabarMigrations

            /// emails
            ///
            /// Made by comparison on 2026-11-25T05:00:00Z.
            let revisionb2 = Revision(
                "b2", after: ["a1"], message: "emails",
                upgrade: { steps in
                    steps.addColumn(ColumnDefinition(name: "email", type: .varchar(255), isNullable: true), to: "users")
                    // LOSES DATA: drops the column "mail" of table "users" with its values
                    steps.dropColumn(ColumnDefinition(name: "mail", type: .text), of: "users")
                    steps.createIndex(Index([.column("email")], name: "ix_users_email"), on: "users", concurrently: true)
                })

            """)
    }

    func testAFileWithoutAWayBackSaysSo() async throws {
        let file = RevisionFile(
            id: "a1", after: [], message: "rows",
            operations: [.insert(RowsInsert(into: "kinds", columns: ["id"], rows: [[1]]))], note: "Made by a test.")
        XCTAssertEqual(
            file.source,
            """
            import CinnabarMigrations

            /// rows
            ///
            /// Made by a test.
            let revisiona1 = Revision(
                "a1", message: "rows",
                upgrade: { steps in
                    steps.insert(into: "kinds", columns: ["id"], rows: [[.integer(1)]])
                },
                // No way back is known for:
                //     insert(into: "kinds", columns: ["id"], rows: [[.integer(1)]])
                downgrade: nil)

            """)
    }

    func testTheIndexFileListsTheConstants() async throws {
        XCTAssertEqual(
            RevisionIndexFile.source(["a1", "b2"]),
            """
            // Written by the command line, with every new revision: do not edit.
            import CinnabarMigrations

            /// The history of the database, oldest first.
            let revisions: [Revision] = [
                revisiona1,
                revisionb2,
            ]

            """)
        XCTAssertEqual(RevisionIndexFile.revision(in: file.source), "feed01")
        XCTAssertNil(RevisionIndexFile.revision(in: "let other = 1\nlet revisions: [Revision] = []\n"))
    }

    func testAKeyMadeByCodeIsWrittenAsAnOption() async throws {
        let id = ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true, clientDefault: { 1 })
        XCTAssertEqual(
            SourceWriter.statements([.createTable(Table("t", columns: [id]))], indent: 0),
            [
                "steps.createTable(\n    Table(\"t\","
                    + " columns: [ColumnDefinition(name: \"id\", type: .bigint, isPrimaryKey: true)],"
                    + " options: [.clientMadeKey]))"
            ])
    }

    func testTextsThatAreNoValuesAreNoTrap() async throws {
        XCTAssertEqual(SQLValue.uuid("x"), .unencodable("\"x\" is no UUID"))
        XCTAssertEqual(SQLValue.numeric("12x"), .unencodable("\"12x\" is no number"))
        XCTAssertEqual(SQLValue.date("2026-13-01"), .unencodable("\"2026-13-01\" is no date"))
        XCTAssertEqual(SQLValue.time("25:00"), .unencodable("\"25:00\" is no time of day"))
        XCTAssertEqual(SQLValue.localTimestamp(""), .unencodable("\"\" is no date with time"))
    }
}
