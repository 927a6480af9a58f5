import CinnabarMigrations
import CinnabarSQL
import FoundationEssentials

/// Every operation, and every option of what they hold.
enum EveryOperation {
    static let mood = EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""])

    static let types: [SQLType] = [
        .boolean, .smallint, .integer, .bigint, .real, .double, .numeric(), .numeric(precision: 10),
        .numeric(precision: 10, scale: 2), .text, .varchar(), .varchar(100), .char(3), .blob, .timestamp,
        .localTimestamp, .date, .time, .interval, .uuid, .json, .array(.array(.integer)), .enumeration(mood),
        .custom("geometry(Point, 4326)"),
    ]

    static let values: [SQLValue] = [
        .null, .boolean(true), .boolean(false), .integer(.min), .integer(.max), .real(1.5), .real(-.infinity),
        .real(.infinity), .real(.leastNonzeroMagnitude), .real(-.greatestFiniteMagnitude),
        .text("a\\b\"c\"\n\t\r\u{0}\u{1B}\u{202E}é🙂\\(x)"), .blob([0, 255]), .blob([]),
        .uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), .numeric("-12345678901234567890.123456789"), .numeric("NaN"),
        .timestamp(1_700_000_000_000_000), .localTimestamp("2026-11-25 12:30:00.000001"), .date("2026-11-25"),
        .date("infinity"), .time("23:59:59.999999"),
        .interval(CalendarInterval(months: -1, days: 2, microseconds: .max)), .interval(.zero), .json("{\"a\": 1}"),
        .array(.text, [.text("a"), .null]), .enumeration(mood, "ok"), .opaque(type: 4_294_967_295, bytes: [1]),
        .unencodable("why"),
    ]

    static let columns: [ColumnDefinition] =
        types.enumerated().map { ColumnDefinition(name: "c\($0)", type: $1, isNullable: $0.isMultiple(of: 2)) }
        + values.enumerated().map {
            ColumnDefinition(name: "v\($0)", type: .text, serverDefault: .value($1))
        } + [
            ColumnDefinition(name: "now", type: .timestamp, serverDefault: .now, onUpdate: .now),
            ColumnDefinition(name: "sql", type: .text, serverDefault: .sql("lower('A')"), onUpdate: .sql("upper('a')")),
            ColumnDefinition(name: "stored", type: .text, computed: ComputedColumn("a || b")),
            ColumnDefinition(name: "virtual", type: .text, computed: ComputedColumn("a || b", stored: false)),
            ColumnDefinition(name: "number", type: .bigint, identity: IdentityColumn()),
            ColumnDefinition(
                name: "always", type: .bigint, identity: IdentityColumn(always: true, start: -5, increment: 10)),
            ColumnDefinition(name: "noted", type: .text, comment: "what it is"),
        ]

    static let index = Index(
        [
            .column("a", descending: true, operatorClass: "text_pattern_ops"), .column("b"),
            .expression("lower(c)", descending: true), .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
        ], name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"])

    static let foreignKey = ForeignKey(
        columns: ["a", "b"], referencedSchema: "app", referencedTable: "t", referencedColumns: ["x", "y"],
        onDelete: .setNull, onUpdate: .setDefault, deferrable: .initiallyDeferred, name: "fk")

    /// Its columns bring their constraints along.
    static let short = Table(
        "short", schema: "app",
        columns: [
            ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
            ColumnDefinition(name: "email", type: .varchar(200), isUnique: true),
            ColumnDefinition(name: "name", type: .text, isIndexed: true),
            ColumnDefinition(
                name: "user_id", type: .bigint, isNullable: true,
                references: .to(
                    "users", "id", schema: "app", onDelete: .cascade, onUpdate: .restrict,
                    deferrable: .initiallyImmediate)),
        ],
        items: [.check("length(name) > 0"), .unique(["name", "email"], name: "uq")], comment: "few words",
        options: [.strict, .withoutRowID])

    static let operations: [MigrationOperation] = [
        .createSchema("app"), .dropSchema("app"), .createTable(Table("all", columns: columns, options: [.unlogged])),
        .createTable(short), .createTable(short.named()), .dropTable(short),
        .createTable(
            Table(
                "keys", columns: [ColumnDefinition(name: "a", type: .text), ColumnDefinition(name: "b", type: .text)],
                items: [
                    .primaryKey(["a", "b"], name: "pk"), .foreignKeyItem(foreignKey), .indexItem(index),
                    .foreignKey(["a"], references: "o", ["a"], onDelete: .noAction),
                ], options: [.clientMadeKey])),
        .createTable(Table("odd", columns: [], options: TableOptions(rawValue: 1 << 40))),
        .renameTable("users", to: "people"), .renameTable(TableName("users", schema: "app"), to: "people"),
        .addColumn(columns[0], to: "users"), .dropColumn(columns[1], of: TableName("users", schema: "app")),
        .alterColumn(columns[1], to: columns[2], of: "users", using: "c1::int"),
        .alterColumn(columns[1], to: columns[2], of: "users", using: nil),
        .renameColumn("a", of: "users", to: "b"), .addConstraint(.primaryKey(PrimaryKey(columns: ["a"])), to: "users"),
        .addConstraint(.foreignKey(foreignKey), to: "users"),
        .dropConstraint(.unique(UniqueConstraint(columns: ["a"], name: "uq")), of: "users"),
        .renameConstraint(.check(CheckConstraint("a > 0", name: "ck")), of: "users", to: "ck2"),
        .addConstraint(.labels(column: "a", labels: ["x"], name: nil), to: "users"),
        .addConstraint(.labels(column: "a", labels: ["x"], name: "l"), to: "users"),
        .createIndex(index, on: "users", concurrently: true), .createIndex(index, on: "users", concurrently: false),
        .dropIndex(index, of: "users", concurrently: true), .renameIndex(index, of: "users", to: "ix2"),
        .createEnum(mood), .dropEnum(EnumType("e", labels: [])),
        .alterEnum(
            EnumChange(
                from: mood, to: EnumType("mood", schema: "app", labels: ["sad", "good", "new"]),
                renaming: ["ok": "good"], uses: [ColumnName("mood", of: "users")])),
        .renameEnum(mood, to: "feeling", uses: [ColumnName("mood", of: TableName("users", schema: "app"))]),
        .createSequence(SequenceDefinition("s", schema: "app", start: 5, increment: -1)),
        .dropSequence(SequenceDefinition("s")), .setComment("new", was: "old", on: "users", column: "a"),
        .setComment(nil, was: "old", on: "users", column: nil), .setComment("new", was: nil, on: "users", column: nil),
        .insert(RowsInsert(into: "k", columns: ["id", "name"], rows: [[1, "a"], [2, .null]])),
        .insert(RowsInsert(into: "kinds", columns: ["value"], rows: values.map { [$0] })),
        .execute(SQLStep(["": "VACUUM"], isTransactional: false)),
        .execute(SQLStep(["": "UPDATE a SET b = 1"], reverse: ["": "UPDATE a SET b = 2"])),
        .execute(SQLStep(["postgresql": "ANALYZE a"])),
        .execute(SQLStep(["sqlite": "b", "mysql": "c"], isTransactional: false)),
        .execute(SQLStep(["": "a", "sqlite": "b"], reverse: ["": "c"], isTransactional: false)),
        .execute(SQLStep([:])),
    ]
}
