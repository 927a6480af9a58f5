import CinnabarEngine
import CinnabarMigrations
import CinnabarMigrationsCLI
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

/// What the commands write into a program's sources.
final class RevisionFilesTests: XCTestCase {
    private let users = MetaData(MigratorTests.users)

    private func inDirectory(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cinnabar-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func run(
        _ arguments: String..., directory: String, models: MetaData, revisions: [Revision] = [],
        answers: [String]? = nil
    ) async -> (status: Int32, output: Output) {
        let tool = MigrationTool(
            models, revisions: revisions, drivers: [.sqlite], database: "sqlite:///\(directory)/test.db",
            directory: directory)
        let output = Output(answers: answers ?? [])
        let ask: @Sendable (String) -> String? = { output.answer($0) }
        let status = await tool.execute(
            arguments,
            Terminal(write: { output.write($0) }, writeError: { output.fail($0) }, ask: answers == nil ? nil : ask))
        return (status, output)
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".swift") || $0.hasSuffix(".json")
        }.sorted()
    }

    func testInitMakesADirectoryThatIsReady() async throws {
        try await inDirectory { folder in
            let first = await run("init", directory: folder, models: users)
            XCTAssertEqual(first.status, 0)
            XCTAssertEqual(first.output.lines.first, "wrote \(folder)/Revisions.swift")
            let index = try String(contentsOfFile: folder + "/Revisions.swift", encoding: .utf8)
            XCTAssertTrue(index.hasSuffix("let revisions: [Revision] = []\n"), index)
            let again = await run("init", directory: folder, models: users)
            XCTAssertEqual(again.output.lines.first, "\(folder) is ready already")
        }
    }

    func testARevisionIsAFileASnapshotAndALineOfTheIndex() async throws {
        try await inDirectory { folder in
            let made = await run(
                "revision", "-m", "Users, and more!", "--id", "a1", "--label", "core", directory: folder, models: users)
            XCTAssertEqual(made.status, 0, "\(made.output.errors)")
            let files = try files(folder)
            XCTAssertEqual(files.count, 3)
            XCTAssertEqual(files.filter { !$0.hasPrefix("Revisions/") }, ["Revisions.swift", "Snapshots/a1.json"])
            let name = try XCTUnwrap(files.first { $0.hasPrefix("Revisions/") })
            XCTAssertTrue(name.hasSuffix("_a1_users_and_more.swift"), name)
            XCTAssertTrue(name.dropFirst(10).prefix(14).allSatisfy(\.isNumber), name)
            let source = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            XCTAssertTrue(
                source.contains(
                    "let revisiona1 = Revision(\n    \"a1\", message: \"Users, and more!\", labels: [\"core\"],"),
                source)
            let snapshot = try String(contentsOfFile: "\(folder)/Snapshots/a1.json", encoding: .utf8)
            XCTAssertEqual(snapshot, DatabaseSchema(users).snapshot)

            let first = Revision("a1", message: "users", upgrade: { _ in })
            let second = await run(
                "revision", "-m", "more", "--id", "b2", directory: folder, models: users, revisions: [first])
            XCTAssertEqual(second.status, 0, "\(second.output.errors)")
            let index = try String(contentsOfFile: folder + "/Revisions.swift", encoding: .utf8)
            XCTAssertTrue(index.hasSuffix("[\n    revisiona1,\n    revisionb2,\n]\n"), index)
            let taken = await run(
                "revision", "-m", "more", "--id", "a1", directory: folder, models: users, revisions: [first])
            XCTAssertEqual(taken.status, 1)
            XCTAssertEqual(
                taken.output.errors.first, "error: two revisions have the id a1: \"users\" and \"more\"")
        }
    }

    func testAMergeComesAfterAllHeads() async throws {
        try await inDirectory { folder in
            let revisions = [
                Revision("a1", message: "a", upgrade: { _ in }),
                Revision("b2", after: ["a1"], message: "b", upgrade: { _ in }),
                Revision("c3", after: ["a1"], message: "c", upgrade: { _ in }),
            ]
            let refused = await run("revision", "-m", "more", directory: folder, models: users, revisions: revisions)
            XCTAssertEqual(refused.output.errors.first, "error: there are 2 heads: b2, c3")
            let merged = await run("merge", "--id", "d4", directory: folder, models: users, revisions: revisions)
            XCTAssertEqual(merged.status, 0, "\(merged.output.errors)")
            let name = try XCTUnwrap(try files(folder).first { $0.hasPrefix("Revisions/") })
            let source = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            XCTAssertTrue(source.contains("\"d4\", after: [\"b2\", \"c3\"], message: \"join b2 and c3\","), source)
            let one = await run("merge", directory: folder, models: users, revisions: [revisions[0]])
            XCTAssertEqual(one.output.errors.first, "error: there is only one head")
        }
    }

    func testAComparisonFillsTheRevisionAndAsksForRenames() async throws {
        try await inDirectory { folder in
            let made = await run(
                "revision", "--autogenerate", "--offline", "-m", "users", "--id", "a1", directory: folder, models: users
            )
            XCTAssertEqual(made.status, 0, "\(made.output.errors)")
            let name = try XCTUnwrap(try files(folder).first { $0.contains("_a1_") })
            let source = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            XCTAssertTrue(source.contains("        steps.createTable(\n"), source)

            let first = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })
            let none = await run(
                "revision", "--autogenerate", "--offline", "-m", "more", directory: folder, models: users,
                revisions: [first])
            XCTAssertEqual(none.output.lines, ["nothing to do: the models and the database agree"])

            var table = MigratorTests.users
            table.columns[1] = table.columns[1].renamed("full_name")
            let question = "Was the column \"name\" of table \"users\" renamed to \"full_name\"?"
            let asked = await run(
                "revision", "--autogenerate", "--offline", "-m", "names", "--id", "b2", directory: folder,
                models: MetaData(table), revisions: [first], answers: ["y"])
            XCTAssertEqual(asked.status, 0, "\(asked.output.errors)")
            XCTAssertEqual(asked.output.lines.first, "? \(question) [y/N]")
            let renamed = try XCTUnwrap(try files(folder).first { $0.contains("_b2_") })
            let text = try String(contentsOfFile: "\(folder)/\(renamed)", encoding: .utf8)
            XCTAssertTrue(
                text.contains("        steps.renameColumn(\"name\", of: \"users\", to: \"full_name\")\n"), text)

            let piped = await run(
                "revision", "--autogenerate", "--offline", "-m", "names", "--id", "c3", directory: folder,
                models: MetaData(table), revisions: [first])
            XCTAssertEqual(piped.output.lines.first, "\(question) If so, give --rename users.name:full_name")
            XCTAssertTrue(piped.output.lines.contains { $0.hasPrefix("LOSES DATA: drops the column \"name\"") })
            let told = await run(
                "revision", "--autogenerate", "--offline", "-m", "names", "--id", "d4", "--rename",
                "users.name:full_name", directory: folder, models: MetaData(table), revisions: [first])
            XCTAssertFalse(told.output.lines.contains { $0.hasPrefix("LOSES DATA") }, "\(told.output.lines)")
        }
    }

    func testCheckComparesTheModelsWithTheLastSnapshot() async throws {
        try await inDirectory { folder in
            let none = await run("check", "--offline", directory: folder, models: users)
            XCTAssertEqual(none.output.errors.first, "error: there are models and no revision")
            _ = await run("revision", "-m", "users", "--id", "a1", directory: folder, models: users)
            let first = Revision("a1", message: "users", upgrade: { _ in })
            let same = await run("check", "--offline", directory: folder, models: users, revisions: [first])
            XCTAssertEqual(same.output.lines, ["the models and the last revision agree"])
            var table = MigratorTests.users
            table.columns.append(MigratorTests.email)
            let changed = await run(
                "check", "--offline", directory: folder, models: MetaData(table), revisions: [first])
            XCTAssertEqual(changed.status, 1)
            XCTAssertEqual(
                changed.output.errors,
                ["error: the models have changed since revision a1 \"users\"", "  run `revision --autogenerate -m …`"])
        }
    }
}
