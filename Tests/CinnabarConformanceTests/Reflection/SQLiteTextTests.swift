import CinnabarSQL
import XCTest

@testable import CinnabarSQLite

/// The texts that SQLite keeps, read without a database.
final class SQLiteTextTests: XCTestCase {
    func testTokensAreCutAsSQLiteCutsThem() async throws {
        let sql = #"a "b""c" `d``e` [f]]'g''h' x'0A' 1.5e-3 0xE-1 .5 -- no 'text'"# + "\n/* nor \" this */ é_$1 <="
        let tokens = SQLTokenizer.tokens(Array(sql.utf8))
        XCTAssertEqual(
            tokens.map(\.value),
            ["a", "b\"c", "d`e", "f", "]", "g'h", "0A", "1.5e-3", "0xE", "-", "1", ".5", "é_$1", "<", "="])
        XCTAssertEqual(
            tokens.map(\.kind),
            [
                .word, .quoted, .quoted, .quoted, .symbol, .string, .blob, .number, .number, .symbol, .number, .number,
                .word, .symbol, .symbol,
            ])
        XCTAssertEqual(tokens.map(\.keyword), ["A", "", "", "", "]", "", "", "", "", "-", "", "", "É_$1", "<", "="])
    }

    func testUnfinishedTextEndsTheReading() async throws {
        for sql in ["'a", "\"", "[", "/* a", "-- a", "x'", "/*", "CREATE TABLE t (a CHECK ((", "CREATE INDEX i ON t ("]
        {
            _ = SQLTokenizer.tokens(Array(sql.utf8))
            XCTAssertEqual(CreateTableText(sql).uniques, [])
            XCTAssertEqual(CreateIndexText(sql).parts, [])
        }
    }

    func testColumnConstraintsAreRead() async throws {
        let text = CreateTableText(
            """
            CREATE TABLE "a (b" (
                id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT, -- ) CHECK (no)
                [check] TEXT CONSTRAINT "u q" UNIQUE CONSTRAINT 'c1' CHECK ("check" <> ')' /* ( */ AND ((1))) NOT NULL,
                key VARCHAR(10, 2) COLLATE "NOCASE" DEFAULT -5 CHECK (key > 0),
                `references` INT DEFAULT (NULL) CONSTRAINT fk REFERENCES [other t](`i``d`) ON DELETE SET DEFAULT
                    MATCH FULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED DEFAULT 'UNIQUE' UNIQUE,
                desc INT REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED NOT NULL,
                "as" INT AS (id + (1)) STORED, v GENERATED ALWAYS AS (lower(key))
            )
            """)
        var expected = CreateTableText("")
        expected.primaryKey = "pk"
        expected.isAutoincrement = true
        expected.uniques = [
            UniqueConstraint(columns: ["check"], name: "u q"), UniqueConstraint(columns: ["references"]),
        ]
        expected.checks = [
            CheckConstraint(#""check" <> ')' /* ( */ AND ((1))"#, name: "c1"), CheckConstraint("key > 0"),
        ]
        expected.foreignKeys = [
            ForeignKey(
                columns: ["references"], referencedTable: "other t", referencedColumns: ["i`d"], onDelete: .setDefault,
                deferrable: .initiallyDeferred, name: "fk"),
            ForeignKey(columns: ["desc"], referencedTable: "p", referencedColumns: []),
        ]
        expected.computed = ["as": ComputedColumn("id + (1)"), "v": ComputedColumn("lower(key)", stored: false)]
        expected.collations = ["key": "NOCASE"]
        XCTAssertEqual(text, expected)
    }

    func testTableConstraintsAndOptionsAreRead() async throws {
        let text = CreateTableText(
            """
            create table t (a int, b int, constraint "p k" primary key (a, b desc),
                unique (a collate nocase, "b" asc) on conflict ignore
                constraint c check (a in (1, 2) and b <> ',') check (b > 0), constraint f
                foreign key (a, b) references u (x, "y,z") on update cascade on delete restrict deferrable,
                late text default 'x' unique
            ) without rowid, strict
            """)
        var expected = CreateTableText("")
        expected.primaryKey = "p k"
        expected.uniques = [UniqueConstraint(columns: ["a", "b"]), UniqueConstraint(columns: ["late"])]
        expected.checks = [CheckConstraint("a in (1, 2) and b <> ','", name: "c"), CheckConstraint("b > 0")]
        expected.foreignKeys = [
            ForeignKey(
                columns: ["a", "b"], referencedTable: "u", referencedColumns: ["x", "y,z"], onDelete: .restrict,
                onUpdate: .cascade, deferrable: .initiallyImmediate, name: "f")
        ]
        expected.options = [.strict, .withoutRowID]
        XCTAssertEqual(text, expected)
    }

    func testAutoincrementOfATableConstraintIsRead() async throws {
        XCTAssertTrue(CreateTableText("CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))").isAutoincrement)
        XCTAssertFalse(CreateTableText("CREATE TABLE t (\"AUTOINCREMENT\" INTEGER PRIMARY KEY)").isAutoincrement)
    }

    func testIndexesAreRead() async throws {
        var expected = CreateIndexText("")
        expected.parts = [
            .column("a \" b", descending: true), .expression("lower(\"c\")", descending: true),
            .expression("d COLLATE NOCASE"), .column("e"), .expression("(a) + (b)"), .expression("a + b"),
        ]
        expected.condition = "a IS NOT NULL AND b = ' WHERE '"
        XCTAssertEqual(
            CreateIndexText(
                """
                CREATE UNIQUE INDEX main."on ( x" ON [t] ("a "" b" DESC, lower("c") desc, d COLLATE NOCASE ASC, e,
                    (a) + (b), ((a + b))) WHERE a IS NOT NULL AND b = ' WHERE ' -- end
                """), expected)
    }

    func testViewsAreRead() async throws {
        XCTAssertEqual(
            CreateViewText("CREATE TEMP VIEW IF NOT EXISTS \"as\" AS SELECT 1 AS (a);").query, "SELECT 1 AS (a)")
        XCTAssertEqual(
            CreateViewText("CREATE VIEW [v\"w](x, \"y z\") AS WITH a AS (SELECT 1, 2) SELECT * FROM a").query,
            "WITH \"v\"\"w\"(x, \"y z\") AS (WITH a AS (SELECT 1, 2) SELECT * FROM a) SELECT * FROM \"v\"\"w\"")
    }

    func testDefaultsAreRead() async throws {
        let defaults: [(String, ServerDefault?)] = [
            ("1", .value(.integer(1))), ("- 1", .value(.integer(-1))), ("+1.5", .value(.real(1.5))),
            ("0xfFfFfFfFfFfFfFfF", .value(.integer(-1))), ("-9223372036854775808", .value(.integer(.min))),
            ("9223372036854775808", .value(.real(9223372036854775808))), ("((2))", .value(.integer(2))),
            ("'it''s'", .value(.text("it's"))), ("x'0aFF'", .value(.blob([10, 255]))), ("NULL", nil),
            ("true", .value(.boolean(true))), ("\"word\"", .value(.text("word"))),
            ("current_timestamp", .sql("current_timestamp")), ("(1) + (2)", .sql("(1) + (2)")), ("-'a'", .sql("-'a'")),
            ("(lower('A'))", .sql("lower('A')")), ("-0x10", .sql("-0x10")),
            ("strftime('%Y-%m-%d %H:%M:%f000', 'now')", .now), ("date('now')", .sql("date('now')")),
        ]
        for (text, expected) in defaults {
            XCTAssertEqual(ServerDefault(sqlite: text, type: .text), expected, text)
        }
        XCTAssertEqual(ServerDefault(sqlite: "0", type: .boolean), .value(.boolean(false)))
        XCTAssertEqual(ServerDefault(sqlite: "2", type: .boolean), .value(.integer(2)))
    }

    func testTypesAreRead() async throws {
        let types: [(String, SQLType)] = [
            ("INTEGER", .bigint), ("integer", .bigint), ("SMALLINT", .smallint), ("TEXT", .text), ("REAL", .double),
            ("BOOLEAN", .boolean), ("BLOB", .blob), ("varchar( 20 )", .varchar(20)), ("CHAR(3)", .char(3)),
            ("VARCHAR", .custom("VARCHAR")), ("CHARACTER(3)", .custom("CHARACTER(3)")),
            ("decimal(10,2)", .custom("decimal(10,2)")), ("", .custom("")), ("INT", .custom("INT")),
        ]
        for (text, expected) in types { XCTAssertEqual(SQLType(sqlite: text, collation: nil), expected, text) }
        XCTAssertEqual(SQLType(sqlite: "TEXT", collation: "binary"), .text)
        XCTAssertEqual(SQLType(sqlite: "TEXT", collation: "NOCASE"), .custom("TEXT COLLATE NOCASE"))
        XCTAssertEqual(SQLType(sqlite: "", collation: "my own"), .custom("COLLATE \"my own\""))
    }
}
