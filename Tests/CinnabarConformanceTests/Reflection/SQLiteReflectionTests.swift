import CinnabarEngine
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class SQLiteReflectionTests: XCTestCase {
    func testWhatModelsCreateIsReflected() async throws {
        let people = Table(
            "people",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true, identity: IdentityColumn()),
                ColumnDefinition(name: "flag", type: .boolean, serverDefault: .value(.boolean(true))),
                ColumnDefinition(name: "small", type: .smallint, serverDefault: .value(.integer(-7))),
                ColumnDefinition(name: "whole", type: .integer, isNullable: true),
                ColumnDefinition(name: "ratio", type: .real, serverDefault: .value(.real(0.5))),
                ColumnDefinition(name: "exact", type: .numeric(precision: 10, scale: 2), isNullable: true),
                ColumnDefinition(name: "name", type: .varchar(40), serverDefault: .value(.text("it's"))),
                ColumnDefinition(name: "code", type: .char(3)),
                ColumnDefinition(name: "bytes", type: .blob, serverDefault: .value(.blob([0, 255]))),
                ColumnDefinition(name: "at", type: .timestamp, serverDefault: .now),
                ColumnDefinition(name: "day", type: .date, serverDefault: .now),
                ColumnDefinition(name: "sum", type: .bigint, serverDefault: .sql("1 + (2)")),
                ColumnDefinition(name: "upper", type: .text, isNullable: true, computed: ComputedColumn("upper(name)")),
                ColumnDefinition(
                    name: "twice", type: .bigint, isNullable: true, computed: ComputedColumn("small * 2", stored: false)
                ),
                ColumnDefinition(name: "mood", type: .enumeration(EnumType("mood", labels: ["good", "bad"]))),
            ],
            items: [
                .unique(["name", "code"], name: "uq_people"), .unique(["day"]),
                .check("length(name) > 0", name: "name_not_empty"),
                .index(
                    [.column("name", descending: true), .expression("lower(code)")], name: "people_partial",
                    where: "small > 0"),
                .index([.column("code")], name: "people_code", unique: true),
            ])
        let notes = Table(
            "notes",
            columns: [
                ColumnDefinition(name: "person", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "number", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "ref", type: .bigint, isNullable: true),
            ],
            items: [
                .primaryKey(["number", "person"], name: "pk_notes"),
                .foreignKey(
                    ["person"], references: "people", ["id"], onDelete: .cascade, onUpdate: .noAction,
                    deferrable: .initiallyDeferred, name: "fk_person"),
                .foreignKey(["ref"], references: "people", ["id"], onDelete: .setNull, name: "fk_another"),
            ], options: [.strict, .withoutRowID])
        try await onSQLite { database in
            try await database.engine.createAll(MetaData([people, notes]))
            let schema = try await database.engine.reflect()
            XCTAssertEqual(schema.tables.map(\.name), ["notes", "people"])
            XCTAssertEqual(schema.schemas + schema.views.map(\.name) + schema.triggers.map(\.name), [])
            assertTable(
                schema.tables[0],
                columns: ["person BIGINT key", "number BIGINT key", "ref BIGINT null"],
                Table(
                    "notes", columns: [],
                    items: [
                        .primaryKey(["number", "person"], name: "pk_notes"),
                        .foreignKey(["ref"], references: "people", ["id"], onDelete: .setNull, name: "fk_another"),
                        .foreignKey(
                            ["person"], references: "people", ["id"], onDelete: .cascade,
                            deferrable: .initiallyDeferred, name: "fk_person"),
                    ], options: [.strict, .withoutRowID]))
            assertTable(
                schema.tables[1],
                columns: [
                    "id BIGINT key identity", "flag BOOLEAN value(true)", "small SMALLINT value(-7)",
                    "whole BIGINT null", "ratio DOUBLE value(0.5)", "exact TEXT null",
                    "name VARCHAR(40) value('it''s')", "code CHAR(3)", "bytes BLOB value(X'00ff')",
                    "at TEXT now", "day TEXT sql(date('now'))", "sum BIGINT sql(1 + (2))",
                    "upper TEXT null stored upper(name)", "twice BIGINT null virtual small * 2", "mood VARCHAR(4)",
                ],
                Table(
                    "people", columns: [],
                    items: [
                        .primaryKey(["id"], name: "pk_people"), .unique(["name", "code"], name: "uq_people"),
                        .unique(["day"], name: "uq_people_day"),
                        .check("\"mood\" IN ('good', 'bad')", name: "ck_people_mood"),
                        .check("length(name) > 0", name: "name_not_empty"),
                        .index([.column("code")], name: "people_code", unique: true),
                        .index(
                            [.column("name", descending: true), .expression("lower(code)")], name: "people_partial",
                            where: "small > 0"),
                    ]))
        }
    }

    func testWhatOthersCreatedIsReflected() async throws {
        try await onSQLite { database in
            try await self.run(
                database,
                [
                    "CREATE TABLE Parent (a INT, b TEXT COLLATE NOCASE, PRIMARY KEY (b, a))",
                    """
                    CREATE TABLE "odd "" table" (id integer primary key, any, n smallint primary_ DEFAULT "yes",
                        x REFERENCES parent, y, CHECK (x > 0), UNIQUE (y, X), FOREIGN KEY (x, y) REFERENCES PARENT)
                    """,
                    "CREATE TABLE counted (n SMALLINT PRIMARY KEY)",
                    "ALTER TABLE counted ADD COLUMN late TEXT DEFAULT 'x' CONSTRAINT late_check CHECK (late <> '')",
                    "CREATE INDEX odd_index ON \"odd \"\" table\" (any COLLATE NOCASE, N)",
                    "CREATE VIEW both_views (one) AS SELECT id FROM \"odd \"\" table\"",
                    "CREATE TRIGGER noted AFTER INSERT ON COUNTED BEGIN SELECT 1; END",
                    "CREATE VIRTUAL TABLE words USING fts5(body)",
                    "CREATE TABLE words_own (a)",
                ])
            let schema = try await database.engine.reflect()
            XCTAssertEqual(schema.tables.map(\.name), ["Parent", "counted", "odd \" table", "words_own"])
            assertTable(
                schema.tables[0], columns: ["a INT key null", "b TEXT COLLATE NOCASE key null"],
                Table("Parent", columns: [], items: [.primaryKey(["b", "a"])]))
            assertTable(
                schema.tables[1], columns: ["n SMALLINT key null", "late TEXT null value('x')"],
                Table(
                    "counted", columns: [],
                    items: [.primaryKey(["n"]), .check("late <> ''", name: "late_check")], options: .clientMadeKey))
            assertTable(
                schema.tables[2],
                columns: ["id BIGINT key", "any  null", "n smallint primary_ null value('yes')", "x  null", "y  null"],
                Table(
                    "odd \" table", columns: [],
                    items: [
                        .primaryKey(["id"]), .unique(["y", "x"]), .check("x > 0"),
                        .foreignKey(["x"], references: "Parent", ["b", "a"]),
                        .foreignKey(["x", "y"], references: "Parent", ["b", "a"]),
                        .index([.expression("any COLLATE NOCASE"), .column("n")], name: "odd_index"),
                    ]))
            XCTAssertEqual(
                schema.views,
                [
                    View(
                        "both_views",
                        sql:
                            "WITH \"both_views\"(one) AS (SELECT id FROM \"odd \"\" table\") SELECT * FROM \"both_views\""
                    )
                ])
            XCTAssertEqual(
                schema.triggers,
                [
                    Trigger(
                        "noted", on: "counted", sql: "CREATE TRIGGER noted AFTER INSERT ON COUNTED BEGIN SELECT 1; END")
                ])
        }
    }

    /// What is reflected makes the same again: tables, and the view with its columns' names.
    func testReflectedTablesAreCreatedAnew() async throws {
        try await onSQLite { database in
            try await self.run(
                database,
                [
                    "CREATE TABLE p (a TEXT COLLATE NOCASE PRIMARY KEY, b INT DEFAULT (1 + 1), c INT AS (b * 2)) STRICT",
                    "CREATE TABLE q (id INTEGER PRIMARY KEY AUTOINCREMENT, p TEXT UNIQUE REFERENCES p)",
                    "CREATE INDEX r ON q (p COLLATE RTRIM DESC, id + 1) WHERE p > 'a'",
                    "CREATE VIEW v (x) AS SELECT a FROM p",
                ])
            let before = try await database.engine.reflect()
            try await self.onSQLite { other in
                try await other.engine.createAll(MetaData(before.tables))
                try await self.run(other, before.views.map { "CREATE VIEW \($0.name) AS \($0.sql)" })
                let after = try await other.engine.reflect()
                XCTAssertEqual(after.tables.count, 2)
                for (table, old) in zip(after.tables, before.tables) {
                    assertTable(table, columns: old.columns.map(described), old.named())
                }
                let view = try await other.engine.execute(text("SELECT x FROM v")).all()
                XCTAssertEqual(view, [])
            }
        }
    }

    func testOptionsChooseTables() async throws {
        try await onSQLite { database in
            try await self.run(
                database,
                [
                    "CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END",
                    "CREATE TABLE b (id)",
                ])
            let some = try await database.engine.reflect(ReflectionOptions { $0 == "b" })
            XCTAssertEqual(some.tables.map(\.key), ["b"])
            XCTAssertEqual(some.triggers, [])
        }
    }

    func testAttachedDatabasesAreSchemas() async throws {
        try await onSQLite { database in
            database.engine.events.onConnect { connection in
                try await connection.execute(text("ATTACH ':memory:' AS 'an \" other'"))
            }
            try await database.engine.begin { connection in
                let name = "an \" other"
                try await connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
                try await connection.execute(
                    text("CREATE TABLE \"an \"\" other\".a (id INTEGER PRIMARY KEY, b UNIQUE REFERENCES A)"))
                let standard = try await connection.reflect()
                XCTAssertEqual(standard.tables.map(\.key), ["a"])
                let missing = try await connection.reflect(ReflectionOptions(schemas: .named(["none"])))
                XCTAssertEqual(missing.tables.map(\.key), ["a"])
                for schemas in [ReflectionOptions.Schemas.all, .named([name, "main"])] {
                    let schema = try await connection.reflect(ReflectionOptions(schemas: schemas))
                    XCTAssertEqual(schema.tables.map(\.key), ["a", TableName("a", schema: name)])
                    XCTAssertEqual(schema.schemas, [name])
                    assertTable(
                        schema.tables[1], columns: ["id BIGINT key", "b  null"],
                        Table(
                            "a", schema: name, columns: [],
                            items: [
                                .primaryKey(["id"]), .unique(["b"]),
                                .foreignKey(["b"], references: "a", ["id"], schema: name),
                            ]))
                }
            }
        }
    }

    func testATransactionSeesItsOwnChanges() async throws {
        try await onSQLite { database in
            try await database.engine.begin { connection in
                try await connection.execute(
                    CreateTable(Table("a", columns: [ColumnDefinition(name: "b", type: .text)])))
                let schema = try await connection.reflect()
                XCTAssertEqual(schema.tables.map(\.key), ["a"])
            }
        }
    }

    func testFiveHundredTablesTakeFourQueries() async throws {
        try await onSQLite { database in
            let tables = (0..<500).map { number in
                Table(
                    "t\(number)",
                    columns: [
                        ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                        ColumnDefinition(name: "name", type: .text, isUnique: true, isIndexed: true),
                        ColumnDefinition(
                            name: "next", type: .bigint, isNullable: true, isIndexed: true,
                            references: .to("t\(max(0, number - 1))", "id")),
                    ], items: [.check("name <> ''")])
            }
            try await database.engine.createAll(MetaData(tables))
            let log = StatementLog(database.engine)
            let start = ContinuousClock.now
            let schema = try await database.engine.reflect()
            let time = ContinuousClock.now - start
            XCTAssertEqual(schema.tables.count, 500)
            XCTAssertEqual(schema.tables.flatMap(\.foreignKeys).count, 500)
            XCTAssertEqual(log.statements.filter { $0.hasPrefix("SELECT") }.count, 4)
            XCTAssertLessThan(time, .seconds(3))
        }
    }

    private func run(_ database: TestDatabase, _ statements: [String]) async throws {
        try await database.engine.begin { connection in
            for statement in statements { try await connection.execute(text(unsafe: statement)) }
        }
    }
}

/// All of a column, in one line.
private func described(_ column: ColumnDefinition) -> String {
    let type =
        switch column.type {
        case .bigint: "BIGINT"
        case .double: "DOUBLE"
        default: (try? SQLiteDialect().typeName(column.type)) ?? "?"
        }
    var words = [column.name, type]
    if column.isPrimaryKey { words.append("key") }
    if column.isNullable { words.append("null") }
    if let identity = column.identity { words.append(identity == IdentityColumn() ? "identity" : "\(identity)") }
    switch column.serverDefault {
    case .now: words.append("now")
    // A boolean is told from a number.
    case .value(.boolean(let flag)): words.append("value(\(flag))")
    case .value(let value): words.append("value(\((try? SQLiteDialect().literal(value)) ?? "?"))")
    case .sql(let sql): words.append("sql(\(sql))")
    case nil: break
    }
    if let computed = column.computed { words.append((computed.isStored ? "stored " : "virtual ") + computed.sql) }
    if column.isUnique || column.isIndexed || column.references != nil || column.comment != nil { words.append("!") }
    return words.joined(separator: " ")
}

/// Every field of a table; its columns as `described` has them.
private func assertTable(
    _ table: Table, columns: [String], _ expected: Table, file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertEqual(table.columns.map(described), columns, file: file, line: line)
    XCTAssertEqual(table.key, expected.key, file: file, line: line)
    XCTAssertEqual(table.primaryKey, expected.primaryKey, file: file, line: line)
    XCTAssertEqual(table.foreignKeys, expected.foreignKeys, file: file, line: line)
    XCTAssertEqual(table.uniques, expected.uniques, file: file, line: line)
    XCTAssertEqual(table.checks, expected.checks, file: file, line: line)
    XCTAssertEqual(table.indexes, expected.indexes, file: file, line: line)
    XCTAssertEqual(table.options, expected.options, file: file, line: line)
    XCTAssertNil(table.comment, file: file, line: line)
}
