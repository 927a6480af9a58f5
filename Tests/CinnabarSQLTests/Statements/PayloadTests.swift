import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// S1, S3: a value is never a piece of SQL, through whichever call it comes.
final class PayloadTests: XCTestCase {
    /// 1,000 texts that other tools have tripped over, and random mixtures of their pieces.
    private static let payloads: [String] = {
        let pieces = [
            "'", "\"", "`", "''", "\\'", "\\", ";", "--", "/*", "*/", "#", "%", "_", "?", "$1", "$$", "$tag$", ":name",
            "::text", "\\:", ")", "(", "\n", "\r", "\t", "\u{0}", "\u{8}", "\u{1A}", "\u{2019}", "\u{FF07}", "\u{202E}",
            "\u{BF}\u{27}", "0x27", "CHAR(39)", " OR 1=1", " UNION SELECT ", "DROP TABLE users", "1; VACUUM",
            "x' AND SLEEP(5)--", "admin'--", "' OR ''='", "\u{1F600}", "é", "e\u{301}", "{}", "[]", "{\"a\":1}",
            "\\x27",
            "E'\\''", "U&'\\0027'", "pg_sleep(10)", "RETURNING *", "canary",
        ]
        var generator = SplitMix(state: 0x5EED)
        var all = pieces
        while all.count < 1_000 {
            let count = Int.random(in: 2...6, using: &generator)
            all.append((0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined())
        }
        return all
    }()

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Every way in which a statement takes a text.
    private static let ways: [(String, @Sendable (String, any Dialect) throws -> (sql: String, binds: [SQLValue]))] = [
        ("==", { try select(User.id).where(User.name == $0).compile(for: $1) }),
        ("<", { try select(User.id).where(User.name < $0).compile(for: $1) }),
        ("in", { try select(User.id).where(User.name.in([$0, $0])).compile(for: $1) }),
        ("between", { try select(User.id).where(User.name.between($0, $0)).compile(for: $1) }),
        ("isSame", { try select(User.id).where(User.name.isSame(as: $0)).compile(for: $1) }),
        ("like", { try select(User.id).where(User.name.like($0)).compile(for: $1) }),
        ("ilike", { try select(User.id).where(User.name.ilike($0)).compile(for: $1) }),
        ("contains", { try select(User.id).where(User.name.contains($0)).compile(for: $1) }),
        ("startsWith", { try select(User.id).where(User.name.startsWith($0)).compile(for: $1) }),
        ("+", { try select(User.name + $0, $0 + User.name).compile(for: $1) }),
        ("literal", { try select(literal($0)).compile(for: $1) }),
        ("case", { try select(when(User.name == $0, then: $0).otherwise($0)).compile(for: $1) }),
        ("coalesce", { try select(Fn.coalesce(User.name, $0)).compile(for: $1) }),
        ("function", { try select(Fn.replace(User.name, $0, with: $0)).compile(for: $1) }),
        ("separator", { try select(Fn.stringAggregate(User.name, separator: $0)).compile(for: $1) }),
        ("tuple", { try select(User.id).where(tuple(User.name, User.email) == tuple($0, $0)).compile(for: $1) }),
        ("insert", { try insert(Comment.self).values(Comment.content.to($0)).compile(for: $1) }),
        ("rows", { try insert(Comment.self, Comment.content).values([$0, $0]).compile(for: $1) }),
        (
            "upsert",
            {
                try insert(Comment.self).values(Comment.content.to($0))
                    .onConflict(Comment.id, doUpdate: Comment.content.to($0)).compile(for: $1)
            }
        ),
        ("update", { try update(User.self).set(User.name, to: $0).where(User.name != $0).compile(for: $1) }),
        ("delete", { try delete(User.self).where(User.name == $0).compile(for: $1) }),
        ("values", { try select(User.id).crossJoin(values([$0], alias: "v", column: "a")).compile(for: $1) }),
        ("text", { try text("SELECT :a", ["a": $0]).compile(for: $1) }),
        ("sql", { try sql("SELECT \($0)").compile(for: $1) }),
        ("sqlExpression", { try select(sqlExpression("\($0)", as: String.self)).compile(for: $1) }),
        ("array", { try select(Event.id).where(Event.tags == [$0]).compile(for: $1) }),
        ("having", { try select(User.role).groupBy(User.role).having(Fn.min(User.name) == $0).compile(for: $1) }),
    ]

    func testNoValueChangesTheText() throws {
        for dialect in [PostgreSQLDialect(), SQLiteDialect()] as [any Dialect] {
            for (name, compile) in Self.ways {
                let harmless = try compile("harmless", dialect).sql
                for payload in Self.payloads {
                    let (sql, binds) = try compile(payload, dialect)
                    XCTAssertEqual(sql, harmless, "\(name) on \(dialect.name) with \(payload.debugDescription)")
                    XCTAssertFalse(binds.isEmpty)
                }
            }
        }
    }

    /// A JSON key is a value, too; what SQLite cannot look for is refused.
    func testAJSONKeyIsAValue() throws {
        let harmless = try select(Event.settings.json["a"].text).compile(for: PostgreSQLDialect()).sql
        for payload in Self.payloads {
            let statement = select(Event.settings.json[payload].text)
            let (sql, binds) = try statement.compile(for: PostgreSQLDialect())
            XCTAssertEqual(sql, harmless)
            XCTAssertEqual(binds, [.text(payload)])
            if payload.utf8.contains(0x22) || payload.utf8.contains(0) {
                XCTAssertThrowsError(try statement.compile(for: SQLiteDialect()))
            } else {
                XCTAssertEqual(try statement.compile(for: SQLiteDialect()).binds, [.text("$.\"\(payload)\"")])
            }
        }
    }
}
