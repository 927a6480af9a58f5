import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// M5: a revision of many kinds of operations that fails at each of its statements in turn. On SQLite it makes tables
/// anew, with foreign keys to them, triggers, views and indexes.
final class FailingStepTests: XCTestCase {
    private static let name = ColumnDefinition(name: "name", type: .text)

    private let tables = Revision(
        "a1", message: "tables",
        upgrade: { steps in
            steps.createUsersWithPosts()
            steps.execute(
                postgreSQL: """
                    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN NEW.name := trim(NEW.name); RETURN NEW; END $$;
                    CREATE TRIGGER stamped BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp();
                    CREATE VIEW writers AS SELECT name FROM users
                    """,
                sqlite: """
                    CREATE TRIGGER stamped AFTER UPDATE ON users BEGIN
                        UPDATE posts SET note = 'seen' WHERE user_id = NEW.id AND note = 'x';
                    END;
                    CREATE VIEW writers AS SELECT name FROM users
                    """)
        })

    private let change = Revision(
        "b2", after: ["a1"], message: "much",
        upgrade: { steps in
            steps.addColumn(MigratorTests.email, to: "users")
            steps.alterColumn(name, to: name.changing(isNullable: true), of: "users")
            steps.addConstraint(.check(CheckConstraint("id > 0", name: "ck_users_id")), to: "users")
            steps.renameColumn("note", of: "posts", to: "body")
            steps.createIndex(Index([.column("body")], name: "ix_posts_body"), on: "posts")
            steps.createTable(
                Table("tags", columns: [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)]))
            steps.insert(into: "tags", columns: ["id"], rows: [[1], [2]])
            steps.run("fill") { try await $0.execute(sql("UPDATE users SET email = name")) }
            steps.execute("UPDATE posts SET body = 'a;b'; DELETE FROM posts WHERE id = 20")
        },
        downgrade: { steps in
            steps.execute("INSERT INTO posts (id, user_id, body) VALUES (20, 2, NULL)")
            steps.execute("UPDATE posts SET body = NULL")
            steps.dropTable(Table("tags", columns: [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)]))
            steps.dropIndex(Index([.column("body")], name: "ix_posts_body"), of: "posts")
            steps.renameColumn("body", of: "posts", to: "note")
            steps.dropConstraint(.check(CheckConstraint("id > 0", name: "ck_users_id")), of: "users")
            steps.alterColumn(name.changing(isNullable: true), to: name, of: "users")
            steps.dropColumn(MigratorTests.email, of: "users")
        })

    /// The schema with all that hangs on it, and every row.
    private func state(_ database: MigrationDatabase) async throws -> [String] {
        let schema = try await database.engine.reflect()
        var state = [schema.snapshot, "\(schema.views)", "\(schema.triggers.map(\.sql))"]
        for table in try await database.tables().sorted() where table != "cinnabar_revisions" {
            let rows = try await database.engine.execute(sql("SELECT * FROM \(identifier: table) ORDER BY id")).all()
            state += rows.map { "\(table): \($0)" }
        }
        return state
    }

    func testARevisionThatFailsAtAnyOfItsStatementsLeavesTheDatabaseAsItWas() async throws {
        try await onBothDatabases { database in
            let log = EventLog()
            let migrator = try Migrator(
                database.engine, [tables, change], configuration: MigrationConfiguration(onEvent: { log.note($0) }))
            let breaker = Breaker()
            database.engine.events.beforeExecute { try breaker.meet($0.sql) }
            try await migrator.upgrade(to: .revision("a1"))

            // SQLite spells triggers anew when a column that they name is renamed: the first time only.
            try await migrator.upgrade()
            try await migrator.downgrade(to: .revision("a1"))

            // What it does, when nothing fails.
            let start = log.all.count
            try await migrator.upgrade()
            let middle = log.all.count
            try await migrator.downgrade(to: .revision("a1"))
            let all = log.all
            let before = try await state(database)

            let up = Array(all[(start + 1)..<(middle - 1)])
            XCTAssertGreaterThanOrEqual(up.count, 11)
            let places = try await fail(database, breaker, before, up, "upgrade") { try await migrator.upgrade() }
            XCTAssertEqual(places, database.name == "SQLite" ? Self.placesOnSQLite : Self.placesOnPostgreSQL)
            try await migrator.upgrade()
            let after = try await state(database)
            XCTAssertNotEqual(after, before)

            let down = Array(all[(middle + 1)..<(all.count - 1)])
            XCTAssertGreaterThanOrEqual(down.count, 8)
            _ = try await fail(database, breaker, after, down, "downgrade") {
                try await migrator.downgrade(to: .revision("a1"))
            }
            try await migrator.downgrade(to: .revision("a1"))
            let back = try await state(database)
            XCTAssertEqual(back, before)
        }
    }

    private static let placesOnPostgreSQL = [
        "operation 1 of 9 (addColumn)", "operation 2 of 9 (alterColumn)", "operation 3 of 9 (addConstraint)",
        "operation 4 of 9 (renameColumn)", "operation 5 of 9 (createIndex)", "operation 6 of 9 (createTable)",
        "operation 7 of 9 (insert)", "operation 8 of 9 (run)", "operation 9 of 9 (execute)",
    ]
    private static let placesOnSQLite = [
        "operation 1 of 9 (addColumn)", "operations 2 to 3 of 9 (alterColumn, addConstraint)",
        "operation 4 of 9 (renameColumn)", "operation 5 of 9 (createIndex)", "operation 6 of 9 (createTable)",
        "operation 7 of 9 (insert)", "operation 8 of 9 (run)", "operation 9 of 9 (execute)",
    ]

    /// - Parameter statements: as they are told: of code its name.
    /// - Returns: what the messages say of the operation, without repetitions.
    private func fail(
        _ database: MigrationDatabase, _ breaker: Breaker, _ before: [String], _ statements: [String],
        _ direction: String, _ run: () async throws -> Void
    ) async throws -> [String] {
        var places: [String] = []
        let sent = statements.map { $0 == "run(\"fill\")" ? "UPDATE users SET email = name" : $0 }
        for place in statements.indices {
            breaker.arm(sent, at: place)
            let error = await failure { try await run() }
            let text = "\(error ?? MissingServer())"
            let note = "\(database.name), statement \(place + 1) of \(statements.count): \(text)"
            let start = "the \(direction) of revision b2 \"much\" failed in "
            XCTAssertTrue(text.hasPrefix(start), note)
            let title = String(text.dropFirst(start.count).prefix { $0 != ")" }) + ")"
            if places.last != title { places.append(title) }
            let line = statements[place].replacing("\n", with: " ").prefix(200)
            XCTAssertTrue(
                text.hasSuffix(
                    ", at: \(line): broken on purpose: nothing of it was kept: correct the cause and run `\(direction)` again"
                ), note)
            let after = try await state(database)
            XCTAssertEqual(after, before, note)
            let orphan = await failure {
                try await database.engine.execute(sql("INSERT INTO posts (id, user_id) VALUES (30, 99)"))
            }
            XCTAssertEqual((orphan as? DatabaseError)?.kind, .foreignKeyViolation, note)
        }
        breaker.disarm()
        return places
    }
}

/// Lets one statement of a list fail.
private final class Breaker: Sendable {
    private let state = Locked<(statements: [String], place: Int, next: Int)>(([], 0, 0))

    func arm(_ statements: [String], at place: Int) { state.withLock { $0 = (statements, place, 0) } }
    func disarm() { arm([], at: 0) }

    func meet(_ sql: String) throws {
        let breaks = state.withLock { state in
            guard state.next < state.statements.count, state.statements[state.next] == sql else { return false }
            state.next += 1
            guard state.next > state.place else { return false }
            state.statements = []
            return true
        }
        if breaks { throw DatabaseError(.other, "broken on purpose") }
    }
}
