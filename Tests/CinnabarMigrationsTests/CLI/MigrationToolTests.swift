import CinnabarEngine
import CinnabarMigrations
import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

final class MigrationToolTests: XCTestCase {
    static let first = Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) })
    static let second = Revision(
        "b2", after: ["a1"], message: "emails", upgrade: { $0.addColumn(MigratorTests.email, to: "users") },
        downgrade: { $0.execute("ALTER TABLE users DROP COLUMN email") })
    static let other = Revision(
        "c3", after: ["a1"], message: "names", labels: ["names"],
        upgrade: { $0.renameColumn("name", of: "users", to: "full_name") })

    /// What a command has written, line after line, and its exit code.
    struct Answer: Equatable {
        var status: Int32
        var lines: [String]
        var errors: [String] = []
    }

    private func run(
        _ arguments: String..., revisions: [Revision] = [first, second], models: MetaData = MetaData(),
        url: String? = nil, directory: String = "/nowhere",
        answers: [String]? = nil
    ) async -> Answer {
        let tool = MigrationTool(
            models, revisions: revisions, drivers: [.sqlite, .postgreSQL], database: url, directory: directory)
        let output = Output(answers: answers ?? [])
        let ask: @Sendable (String) -> String? = { output.answer($0) }
        let terminal = Terminal(
            write: { output.write($0) }, writeError: { output.fail($0) }, ask: answers == nil ? nil : ask)
        let status = await tool.execute(arguments, terminal)
        return Answer(status: status, lines: output.lines, errors: output.errors)
    }

    /// Times differ from run to run.
    private func withoutTimes(_ answer: Answer) -> [String] {
        answer.lines.map { line in
            let end = line.range(of: #" (in |\()[0-9.]+ m?s\)?$"#, options: .regularExpression)
            return end.map { String(line[..<$0.lowerBound]) } ?? line
        }
    }

    func testTheHistoryIsShownWithoutADatabase() async throws {
        let all = [Self.first, Self.second, Self.other]
        let history = await run("history", revisions: all)
        XCTAssertEqual(
            history,
            Answer(
                status: 0,
                lines: ["c3 \"names\", after a1 (head, names)", "b2 \"emails\", after a1 (head)", "a1 \"users\""]))
        let range = await run("history", "a1:names", revisions: all)
        XCTAssertEqual(range.lines, ["c3 \"names\", after a1 (head, names)"])
        let heads = await run("heads", revisions: all)
        XCTAssertEqual(heads.lines, ["b2 \"emails\", after a1 (head)", "c3 \"names\", after a1 (head, names)"])
        let branches = await run("branches", revisions: all)
        XCTAssertEqual(
            branches.lines,
            ["a1 \"users\"", "  -> b2 \"emails\", after a1 (head)", "  -> c3 \"names\", after a1 (head, names)"])
        let show = await run("show", "c3", revisions: all)
        XCTAssertEqual(
            show.lines,
            [
                "c3 \"names\", after a1 (head, names)", "  checksum \(Self.other.checksum)",
                "  steps.renameColumn(\"name\", of: \"users\", to: \"full_name\")",
            ])
    }

    func testMistakesSayTheNextStepAndFail() async throws {
        let nothing = await run("show", "x")
        XCTAssertEqual(
            nothing,
            Answer(
                status: 1, lines: [],
                errors: ["error: there is no revision \"x\"", "  `history` lists the revisions"]))
        let several = await run("show", revisions: [Self.first, Self.second, Self.other])
        XCTAssertEqual(
            several.errors,
            [
                "error: there are 2 heads: b2, c3", "  join them with `merge`, or give `heads`, `label@head` or an id",
            ])
        let database = await run("current", url: nil)
        if ProcessInfo.processInfo.environment["DATABASE_URL"] == nil {
            XCTAssertEqual(
                database.errors,
                [
                    "error: no database is named",
                    "  give --database, or set DATABASE_URL, or pass database: to MigrationTool",
                ])
        }
        let unknown = await run("upgarde")
        XCTAssertEqual(unknown.status, 64)
        let help = await run("--help")
        XCTAssertEqual(help.status, 0)
        XCTAssertTrue(help.lines.joined().contains("autogenerate") || help.lines.joined().contains("revision"))
        let directory = await run("revision", "-m", "more")
        XCTAssertEqual(
            directory.errors,
            ["error: there is no directory /nowhere", "  run this where the sources are, or give --directory"])
    }

    func testADatabaseGoesUpAndDown() async throws {
        try await onBothDatabases { database in
            let url = database.url
            let before = await run("current", url: url)
            XCTAssertEqual(before.lines, ["base: nothing was applied", "2 to go: run `upgrade`"])
            let up = await run("upgrade", url: url)
            XCTAssertEqual(up.status, 0, "\(up)")
            let lines = withoutTimes(up)
            XCTAssertEqual(
                lines.filter { !$0.hasPrefix("  CREATE") && !$0.hasPrefix("  ALTER") },
                [
                    "upgrade a1 \"users\"", "  done", "upgrade b2 \"emails\"", "  done",
                ])
            let again = await run("upgrade", "head", "--database", url)
            XCTAssertEqual(again.lines, ["nothing to do"])
            let current = await run("current", url: url)
            XCTAssertEqual(current.lines, ["b2 \"emails\", after a1 (head)"])
            let down = await run("downgrade", "-1", url: url)
            XCTAssertEqual(withoutTimes(down).first, "downgrade b2 \"emails\"", "\(down)")
            let refused = await run("downgrade", "base", url: url, answers: ["n"])
            XCTAssertEqual(refused.status, 1)
            XCTAssertEqual(
                refused.lines,
                ["LOSES DATA: drops the table \"users\" with its rows", "? Go on? [y/N]", "nothing was done"])
            let accepted = await run("downgrade", "base", url: url, answers: ["y"])
            XCTAssertEqual(accepted.status, 0, "\(accepted)")
            let stamp = await run("stamp", "head", url: url)
            XCTAssertEqual(stamp.lines, ["the database is at b2 \"emails\""])
            let accept = await run("stamp", "--accept", url: url)
            XCTAssertEqual(accept.lines, ["nothing was edited"])
        }
    }

    func testTheScriptOfARange() async throws {
        let upgrade = await run("upgrade", "a1:head", "--sql", url: "postgresql://nobody@nowhere/none")
        XCTAssertEqual(
            upgrade,
            Answer(
                status: 0,
                lines: [
                    """
                    -- upgrade of revision b2 "emails"
                    BEGIN;
                    ALTER TABLE "users" ADD COLUMN "email" TEXT;
                    INSERT INTO "cinnabar_revisions" (id, parents, message, checksum, milliseconds, state, direction, step) \
                    VALUES ('b2', 'a1', 'emails', '\(Self.second.checksum)', 0, 'applied', 'upgrade', 1);
                    COMMIT;

                    """
                ]))
        let downgrade = await run("downgrade", "head:a1", "--sql", url: "sqlite:///:memory:")
        XCTAssertEqual(
            downgrade.lines,
            [
                """
                -- downgrade of revision b2 "emails"
                BEGIN;
                ALTER TABLE users DROP COLUMN email;
                DELETE FROM "cinnabar_revisions" WHERE id = 'b2';
                COMMIT;

                """
            ])
    }

    func testAPrintedScriptDoesWhatAnUpgradeDoes() async throws {
        try await onBothDatabases { database in
            let script = await run("upgrade", "--sql", url: database.url)
            let statements = script.lines.joined().split(separator: ";\n").map {
                $0.split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: "\n")
            }
            try await database.engine.begin { connection in
                for statement in statements where !["BEGIN", "COMMIT", ""].contains(statement) {
                    try await connection.execute(sql(SQLFragment(unsafe: statement)))
                }
            }
            let again = await run("upgrade", url: database.url)
            XCTAssertEqual(again.lines, ["nothing to do"], "\(script)")
        }
    }

    func testCheckFailsWhereTheDatabaseIsBehind() async throws {
        try await onBothDatabases { database in
            let behind = await run("check", url: database.url)
            XCTAssertEqual(
                behind,
                Answer(
                    status: 1, lines: [],
                    errors: ["error: the database lacks revision a1 \"users\" and 1 more", "  run `upgrade`"]))
        }
    }
}

/// Keeps what is written, and answers from a list.
final class Output: Sendable {
    private let state: Locked<(lines: [String], errors: [String], answers: [String])>

    init(answers: [String]) { state = Locked(([], [], answers)) }

    var lines: [String] { state.withLock { $0.lines } }
    var errors: [String] { state.withLock { $0.errors } }

    func write(_ line: String) { state.withLock { $0.lines.append(line) } }
    func fail(_ line: String) { state.withLock { $0.errors.append(line) } }
    func answer(_ question: String) -> String? {
        state.withLock { state in
            state.lines.append("? " + question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }
}
