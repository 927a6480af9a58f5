import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class TextTests: XCTestCase {
    func testNamedParameters() {
        assertSQL(
            text("SELECT * FROM users WHERE age > :age AND role = :role OR age = :age", ["age": 18, "role": "admin"]),
            postgreSQL: "SELECT * FROM users WHERE age > $1 AND role = $2 OR age = $3",
            sqlite: "SELECT * FROM users WHERE age > ? AND role = ? OR age = ?",
            binds: [.integer(18), .text("admin"), .integer(18)])
    }

    func testEveryTypeOfValueIsAParameter() {
        assertSQL(
            text("SELECT :a, :b, :c", ["a": Int?.none, "b": [1, 2], "c": Mood.sad]),
            postgreSQL: #"SELECT $1, $2, $3::"mood""#, sqlite: "SELECT ?, ?, ?",
            binds: [.null, .array(.bigint, [.integer(1), .integer(2)]), .enumeration(Mood.sqlEnumType, "sad")])
    }

    func testAColonElsewhereIsNoParameter() {
        let pieces = [
            #"SELECT ':no' || 'it''s :no'"#, #"SELECT ":no", "a"":no""#, "SELECT `:no`",
            "SELECT 1 -- :no\n", "SELECT 1 /* :no */", "SELECT 1 /* a /* :no */ :no */", "SELECT 1::text, '1' :: int",
            "SELECT $$ :no $$", "SELECT $tag$ :no $$ :no $tag$", #"SELECT E'\' :no'"#, "SELECT a[1:2]",
            "SELECT '12:30:00'", "SELECT make(a := 1)", "SELECT 1 : 2", "SELECT 1 :", ":", "'open :no", "/* open :no",
            "$$ open :no", "SELECT a$b :: int",
        ]
        for sql in pieces {
            assertSQL(text(unsafe: sql), postgreSQL: sql, sqlite: sql, binds: [])
        }
    }

    func testParametersBesideWhatIsNone() {
        assertSQL(
            text(
                "SELECT :a::text, ':b', E'\\'', :b -- :c\n, $x$:c$x$, (:c), :a/*:d*/, x=:é1",
                ["a": 1, "b": 2, "c": 3, "é1": 4]),
            postgreSQL: "SELECT $1::text, ':b', E'\\'', $2 -- :c\n, $x$:c$x$, ($3), $4/*:d*/, x=$5",
            sqlite: "SELECT ?::text, ':b', E'\\'', ? -- :c\n, $x$:c$x$, (?), ?/*:d*/, x=?",
            binds: [.integer(1), .integer(2), .integer(3), .integer(1), .integer(4)])
    }

    func testAnEscapedColonIsAColon() {
        assertSQL(
            text(#"SELECT a \: b, '\:', \:c, :c"#, ["c": 1]), postgreSQL: #"SELECT a : b, '\:', :c, $1"#,
            sqlite: #"SELECT a : b, '\:', :c, ?"#, binds: [.integer(1)])
    }

    func testMissingAndUnusedValuesAreErrors() {
        assertError(
            text("SELECT :a, :b", ["a": 1]), "text has a parameter :b, but no value of that name was given")
        assertError(
            text("SELECT ':a', :c", ["c": 1, "b": 1, "a": 2]),
            "a value was given for :a, but the text has no such parameter")
    }

    /// Such a placeholder would have no value, or that of a parameter beside it.
    func testPlaceholdersByHandAreErrors() {
        func error(_ mark: String) -> String {
            "the SQL holds a placeholder (\(mark)) for which there is no value: write :name and give the value by that "
                + "name, as in text(\"… = :id\", [\"id\": 7]), or interpolate it, as in sql(\"… = \\(7)\")"
        }
        let sqlite = SQLiteDialect()
        assertError(text("SELECT * FROM users WHERE id = ?"), sqlite, error("?"))
        assertError(text("SELECT ?1, :a", ["a": 1]), sqlite, error("?"))
        assertError(text("SELECT :a, ?", ["a": 1]), sqlite, error("?"))
        assertError(sql("SELECT \(1), ?"), sqlite, error("?"))
        assertError(select(User.name).where(sqlExpression("id = ?", as: Bool.self)), sqlite, error("?"))
        let postgreSQL = PostgreSQLDialect()
        assertError(text("SELECT * FROM users WHERE id = $1"), postgreSQL, error("$1"))
        assertError(text("SELECT :a, $1", ["a": 1]), postgreSQL, error("$1"))
        assertError(select(User.name).where(sqlExpression("id = $1", as: Bool.self)), postgreSQL, error("$1"))
    }

    func testMarksThatAreNoPlaceholders() {
        let pieces = [
            "SELECT '?' || '$1'", #"SELECT "?", "$1""#, "SELECT 1 -- ? $1\n, 2", "SELECT 1 /* ? $1 */", "SELECT a$1",
            "SELECT `?`",
        ]
        for sql in pieces { assertSQL(text(unsafe: sql), postgreSQL: sql, sqlite: sql, binds: []) }
        // An operator on JSON here, a quoted name there.
        let operators = try? text("SELECT a ? 'b', a ?| c, $x$ $1 $x$").compile(for: PostgreSQLDialect()).binds
        XCTAssertEqual(operators, [])
        let brackets = try? text("SELECT [a?] FROM t WHERE a = :a", ["a": 1]).compile(for: SQLiteDialect()).binds
        XCTAssertEqual(brackets, [.integer(1)])
    }

    func testARowHasTheTypesThatAreSaid() {
        let statement = text("SELECT name, age FROM users").columns(String.self, Int?.self)
        assertSQL(
            statement, postgreSQL: "SELECT name, age FROM users", sqlite: "SELECT name, age FROM users", binds: [])
        let rows = text("SELECT id, name, age FROM users").returning(User.self)
        assertSQL(
            rows, postgreSQL: "SELECT id, name, age FROM users", sqlite: "SELECT id, name, age FROM users", binds: [])
    }

    func testInterpolatedValuesAreParameters() {
        let name = "x' OR 1=1 --"
        let table = "odd\"name"
        assertSQL(
            sql(
                "SELECT \(User.name) FROM \(User.self) WHERE \(User.age) > \(18) AND name = \(name) AND \(identifier: table) IS NULL"
            ),
            postgreSQL:
                #"SELECT "users"."name" FROM "users" WHERE "users"."age" > $1 AND name = $2 AND "odd""name" IS NULL"#,
            sqlite:
                #"SELECT "users"."name" FROM "users" WHERE "users"."age" > ? AND name = ? AND "odd""name" IS NULL"#,
            binds: [.integer(18), .text(name)])
        assertSQL(
            sql("SELECT * FROM \(Category.self)"), postgreSQL: #"SELECT * FROM "shop"."categories""#,
            sqlite: #"SELECT * FROM "shop"."categories""#, binds: [])
    }

    /// S3: a literal's interpolation is no splicing, in whichever function it stands.
    func testInterpolatedValuesOfATextAreParametersToo() {
        let name = "x' OR 1=1 --"
        assertSQL(
            text("SELECT * FROM users WHERE name = \(name) AND age > :age AND \(User.active)", ["age": 18]),
            postgreSQL: #"SELECT * FROM users WHERE name = $1 AND age > $2 AND "users"."active""#,
            sqlite: #"SELECT * FROM users WHERE name = ? AND age > ? AND "users"."active""#,
            binds: [.text(name), .integer(18)])
        assertSQL(
            text(
                """
                SELECT \(name)
                """), postgreSQL: "SELECT $1", sqlite: "SELECT ?", binds: [.text(name)])
        assertError(
            text("SELECT \(1)", ["a": 1]), "a value was given for :a, but the text has no such parameter")
    }

    /// S3: only `unsafe:` splices, and it says so.
    func testOnlyUnsafeSplices() {
        let order: SQLFragment = "ORDER BY \(unsafe: "name DESC")"
        assertSQL(
            sql("SELECT 1 \(order), \("name DESC")"), postgreSQL: "SELECT 1 ORDER BY name DESC, $1",
            sqlite: "SELECT 1 ORDER BY name DESC, ?", binds: [.text("name DESC")])
        assertSQL(
            sql(SQLFragment(unsafe: "VACUUM")), postgreSQL: "VACUUM", sqlite: "VACUUM", binds: [])
    }

    func testAnExpressionOfOnesOwn() {
        assertSQL(
            select(User.name, sqlExpression("\(User.age) + \(1)", as: Int.self))
                .where(sqlExpression("age % \(2) = 0 OR false", as: Bool.self)).where(User.active),
            postgreSQL: #"SELECT "users"."name", "users"."age" + $1 FROM "users" "#
                + #"WHERE (age % $2 = 0 OR false) AND "users"."active""#,
            sqlite: #"SELECT "users"."name", "users"."age" + ? FROM "users" "#
                + #"WHERE (age % ? = 0 OR false) AND "users"."active""#,
            binds: [.integer(1), .integer(2)])
    }

    func testExplain() {
        let statement = select(User.id).where(User.age > 18)
        assertSQL(
            explain(statement), postgreSQL: #"EXPLAIN SELECT "users"."id" FROM "users" WHERE "users"."age" > $1"#,
            sqlite: #"EXPLAIN QUERY PLAN SELECT "users"."id" FROM "users" WHERE "users"."age" > ?"#,
            binds: [.integer(18)])
        assertSQL(
            explain(statement, analyze: true),
            postgreSQL: #"EXPLAIN (ANALYZE) SELECT "users"."id" FROM "users" WHERE "users"."age" > $1"#,
            sqliteError: "SQLite has no EXPLAIN ANALYZE: use explain(…) and the slow-statement log",
            binds: [.integer(18)])
    }
}
