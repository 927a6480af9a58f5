import CinnabarEngine
import CinnabarMigrations
import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

/// Comparisons with a real database, by the command line.
final class AutogenerateTests: XCTestCase {
    private let users = MetaData(MigratorTests.users)
    private var changed: MetaData {
        var table = MigratorTests.users
        table.columns.append(MigratorTests.email)
        table.columns[1] = table.columns[1].changing(isNullable: true)
        return MetaData(table)
    }

    private func run(
        _ arguments: String..., database: MigrationDatabase, folder: String, models: MetaData,
        revisions: [Revision] = []
    ) async -> (status: Int32, output: Output) {
        let tool = MigrationTool(
            models, revisions: revisions, drivers: [.sqlite, .postgreSQL], database: database.url, directory: folder)
        let output = Output(answers: [])
        let status = await tool.execute(
            arguments, Terminal(write: { output.write($0) }, writeError: { output.fail($0) }))
        return (status, output)
    }

    private func source(_ folder: String, _ id: String) throws -> String {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/Revisions")
        let name = try XCTUnwrap(files.first { $0.contains("_\(id)_") })
        return try String(contentsOfFile: "\(folder)/Revisions/\(name)", encoding: .utf8)
    }

    func testAComparisonFindsTheDifferenceOnceAndCheckAgreesAfterwards() async throws {
        try await onBothDatabases { database in
            let folder = FileManager.default.temporaryDirectory.path + "/cinnabar-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await database.engine.execute(sql("CREATE TABLE spatial (id INTEGER)"))
            let made = await run(
                "revision", "--autogenerate", "-m", "first", "--id", "a1", database: database, folder: folder,
                models: users)
            XCTAssertEqual(made.status, 0, "\(made.output.errors)")
            XCTAssertEqual(made.output.lines.first, "left alone, because no revision made it: table \"spatial\"")
            let first = Revision("a1", message: "first", upgrade: { $0.createTable(users.tables[0]) })
            XCTAssertTrue(try source(folder, "a1").contains("steps.createTable("))

            let early = await run(
                "revision", "--autogenerate", "-m", "x", database: database, folder: folder, models: users,
                revisions: [first])
            XCTAssertEqual(early.output.errors.first, "error: the database lacks revision a1 \"first\"")
            let up = await run("upgrade", database: database, folder: folder, models: users, revisions: [first])
            XCTAssertEqual(up.status, 0, "\(up.output.errors)")
            let check = await run("check", database: database, folder: folder, models: users, revisions: [first])
            XCTAssertEqual(check.output.lines, ["the database is at a1 \"first\", and the models agree"])
            let none = await run(
                "revision", "--autogenerate", "-m", "x", database: database, folder: folder, models: users,
                revisions: [first])
            XCTAssertEqual(none.output.lines.last, "nothing to do: the models and the database agree")

            let more = await run(
                "revision", "--autogenerate", "-m", "more", "--id", "b2", database: database, folder: folder,
                models: changed, revisions: [first])
            XCTAssertEqual(more.status, 0, "\(more.output.errors)")
            let text = try source(folder, "b2")
            XCTAssertTrue(text.contains("steps.addColumn(\n") || text.contains("steps.addColumn("), text)
            XCTAssertTrue(text.contains("steps.alterColumn("), text)
            XCTAssertFalse(text.contains("spatial"), text)

            let table = changed.tables[0]
            let second = Revision(
                "b2", after: ["a1"], message: "more",
                upgrade: { steps in
                    steps.addColumn(table.columns[2], to: "users")
                    steps.alterColumn(MigratorTests.users.columns[1], to: table.columns[1], of: "users")
                })
            let both = [first, second]
            let again = await run("upgrade", database: database, folder: folder, models: changed, revisions: both)
            XCTAssertEqual(again.status, 0, "\(again.output.errors)")
            let agrees = await run("check", database: database, folder: folder, models: changed, revisions: both)
            XCTAssertEqual(agrees.output.lines, ["the database is at b2 \"more\", and the models agree"])

            try await database.engine.execute(sql("ALTER TABLE users ADD COLUMN by_hand INTEGER"))
            try await database.engine.execute(sql("ALTER TABLE users DROP COLUMN email"))
            let drift = await run("check", database: database, folder: folder, models: changed, revisions: both)
            XCTAssertEqual(drift.status, 1)
            XCTAssertTrue(
                drift.output.errors.first?.hasPrefix("error: the database is not what the models say") ?? false)
        }
    }

    func testReflectPrintsTheDatabaseWithoutTheTableOfVersions() async throws {
        try await onBothDatabases { database in
            let first = Revision("a1", message: "first", upgrade: { $0.createTable(MigratorTests.users) })
            try await Migrator(database.engine, [first]).upgrade()
            let found = await run("reflect", "--json", database: database, folder: "/nowhere", models: users)
            let schema = try DatabaseSchema(snapshot: found.output.lines.joined())
            XCTAssertEqual(schema.tables.map(\.name), ["users"])
        }
    }
}
