import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// Tables that SQLite makes anew, run for real; PostgreSQL alters them with the same revisions.
final class RebuildRunTests: XCTestCase {
    private let tables = Revision(
        "a1", message: "tables",
        upgrade: { steps in
            steps.createUsersWithPosts()
        })

    private static let name = ColumnDefinition(name: "name", type: .text)
    private let looser = Revision(
        "b2", after: ["a1"], message: "names may be missing",
        upgrade: { steps in
            steps.alterColumn(name, to: name.changing(isNullable: true), of: "users")
            steps.addConstraint(.check(CheckConstraint("id > 0", name: "ck_users_id")), to: "users")
        })

    func testATableIsMadeAnewWithoutLosingWhatRefersToIt() async throws {
        try await onBothDatabases { database in
            let migrator = try Migrator(database.engine, [tables, looser])
            try await migrator.upgrade()
            let posts = try await database.count("SELECT count(*) FROM posts")
            XCTAssertEqual(posts, 2)
            try await database.engine.execute(sql("INSERT INTO users (id, name) VALUES (3, NULL)"))
            let refused = await failure { try await database.engine.execute(sql("INSERT INTO users (id) VALUES (0)")) }
            XCTAssertEqual((refused as? DatabaseError)?.kind, .checkViolation)
            let orphan = await failure {
                try await database.engine.execute(sql("INSERT INTO posts (id, user_id) VALUES (30, 99)"))
            }
            XCTAssertEqual((orphan as? DatabaseError)?.kind, .foreignKeyViolation)
            let found = try await database.engine.reflect().table("users")
            XCTAssertEqual(found?.indexes.map(\.name), ["ix_users_name"])

            try await database.engine.execute(sql("DELETE FROM users WHERE id = 3"))
            try await migrator.downgrade(to: RevisionTarget("-1"))
            let back = await failure { try await database.engine.execute(sql("INSERT INTO users (id) VALUES (4)")) }
            XCTAssertEqual((back as? DatabaseError)?.kind, .notNullViolation)
            let left = try await database.count("SELECT count(*) FROM posts")
            XCTAssertEqual(left, 2)
        }
    }

    func testRowsThatWouldReferToNothingStopTheRevision() async throws {
        try await onSQLite { database in
            let broken = Revision(
                "b2", after: ["a1"], message: "broken",
                upgrade: { steps in
                    steps.alterColumn(Self.name, to: Self.name.changing(isNullable: true), of: "users")
                    steps.execute("DELETE FROM users WHERE id = 1")
                })
            let error = await failure { try await Migrator(database.engine, [tables, broken]).upgrade() }
            XCTAssertEqual(
                "\(error ?? MissingServer())",
                "after revision b2 \"broken\", 1 row would refer to nothing: the first is in \"posts\" and refers to "
                    + "\"users\": nothing was kept: delete or correct such rows first (PRAGMA foreign_key_check lists "
                    + "them)")
            let users = try await database.count("SELECT count(*) FROM users")
            XCTAssertEqual(users, 2)
            // The connection's settings are as before.
            let orphan = await failure {
                try await database.engine.execute(sql("INSERT INTO posts (id, user_id) VALUES (30, 99)"))
            }
            XCTAssertEqual((orphan as? DatabaseError)?.kind, .foreignKeyViolation)
            try await Migrator(database.engine, [tables, looser]).upgrade()
        }
    }

    func testAFailureInTheMiddleOfARebuildKeepsNothing() async throws {
        try await onSQLite { database in
            let failing = Revision(
                "b2", after: ["a1"], message: "failing",
                upgrade: { steps in
                    steps.alterColumn(Self.name, to: Self.name.changing(isNullable: true), of: "users")
                    steps.execute("SELECT * FROM nowhere")
                })
            try await Migrator(database.engine, [tables]).upgrade()
            let before = try await database.engine.reflect().snapshot
            _ = await failure { try await Migrator(database.engine, [tables, failing]).upgrade() }
            let after = try await database.engine.reflect().snapshot
            XCTAssertEqual(after, before)
        }
    }

    func testARebuildSeesWhatSQLAndRenamesBeforeItHaveMade() async throws {
        try await onSQLite { database in
            let change = Revision(
                "b2", after: ["a1"], message: "in between",
                upgrade: { steps in
                    steps.execute(
                        """
                        CREATE TRIGGER noted AFTER UPDATE ON users BEGIN
                            UPDATE posts SET note = 'x' WHERE user_id = NEW.id;
                        END;
                        CREATE TABLE extras (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                        """)
                    steps.renameColumn("note", of: "posts", to: "remark")
                    steps.alterColumn(Self.name, to: Self.name.changing(isNullable: true), of: "users")
                    steps.alterColumn(
                        ColumnDefinition(name: "text", type: .text),
                        to: ColumnDefinition(name: "text", type: .text, isNullable: true), of: "extras")
                })
            try await Migrator(database.engine, [tables, change]).upgrade()
            try await database.engine.execute(sql("UPDATE users SET name = NULL WHERE id = 1"))
            let noted = try await database.count("SELECT count(*) FROM posts WHERE remark = 'x'")
            XCTAssertEqual(noted, 1)
            try await database.engine.execute(sql("INSERT INTO extras (text) VALUES (NULL)"))
        }
    }
}
