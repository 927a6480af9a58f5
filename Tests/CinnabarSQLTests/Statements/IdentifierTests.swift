import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// S2: names are quoted or refused, wherever they stand.
final class IdentifierTests: XCTestCase {
    private func statement(table: String, column: String, schema: String? = nil, alias: String? = nil) -> Select<Int> {
        let reference = TableReference(schema: schema, name: table, alias: alias)
        return select(SQLExpression<Int>(.column(reference, column)))
    }

    func testQuotesAreDoubledAndAllElseStaysAsItIs() {
        let names: [(String, String)] = [
            ("plain", "plain"), ("select", "select"), ("Mixed Case", "Mixed Case"), (#"a"b"#, #"a""b"#),
            (#"""#, #""""#), (#"";DROP TABLE users;--"#, #""";DROP TABLE users;--"#), ("a'b", "a'b"), ("a.b", "a.b"),
            (#"a\"#, #"a\"#), ("$1", "$1"), ("?", "?"), ("-- x", "-- x"), ("/* x */", "/* x */"), ("\n\t", "\n\t"),
            ("\u{202E}rtl", "\u{202E}rtl"), ("ünïcode\u{1F600}", "ünïcode\u{1F600}"), (" ", " "),
            ("\u{2019}", "\u{2019}"), ("ﬀ\u{FF02}", "ﬀ\u{FF02}"),
        ]
        for (name, quoted) in names {
            let sql =
                "SELECT \"\(quoted)\".\"\(quoted)\" FROM \"\(quoted)\".\"\(quoted)\" AS \"\(quoted)\""
            assertSQL(
                statement(table: name, column: name, schema: name, alias: name), postgreSQL: sql, sqlite: sql,
                binds: [])
            let label = "SELECT \"users\".\"id\" COLLATE \"\(quoted)\" AS \"\(quoted)\" FROM \"users\""
            assertSQL(
                select(User.id.collate(name).label(name)), postgreSQL: label, sqlite: label, binds: [])
            let subquery = "SELECT \"\(quoted)\".\"id\" FROM (SELECT \"users\".\"id\" FROM \"users\") AS \"\(quoted)\""
            let columns = select(User.id).subquery(name).columns
            assertSQL(select(columns), postgreSQL: subquery, sqlite: subquery, binds: [])
            let cte =
                "WITH \"\(quoted)\"(\"id\") AS (SELECT \"users\".\"id\" FROM \"users\") "
                + "SELECT \"\(quoted)\".\"id\" FROM \"\(quoted)\""
            let cteColumns = select(User.id).cte(name).columns
            assertSQL(select(cteColumns), postgreSQL: cte, sqlite: cte, binds: [])
        }
    }

    func testAnEmptyNameAndOneWithNULAreRefused() {
        for (name, error) in [
            ("", "an identifier is empty"), ("a\0b", #"the identifier "a\u{0}b" holds a NUL character"#),
        ] {
            assertError(statement(table: name, column: "a"), error)
            assertError(statement(table: "a", column: name), error)
            assertError(statement(table: "a", column: "a", schema: name), error)
            assertError(statement(table: "a", column: "a", alias: name), error)
            assertError(select(User.id.label(name)), error)
            assertError(select(User.id).order(by: User.name.collate(name)), error)
            assertError(select(User.id).crossJoin(select(Post.id).subquery(name)), error)
            assertError(sql("SELECT \(identifier: name)"), error)
            assertError(update(User.self).from(User.alias(name)).set(User.age, to: 1), error)
        }
    }

    /// PostgreSQL would cut a longer name silently, and two names could become one.
    func testNamesThatAreTooLong() throws {
        for count in [1, 62, 63] {
            let name = String(repeating: "x", count: count)
            let sql = "SELECT \"\(name)\".\"\(name)\" FROM \"\(name)\""
            assertSQL(statement(table: name, column: name), postgreSQL: sql, sqlite: sql, binds: [])
        }
        // 64 and 255 bytes, and 63 characters of more bytes.
        for name in [
            String(repeating: "x", count: 64), String(repeating: "y", count: 255),
            String(repeating: "x", count: 62) + "ü",
        ] {
            let error =
                "the identifier \"\(name)\" has \(name.utf8.count) bytes, and PostgreSQL keeps only 63: "
                + "give it a shorter name"
            let forms = [
                statement(table: name, column: "a"), statement(table: "a", column: name),
                statement(table: "a", column: "a", schema: name), statement(table: "a", column: "a", alias: name),
                select(User.id.label(name)), select(User.id).order(by: User.name.collate(name)),
            ]
            for form in forms {
                assertError(form, PostgreSQLDialect(), error)
                XCTAssertTrue(try form.compile(for: SQLiteDialect()).sql.contains("\"\(name)\""))
            }
        }
    }

    func testEnumNamesAreQuoted() throws {
        let type = EnumType(#"mo"od"#, schema: "my schema", labels: ["a'b"])
        let value = SQLExpression<String>(.bind(.enumeration(type, "a'b"), .value))
        assertSQL(
            select(value), postgreSQL: #"SELECT $1::"my schema"."mo""od""#, sqlite: "SELECT ?",
            binds: [.enumeration(type, "a'b")])
        XCTAssertEqual(
            try select(value).inlinedSQL(for: PostgreSQLDialect()), #"SELECT 'a''b'::"my schema"."mo""od""#)
    }
}
