import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// What the server has, as values, checked whole.
final class PostgreSQLReflectionTests: XCTestCase {
    func testWhatIsCreatedIsReflectedAndCreatedAgain() async throws {
        let types: [SQLType] = [
            .boolean, .smallint, .integer, .bigint, .real, .double, .numeric(), .numeric(precision: 10, scale: 2),
            .numeric(precision: 5, scale: 0), .numeric(precision: 3, scale: -2), .text, .varchar(), .varchar(20),
            .char(3), .blob, .timestamp, .localTimestamp, .date, .time, .interval, .uuid, .json, .array(.text),
            .array(.varchar(7)), .array(.numeric(precision: 4, scale: 1)), .enumeration(Self.mood),
            .array(.enumeration(Self.mood)), .custom("inet"), .custom("json"), .custom("xml"), .array(.custom("point")),
            .custom("int2vector"), .custom("bit(3)"), .custom("timestamp(3) with time zone"),
            .custom("interval day to second"),
        ]
        let table = Table(
            "every type",
            columns: [ColumnDefinition(name: "id", type: .uuid, isPrimaryKey: true)]
                + types.enumerated().map { place, type in
                    ColumnDefinition(
                        name: "c\(place)", type: type, isNullable: place % 2 == 0,
                        comment: place < 2 ? "c'\(place)" : nil)
                },
            comment: "it's \"all\"")
        try await assertRoundTrip(MetaData(table))
    }

    func testConstraintsIndexesAndOptionsAreReflected() async throws {
        let parent = Table(
            "a_parent",
            columns: [
                ColumnDefinition(name: "x", type: .integer, isPrimaryKey: true),
                ColumnDefinition(name: "Odd \"y", type: .text, isPrimaryKey: true),
            ])
        let number = { (name: String) in ColumnDefinition(name: name, type: .integer, isNullable: true) }
        let keys = Table(
            "b_child",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true), number("x"), number("z"),
                ColumnDefinition(name: "y", type: .text, isNullable: true), number("self"),
                ColumnDefinition(name: "data", type: .json, isNullable: true),
            ],
            items: [
                .foreignKey(
                    ["self"], references: "b_child", ["id"], onDelete: .cascade, onUpdate: .restrict, name: "f1"),
                .foreignKey(
                    ["x", "y"], references: "a_parent", ["x", "Odd \"y"], onDelete: .setNull, onUpdate: .setDefault,
                    deferrable: .initiallyDeferred, name: "f2"),
                .foreignKey(["z"], references: "b_child", ["id"], deferrable: .initiallyImmediate, name: "f3"),
                .unique(["z", "x"], name: "u1"), .unique(["y"], name: "u2"),
                .check("x > 0 AND (y <> ')'::text OR z IS NULL)", name: "c1"),
                .check("length(y) < 10", name: "c2"),
                .index([.column("x"), .column("y", descending: true, operatorClass: "text_pattern_ops")], name: "i1"),
                .index([.expression("lower(y)"), .expression("(x + z) * (z + x)", descending: true)], name: "i2"),
                .index(
                    [.column("x")], name: "i3", unique: true, where: "z > 0 AND y IS NOT NULL", including: ["y", "z"]),
                .index([.column("data", operatorClass: "jsonb_path_ops")], name: "i4", method: "gin"),
                .index([.column("z")], name: "i5", method: "hash"),
            ],
            options: .unlogged)
        let clientMade = Table(
            "c_client", columns: [ColumnDefinition(name: "id", type: .smallint, isPrimaryKey: true)],
            options: .clientMadeKey)
        let keyless = Table("d_keyless", columns: [number("x")])
        let shared = Table(
            "e_shared",
            columns: [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)],
            items: [.foreignKey(["id"], references: "b_child", ["id"])], options: .unlogged)
        try await assertRoundTrip(MetaData([keyless, shared, clientMade, keys, parent]))
    }

    func testDefaultsIdentitiesAndComputedColumnsAreReflected() async throws {
        let columns: [(SQLType, ServerDefault)] = [
            (.timestamp, .now), (.timestamp, .sql("now()")), (.boolean, .value(true)), (.boolean, .value(false)),
            (.integer, .value(0)), (.integer, .value(-1)), (.bigint, .value(.integer(.min))),
            (.bigint, .value(.integer(.max))), (.double, .value(.real(0.5))), (.real, .value(.real(-2.5))),
            (.numeric(), .value(.numeric(Decimal(string: "-12.50")!))), (.text, .value("")),
            (.text, .value("it's 'a' \\ \n CURRENT_TIMESTAMP 🙂")), (.varchar(9), .value("x")),
            (.char(3), .value("abc")),
            (.text, .sql("('a'::text || 'b'::text)")), (.enumeration(Self.mood), .sql("'sad'::mood")),
            (.json, .sql("'{}'::jsonb")), (.date, .sql("CURRENT_DATE")),
            (.timestamp, .sql("(CURRENT_TIMESTAMP + '1 day'::interval)")), (.array(.integer), .sql("'{}'::integer[]")),
            (.bigint, .sql("(1 + 2)")),
        ]
        let table = Table(
            "defaults",
            columns: columns.enumerated().map { place, column in
                ColumnDefinition(name: "c\(place)", type: column.0, serverDefault: column.1)
            } + [
                ColumnDefinition(
                    name: "k", type: .bigint, identity: IdentityColumn(always: true, start: 7, increment: 3)),
                ColumnDefinition(name: "l", type: .integer, identity: IdentityColumn()),
                ColumnDefinition(name: "m", type: .smallint, identity: IdentityColumn(always: true)),
                ColumnDefinition(
                    name: "n", type: .integer, isNullable: true, computed: ComputedColumn("c4 * 2 + c5")),
                ColumnDefinition(
                    name: "o", type: .text, isNullable: true, computed: ComputedColumn("upper(c11)")),
            ])
        try await assertRoundTrip(MetaData(table))
    }

    func testObjectsThatOthersMadeAreReflected() async throws {
        try await onPostgreSQL { database in
            try await database.engine.run(
                """
                CREATE TABLE serial_keys (id serial PRIMARY KEY, other bigserial, plain int DEFAULT 1);
                CREATE SEQUENCE loose START 5 INCREMENT -2 MAXVALUE 10;
                CREATE TABLE borrowed (id int PRIMARY KEY DEFAULT nextval('loose'), twice int);
                CREATE SEQUENCE owned OWNED BY borrowed.twice;
                ALTER TABLE borrowed ALTER twice SET DEFAULT nextval('owned') * 2;
                CREATE TABLE parted (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
                CREATE INDEX parted_at ON parted (at);
                CREATE TABLE to_parted (id int, at date, CONSTRAINT fp FOREIGN KEY (id, at) REFERENCES parted);
                CREATE TABLE dropped (a int, b int, c int, CHECK (c > 0), EXCLUDE USING btree (c WITH =));
                ALTER TABLE dropped DROP COLUMN a;
                CREATE DOMAIN positive AS int CHECK (VALUE > 0);
                CREATE TABLE domains (d positive, e positive[]);
                CREATE TABLE empty ();
                CREATE VIEW b_view AS SELECT id FROM serial_keys WHERE plain > 1;
                CREATE MATERIALIZED VIEW a_view AS SELECT 1 AS one;
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER second BEFORE UPDATE ON serial_keys FOR EACH ROW EXECUTE FUNCTION touch();
                CREATE TRIGGER first AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION touch();
                """)
            let found = try await database.engine.reflect()
            XCTAssertEqual(
                found.tables.map(\.name),
                ["borrowed", "domains", "dropped", "empty", "parted", "serial_keys", "to_parted"])
            let plain = { ColumnShape($0, $1, isNullable: $2, isPrimaryKey: !$2, default: $3, identity: $4) }
            XCTAssertEqual(
                found.table("serial_keys")?.columns.map(ColumnShape.init),
                [
                    plain("id", .integer, false, nil, IdentityColumn()),
                    ColumnShape("other", .bigint, isNullable: false, identity: IdentityColumn()),
                    plain("plain", .integer, true, .value(1), nil),
                ])
            XCTAssertEqual(
                found.table("borrowed")?.columns.map(ColumnShape.init),
                [
                    plain("id", .integer, false, .sql("nextval('loose'::regclass)"), nil),
                    plain("twice", .integer, true, .sql("(nextval('owned'::regclass) * 2)"), nil),
                ])
            XCTAssertEqual(found.table("borrowed")?.options, [])
            XCTAssertEqual(
                found.table("parted")?.primaryKey, PrimaryKey(columns: ["id", "at"], name: "parted_pkey"))
            XCTAssertEqual(found.table("parted")?.indexes, [Index([.column("at")], name: "parted_at")])
            XCTAssertEqual(
                found.table("to_parted")?.foreignKeys,
                [
                    ForeignKey(
                        columns: ["id", "at"], referencedTable: "parted", referencedColumns: ["id", "at"], name: "fp")
                ])
            XCTAssertEqual(found.table("dropped")?.columns.map(\.name), ["b", "c"])
            XCTAssertEqual(found.table("dropped")?.checks, [CheckConstraint("c > 0", name: "dropped_c_check")])
            XCTAssertEqual(found.table("dropped")?.indexes, [])
            XCTAssertEqual(
                found.table("domains")?.columns.map(\.type), [.custom("positive"), .array(.custom("positive"))])
            XCTAssertEqual(found.table("empty")?.columns.count, 0)
            XCTAssertEqual(
                found.views,
                [
                    View("a_view", sql: "SELECT 1 AS one", isMaterialized: true),
                    View(
                        "b_view",
                        sql: "SELECT serial_keys.id\n   FROM serial_keys\n  WHERE serial_keys.plain > 1"),
                ])
            XCTAssertEqual(found.sequences, [SequenceDefinition("loose", start: 5, increment: -2)])
            XCTAssertEqual(
                found.triggers,
                [
                    Trigger(
                        "first", on: "parted",
                        sql: "CREATE TRIGGER first AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION touch()"),
                    Trigger(
                        "second", on: "serial_keys",
                        sql: "CREATE TRIGGER second BEFORE UPDATE ON serial_keys FOR EACH ROW EXECUTE FUNCTION touch()"),
                ])
            XCTAssertEqual(found.schemas, [])
            let some = try await database.engine.reflect(
                ReflectionOptions(includes: { ["parted", "a_view"].contains($0.name) }))
            XCTAssertEqual(some.tables.map(\.name), ["parted"])
            XCTAssertEqual(some.views.map(\.name), ["a_view"])
            XCTAssertEqual(some.triggers.map(\.name), ["first"])
        }
    }

    static let mood = EnumType("mood", labels: ["sad", "ok 'ok'", "Happy"])
}
