import CinnabarEngine
import CinnabarMigrations
import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

final class ReflectCommandTests: XCTestCase {
    private func run(_ database: MigrationDatabase, _ arguments: String...) async -> (status: Int32, output: Output) {
        let tool = MigrationTool(
            MetaData(), revisions: [], drivers: [.sqlite, .postgreSQL], database: database.url, directory: "/nowhere")
        let output = Output(answers: [])
        let status = await tool.execute(
            ["reflect"] + arguments, Terminal(write: { output.write($0) }, writeError: { output.fail($0) }))
        return (status, output)
    }

    private static let note = """
        import Cinnabar

        @Model("notes")
        final class Note {
            @PrimaryKey var id: Int?
            var text: String
        }

        """

    private func make(_ database: MigrationDatabase) async throws {
        let id = ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)
        try await database.engine.createAll(
            MetaData(
                Table("notes", columns: [id, ColumnDefinition(name: "text", type: .text)]),
                Table("others", columns: [id])))
    }

    func testModelsArePrinted() async throws {
        try await onBothDatabases { database in
            try await make(database)
            let all = await run(database)
            XCTAssertEqual(
                all.output.lines.map { $0.split(separator: "\n").first ?? "" }, ["// Note.swift", "// Other.swift"])
            let one = await run(database, "--table", "notes")
            XCTAssertEqual(one.output.lines, ["// Note.swift\n\n\(Self.note)"])
            XCTAssertEqual(one.status, 0)
            let json = await run(database, "--json", "--table", "notes")
            let schema = try DatabaseSchema(snapshot: json.output.lines.joined())
            XCTAssertEqual(schema.tables.map(\.name), ["notes"])
            let none = await run(database, "--table", "nots")
            XCTAssertEqual(none.status, 1)
            XCTAssertEqual(
                none.output.errors,
                [
                    "error: the database has no table \"nots\"",
                    "  look at its spelling; tables of other schemas need --schema",
                ])
            let both = await run(database, "--json", "--output", "x")
            XCTAssertEqual(both.status, 64)
        }
    }

    func testFilesAreWrittenOverOnlyByForce() async throws {
        try await onBothDatabases { database in
            let folder = FileManager.default.temporaryDirectory.path + "/cinnabar-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await make(database)
            let first = await run(database, "--output", folder, "--table", "notes")
            XCTAssertEqual(first.output.lines, ["\(folder)/Note.swift"], "\(first.output.errors)")
            let text = try String(contentsOfFile: "\(folder)/Note.swift", encoding: .utf8)
            XCTAssertEqual(text, Self.note)
            try "mine".write(toFile: "\(folder)/Note.swift", atomically: true, encoding: .utf8)

            let refused = await run(database, "--output", folder)
            XCTAssertEqual(refused.status, 1)
            XCTAssertEqual(
                refused.output.errors,
                [
                    "error: there is a file \(folder)/Note.swift already",
                    "  name another directory, or give --force to write over it",
                ])
            XCTAssertFalse(FileManager.default.fileExists(atPath: "\(folder)/Other.swift"))

            let forced = await run(database, "--output", folder, "--force", "--public")
            XCTAssertEqual(forced.output.lines, ["\(folder)/Note.swift", "\(folder)/Other.swift"])
            let again = try String(contentsOfFile: "\(folder)/Note.swift", encoding: .utf8)
            XCTAssertTrue(again.contains("public final class Note {"), again)
        }
    }

    func testASchemaIsReadByName() async throws {
        try await onPostgreSQL { database in
            let name = "reflected_" + UUID().uuidString.prefix(8).lowercased()
            try await database.engine.execute(sql("CREATE SCHEMA \(identifier: name)"))
            try await database.engine.execute(sql("CREATE TABLE \(identifier: name).a (id INT PRIMARY KEY)"))
            let found = await run(database, "--schema", name)
            try await database.engine.execute(sql("DROP SCHEMA \(identifier: name) CASCADE"))
            XCTAssertEqual(
                found.output.lines,
                [
                    """
                    // A.swift

                    import Cinnabar

                    @Model("a", schema: "\(name)")
                    final class A {
                        @PrimaryKey var id: Int32 = 0
                    }

                    """
                ])
        }
    }
}
