import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

/// M10: no room in the middle of a migration.
final class FullDiskTests: XCTestCase {
    private static let name = ColumnDefinition(name: "name", type: .text)
    private let users = Revision(
        "a1", message: "users",
        upgrade: { steps in
            steps.createTable(MigratorTests.users)
            steps.insert(
                into: "users", columns: ["id", "name"],
                rows: (1...150).map { [.integer($0), .text(String(repeating: "x", count: 300) + "\($0)")] })
        })
    private let change = Revision(
        "b2", after: ["a1"], message: "names",
        upgrade: { steps in
            steps.alterColumn(name, to: name.changing(isNullable: true), of: "users")
            steps.createIndex(Index([.column("name")], name: "ix_users_name"), on: "users")
        })

    /// The file may grow by no page, by one, by two, … until there is enough room.
    func testAFullDiskAtAnyPageKeepsNothingAndTheNextTryWorks() async throws {
        try await onSQLite { database in
            let migrator = try Migrator(database.engine, [users, change])
            try await migrator.upgrade(to: .revision("a1"))
            let before = try await database.engine.reflect().snapshot
            let pages = try await database.count("PRAGMA page_count")
            var room = 0
            while room < 200 {
                let small = try Self.engine(database.url)
                let limit = pages + room
                small.events.onConnect { connection in
                    _ = try await connection.execute(sql("PRAGMA max_page_count = \(unsafe: "\(limit)")")).all()
                }
                let result = try await problem(of: small)
                await small.dispose()
                guard let error = result else { break }
                XCTAssertEqual((error.underlying as? DatabaseError)?.kind, .diskFull, "\(error)")
                XCTAssertTrue(
                    error.message.hasPrefix("the upgrade of revision b2 \"names\" failed in operation"), "\(error)")
                XCTAssertEqual(
                    error.nextStep, "nothing of it was kept: correct the cause and run `upgrade` again")
                let after = try await database.engine.reflect().snapshot
                XCTAssertEqual(after, before)
                let check = try await database.engine.scalar(sql("PRAGMA integrity_check").columns(String.self))
                XCTAssertEqual(check, "ok")
                let rows = try await database.count("SELECT count(*) FROM users WHERE length(name) > 300")
                XCTAssertEqual(rows, 150)
                room += 1
            }
            // Table and index had to grow by more than a few pages, and it did work in the end.
            XCTAssertGreaterThan(room, 12)
            let applied = try await migrator.current().map(\.id)
            XCTAssertEqual(applied, ["b2"])
            let rows = try await database.count("SELECT count(*) FROM users WHERE length(name) > 300")
            XCTAssertEqual(rows, 150)
        }
    }

    /// Nil where the upgrade worked.
    private func problem(of engine: AsyncEngine) async throws -> MigrationError? {
        do {
            try await Migrator(engine, [users, change]).upgrade()
            return nil
        } catch let error as MigrationError { return error }
    }

    /// A server that grants no more room for files: what it needs for building an index is more than it may have.
    func testAServerWithoutRoomKeepsNothingAndTheNextTryWorks() async throws {
        try await onPostgreSQL { database in
            let many = Revision(
                "a1", message: "users",
                upgrade: { steps in
                    steps.createTable(MigratorTests.users)
                    steps.execute(
                        "INSERT INTO users (id, name) SELECT n, repeat(md5(n::text), 4) FROM generate_series(1, 20000) n"
                    )
                })
            let roomless = try Self.engine(
                database.url + " -c temp_file_limit%3D64kB -c maintenance_work_mem%3D1MB")
            try await Migrator(roomless, [many]).upgrade()
            let before = try await database.engine.reflect().snapshot
            let error = await failure { try await Migrator(roomless, [many, change]).upgrade() } as? MigrationError
            await roomless.dispose()
            // "Insufficient resources" is the class, as for a full disk.
            XCTAssertEqual(
                (error?.underlying as? DatabaseError)?.sqlState?.prefix(2), "53", "\(error?.description ?? "")")
            let text = error?.description ?? ""
            XCTAssertTrue(
                text.hasPrefix(
                    "the upgrade of revision b2 \"names\" failed in operation 2 of 2 (createIndex), at: CREATE INDEX "
                        + "\"ix_users_name\" ON \"users\" (\"name\"): temporary file size exceeds "), text)
            XCTAssertTrue(text.hasSuffix(": nothing of it was kept: correct the cause and run `upgrade` again"), text)
            let after = try await database.engine.reflect().snapshot
            XCTAssertEqual(after, before)
            let done = try await Migrator(database.engine, [many, change]).upgrade().map(\.id)
            XCTAssertEqual(done, ["b2"])
        }
    }
}
