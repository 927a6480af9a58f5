import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

/// M8: scripts are parted where psql and sqlite3 part them.
final class SQLScriptTests: XCTestCase {
    private func parts(_ text: String, _ dialect: any Dialect = PostgreSQLDialect()) throws -> [String] {
        try SQLScript(text, dialect: dialect).statements
    }

    func testSemicolonsWithinTextsAndNamesEndNothing() throws {
        for dialect in [PostgreSQLDialect() as any Dialect, SQLiteDialect()] {
            XCTAssertEqual(
                try parts("SELECT 'a;''b;'; SELECT \"x;\"\"y;\" ;; ;\r\n -- c;\r\nSELECT /* ; */ 1 -- d;", dialect),
                ["SELECT 'a;''b;'", "SELECT \"x;\"\"y;\"", "-- c;\r\nSELECT /* ; */ 1 -- d;"], dialect.name)
            XCTAssertEqual(try parts("", dialect), [])
            XCTAssertEqual(try parts(" -- nothing;\n/* at; all */ ; \n", dialect), [])
        }
    }

    func testWhatOnlyPostgreSQLKnows() throws {
        let scripts: [(String, [String])] = [
            ("SELECT $$a;b$$; SELECT $tag$;$$;$tag$", ["SELECT $$a;b$$", "SELECT $tag$;$$;$tag$"]),
            ("SELECT a$b$ ; c$b$", ["SELECT a$b$", "c$b$"]),
            ("SELECT $1;$1", ["SELECT $1", "$1"]),
            ("/* a /* ; */ ; */ SELECT 1; SELECT 2", ["/* a /* ; */ ; */ SELECT 1", "SELECT 2"]),
            ("SELECT E'\\';'; SELECT '\\'; SELECT 3", ["SELECT E'\\';'", "SELECT '\\'", "SELECT 3"]),
            ("SELECT e'a'\n  '\\';'; SELECT 2", ["SELECT e'a'\n  '\\';'", "SELECT 2"]),
            ("SELECT name'\\'; SELECT 2", ["SELECT name'\\'", "SELECT 2"]),
            (
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
                ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
            ),
            (
                "create or replace function f() returns int begin atomic select case when true then 1 end; end; SELECT 1",
                [
                    "create or replace function f() returns int begin atomic select case when true then 1 end; end",
                    "SELECT 1",
                ]
            ),
            ("BEGIN; SELECT 1; END", ["BEGIN", "SELECT 1", "END"]),
            (
                "CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f(); SELECT 1",
                ["CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f()", "SELECT 1"]
            ),
            ("-- one\rSELECT 1; SELECT 2", ["-- one\rSELECT 1", "SELECT 2"]),
        ]
        for (script, expected) in scripts { XCTAssertEqual(try parts(script), expected, script) }
    }

    func testWhatOnlySQLiteKnows() throws {
        let scripts: [(String, [String])] = [
            (
                "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END; SELECT 1",
                [
                    "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END",
                    "SELECT 1",
                ]
            ),
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; /* x */ END -- y\n; SELECT 2;",
                ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; /* x */ END -- y", "SELECT 2"]
            ),
            ("SELECT [a;b]; SELECT `c;d`", ["SELECT [a;b]", "SELECT `c;d`"]),
            ("/* a /* ; */ SELECT 1; SELECT 2", ["/* a /* ; */ SELECT 1", "SELECT 2"]),
            ("SELECT '\\'; SELECT 2 /* open", ["SELECT '\\'", "SELECT 2 /* open"]),
        ]
        for (script, expected) in scripts { XCTAssertEqual(try parts(script, SQLiteDialect()), expected, script) }
    }

    func testWhatIsNotClosedIsAnErrorThatSaysWhere() async throws {
        let scripts = [
            ("SELECT 1;\nSELECT 'a", "a string that is not closed at line 2"),
            ("SELECT \"a;\n", "a quoted name that is not closed at line 1"),
            ("\n\n/* /* */ SELECT 1", "a comment that is not closed at line 3"),
            ("SELECT $a$ $b$", "a dollar quote that is not closed at line 1"),
        ]
        for (script, problem) in scripts {
            let error = await failure { _ = try parts(script) } as? CompileError
            XCTAssertTrue(error?.description.contains("the script has \(problem)") ?? false, "\(error as Any)")
            XCTAssertTrue(error?.description.contains("close it") ?? false, "\(error as Any)")
        }
        let zero = await failure { _ = try parts("SELECT 1;\nSELECT '\0'") } as? CompileError
        XCTAssertTrue(zero?.description.contains("the script has a NUL at line 2") ?? false, "\(zero as Any)")
    }

    func testFilesMayHaveAMarkAndMustBeUTF8() async throws {
        let marked = try SQLScript(utf8: [0xEF, 0xBB, 0xBF] + Array("SELECT 'ü'".utf8), dialect: SQLiteDialect())
        XCTAssertEqual(marked.statements, ["SELECT 'ü'"])
        let latin = await failure { _ = try SQLScript(utf8: [0x53, 0xFC], dialect: SQLiteDialect()) } as? CompileError
        XCTAssertTrue(latin?.description.contains("the script is not UTF-8") ?? false, "\(latin as Any)")
    }

    func testTenMegabytesArePartedInOnePass() throws {
        let line = "INSERT INTO t (a, b) VALUES (1, 'some; text that is not short'); -- and; a comment\n"
        let count = 10_000_000 / line.utf8.count
        let clock = ContinuousClock()
        var found = 0
        let time = try clock.measure { found = try parts(String(repeating: line, count: count)).count }
        XCTAssertEqual(found, count)
        // A second pass per statement would take hours.
        XCTAssertLessThan(time, .seconds(60))
    }

    func testPartsOfAPartAreItself() throws {
        for dialect in [PostgreSQLDialect() as any Dialect, SQLiteDialect()] {
            var random = RandomScript(seed: 7)
            var count = 0
            for _ in 0..<2_000 {
                let script = random.script()
                guard let whole = try? SQLScript(script, dialect: dialect) else { continue }
                count += 1
                for part in whole.statements { XCTAssertEqual(try parts(part, dialect), [part], script) }
                XCTAssertEqual(
                    try parts(whole.statements.joined(separator: "\n;\n"), dialect), whole.statements, script)
            }
            XCTAssertGreaterThan(count, 1_500)
        }
    }

    /// Whatever the bytes are: an answer or an error, never a trap.
    func testAnyBytesAreParted() throws {
        var random = SplitMix(state: 3)
        let alphabet = Array("'\"`$[](){};-/*eE\\\n\r ab1\u{0}é".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            for dialect in [PostgreSQLDialect() as any Dialect, SQLiteDialect()] {
                let script = try? SQLScript(utf8: bytes, dialect: dialect)
                let length = script?.statements.reduce(0) { $0 + $1.utf8.count } ?? 0
                XCTAssertLessThanOrEqual(length, bytes.count)
            }
        }
    }

    /// In a transaction that has failed, psql tells one error for each statement that it sends.
    ///
    /// It reads line by line, and so misses what the server knows: that an `E'…'` may go on in another line.
    func testPsqlFindsAsManyStatements() throws {
        let url = try XCTUnwrap(ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"], "run scripts/test")
        var random = RandomScript(seed: 11)
        var text = "BEGIN;\nSELECT 1/0;\n"
        // Enough for what the pieces may have opened.
        let closing = String(repeating: ")", count: 14) + "\n;\n"
        for _ in 0..<2_000 {
            let script = random.script()
            if (try? SQLScript(script, dialect: PostgreSQLDialect())) != nil { text += script + closing }
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("script-\(UUID().uuidString).sql")
        defer { try? FileManager.default.removeItem(at: file) }
        try text.write(to: file, atomically: true, encoding: .utf8)
        let psql = Process()
        psql.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        psql.arguments = ["psql", "-X", "-q", "-d", url, "-f", file.path]
        let errors = Pipe()
        psql.standardError = errors
        psql.standardOutput = FileHandle.nullDevice
        try psql.run()
        let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        psql.waitUntilExit()
        let count = told.split(separator: "\n").count { $0.hasPrefix("psql:") && $0.contains(": ERROR:  ") }
        let statements = try parts(text)
        XCTAssertGreaterThan(statements.count, 3_000)
        // All but the BEGIN fail.
        XCTAssertEqual(count, statements.count - 1)
    }
}

/// Pieces of SQL in a random order: as many of them are nonsense as not. A blank keeps apart what would become another
/// token with the piece before it, and bring a backslash out of its string: psql takes that for a command.
private struct RandomScript {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    private static let pieces = [
        "SELECT 1 ", ";", ";", ";\n", "\n", " ", "\r\n", "'a;b'", "'it''s'", " E'\\'; '", "\"n;\"\"n\"",
        " $$;$$", " $t$ $$ ; $t$", " $a$ $ab$ $a$", " a$b$", " 1$c$;$c$", "/* ; /* ; */ */", "/* ' */", "-- ; ' \n",
        "--\r\n",
        "(", ")", "(;)", "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; END zz",
        "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN b END; SELECT 2; END zz",
        "CREATE FUNCTION", "case", "x", "é", "1.5 ", "+-", "*/", "U&'\\0041'", "B'1'", "N'n'", "[1]", "::", ":=", "@",
        "e",
    ]

    mutating func script() -> String {
        (0..<Int.random(in: 1...14, using: &random)).map { _ in
            (Self.pieces.randomElement(using: &random) ?? "") + (Bool.random(using: &random) ? " " : "")
        }.joined()
    }
}
