import CinnabarMigrations

/// every "operation"
///
/// Made by a test.
let revisionfeed01 = Revision(
    "feed01", after: ["a1", "b2"], message: "every \"operation\"", labels: ["all"],
    upgrade: { steps in
        steps.createSchema("app")
        // LOSES DATA: drops the schema "app"
        steps.dropSchema("app")
        steps.createTable(
            Table(
                "all",
                columns: [
                    ColumnDefinition(name: "c0", type: .boolean, isNullable: true),
                    ColumnDefinition(name: "c1", type: .smallint),
                    ColumnDefinition(name: "c2", type: .integer, isNullable: true),
                    ColumnDefinition(name: "c3", type: .bigint),
                    ColumnDefinition(name: "c4", type: .real, isNullable: true),
                    ColumnDefinition(name: "c5", type: .double),
                    ColumnDefinition(name: "c6", type: .numeric(), isNullable: true),
                    ColumnDefinition(name: "c7", type: .numeric(precision: 10)),
                    ColumnDefinition(name: "c8", type: .numeric(precision: 10, scale: 2), isNullable: true),
                    ColumnDefinition(name: "c9", type: .text),
                    ColumnDefinition(name: "c10", type: .varchar(), isNullable: true),
                    ColumnDefinition(name: "c11", type: .varchar(100)),
                    ColumnDefinition(name: "c12", type: .char(3), isNullable: true),
                    ColumnDefinition(name: "c13", type: .blob),
                    ColumnDefinition(name: "c14", type: .timestamp, isNullable: true),
                    ColumnDefinition(name: "c15", type: .localTimestamp),
                    ColumnDefinition(name: "c16", type: .date, isNullable: true),
                    ColumnDefinition(name: "c17", type: .time),
                    ColumnDefinition(name: "c18", type: .interval, isNullable: true),
                    ColumnDefinition(name: "c19", type: .uuid),
                    ColumnDefinition(name: "c20", type: .json, isNullable: true),
                    ColumnDefinition(name: "c21", type: .array(.array(.integer))),
                    ColumnDefinition(
                        name: "c22",
                        type: .enumeration(EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""])),
                        isNullable: true),
                    ColumnDefinition(name: "c23", type: .custom("geometry(Point, 4326)")),
                    ColumnDefinition(name: "v0", type: .text, serverDefault: .value(.null)),
                    ColumnDefinition(name: "v1", type: .text, serverDefault: .value(.boolean(true))),
                    ColumnDefinition(name: "v2", type: .text, serverDefault: .value(.boolean(false))),
                    ColumnDefinition(name: "v3", type: .text, serverDefault: .value(.integer(-9223372036854775808))),
                    ColumnDefinition(name: "v4", type: .text, serverDefault: .value(.integer(9223372036854775807))),
                    ColumnDefinition(name: "v5", type: .text, serverDefault: .value(.real(1.5))),
                    ColumnDefinition(name: "v6", type: .text, serverDefault: .value(.real(-.infinity))),
                    ColumnDefinition(name: "v7", type: .text, serverDefault: .value(.real(.infinity))),
                    ColumnDefinition(name: "v8", type: .text, serverDefault: .value(.real(Double(bitPattern: 1)))),
                    ColumnDefinition(name: "v9", type: .text, serverDefault: .value(.real(-1.7976931348623157e+308))),
                    ColumnDefinition(
                        name: "v10", type: .text,
                        serverDefault: .value(.text("a\\b\"c\"\n\t\r\u{0}\u{1b}\u{202e}é🙂\\(x)"))),
                    ColumnDefinition(name: "v11", type: .text, serverDefault: .value(.blob([0, 255]))),
                    ColumnDefinition(name: "v12", type: .text, serverDefault: .value(.blob([]))),
                    ColumnDefinition(
                        name: "v13", type: .text, serverDefault: .value(.uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))),
                    ColumnDefinition(
                        name: "v14", type: .text, serverDefault: .value(.numeric("-12345678901234567890.123456789"))),
                    ColumnDefinition(name: "v15", type: .text, serverDefault: .value(.numeric("NaN"))),
                    ColumnDefinition(name: "v16", type: .text, serverDefault: .value(.timestamp(1700000000000000))),
                    ColumnDefinition(
                        name: "v17", type: .text, serverDefault: .value(.localTimestamp("2026-11-25T12:30:00.000001"))),
                    ColumnDefinition(name: "v18", type: .text, serverDefault: .value(.date("2026-11-25"))),
                    ColumnDefinition(name: "v19", type: .text, serverDefault: .value(.date("infinity"))),
                    ColumnDefinition(name: "v20", type: .text, serverDefault: .value(.time("23:59:59.999999"))),
                    ColumnDefinition(
                        name: "v21", type: .text,
                        serverDefault: .value(
                            .interval(CalendarInterval(months: -1, days: 2, microseconds: 9223372036854775807)))),
                    ColumnDefinition(name: "v22", type: .text, serverDefault: .value(.interval(CalendarInterval()))),
                    ColumnDefinition(name: "v23", type: .text, serverDefault: .value(.json("{\"a\": 1}"))),
                    ColumnDefinition(
                        name: "v24", type: .text, serverDefault: .value(.array(.text, [.text("a"), .null]))),
                    ColumnDefinition(
                        name: "v25", type: .text,
                        serverDefault: .value(
                            .enumeration(
                                EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""]), "ok"))),
                    ColumnDefinition(
                        name: "v26", type: .text, serverDefault: .value(.opaque(type: 4294967295, bytes: [1]))),
                    ColumnDefinition(name: "v27", type: .text, serverDefault: .value(.unencodable("why"))),
                    ColumnDefinition(name: "now", type: .timestamp, serverDefault: .now, onUpdate: .now),
                    ColumnDefinition(
                        name: "sql", type: .text, serverDefault: .sql("lower('A')"), onUpdate: .sql("upper('a')")),
                    ColumnDefinition(name: "stored", type: .text, computed: ComputedColumn("a || b")),
                    ColumnDefinition(name: "virtual", type: .text, computed: ComputedColumn("a || b", stored: false)),
                    ColumnDefinition(name: "number", type: .bigint, identity: IdentityColumn()),
                    ColumnDefinition(
                        name: "always", type: .bigint,
                        identity: IdentityColumn(always: true, start: -5, increment: 10)),
                    ColumnDefinition(name: "noted", type: .text, comment: "what it is"),
                ],
                options: [.unlogged]))
        steps.createTable(
            Table(
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
                items: [.unique(["name", "email"], name: "uq"), .check("length(name) > 0")], comment: "few words",
                options: [.strict, .withoutRowID]))
        steps.createTable(
            Table(
                "short", schema: "app",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "email", type: .varchar(200)),
                    ColumnDefinition(name: "name", type: .text),
                    ColumnDefinition(name: "user_id", type: .bigint, isNullable: true),
                ],
                items: [
                    .primaryKey(["id"], name: "pk_short"),
                    .foreignKey(
                        ["user_id"], references: "users", ["id"], schema: "app", onDelete: .cascade,
                        onUpdate: .restrict, deferrable: .initiallyImmediate, name: "fk_short_user_id_users"),
                    .unique(["email"], name: "uq_short_email"),
                    .unique(["name", "email"], name: "uq"),
                    .check("length(name) > 0", name: "ck_short_7c937249"),
                    .index([.column("name")], name: "ix_short_name"),
                ],
                comment: "few words", options: [.strict, .withoutRowID]))
        // LOSES DATA: drops the table "app"."short" with its rows
        steps.dropTable(
            Table(
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
                items: [.unique(["name", "email"], name: "uq"), .check("length(name) > 0")], comment: "few words",
                options: [.strict, .withoutRowID]))
        steps.createTable(
            Table(
                "keys", columns: [ColumnDefinition(name: "a", type: .text), ColumnDefinition(name: "b", type: .text)],
                items: [
                    .primaryKey(["a", "b"], name: "pk"),
                    .foreignKey(
                        ["a", "b"], references: "t", ["x", "y"], schema: "app", onDelete: .setNull,
                        onUpdate: .setDefault, deferrable: .initiallyDeferred, name: "fk"),
                    .foreignKey(["a"], references: "o", ["a"], onDelete: .noAction),
                    .index(
                        [
                            .column("a", descending: true, operatorClass: "text_pattern_ops"),
                            .column("b"),
                            .expression("lower(c)", descending: true),
                            .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
                        ],
                        name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"]),
                ],
                options: [.clientMadeKey]))
        steps.createTable(Table("odd", columns: [], options: TableOptions(rawValue: 1099511627776)))
        steps.renameTable("users", to: "people")
        steps.renameTable(TableName("users", schema: "app"), to: "people")
        steps.addColumn(ColumnDefinition(name: "c0", type: .boolean, isNullable: true), to: "users")
        // LOSES DATA: drops the column "c1" of table "app"."users" with its values
        steps.dropColumn(ColumnDefinition(name: "c1", type: .smallint), of: TableName("users", schema: "app"))
        steps.alterColumn(
            ColumnDefinition(name: "c1", type: .smallint),
            to: ColumnDefinition(name: "c2", type: .integer, isNullable: true), of: "users", using: "c1::int")
        steps.alterColumn(
            ColumnDefinition(name: "c1", type: .smallint),
            to: ColumnDefinition(name: "c2", type: .integer, isNullable: true), of: "users")
        steps.renameColumn("a", of: "users", to: "b")
        steps.addConstraint(.primaryKey(PrimaryKey(columns: ["a"])), to: "users")
        steps.addConstraint(
            .foreignKey(
                ForeignKey(
                    columns: ["a", "b"], referencedSchema: "app", referencedTable: "t", referencedColumns: ["x", "y"],
                    onDelete: .setNull, onUpdate: .setDefault, deferrable: .initiallyDeferred, name: "fk")),
            to: "users")
        steps.dropConstraint(.unique(UniqueConstraint(columns: ["a"], name: "uq")), of: "users")
        steps.renameConstraint(.check(CheckConstraint("a > 0", name: "ck")), of: "users", to: "ck2")
        steps.addConstraint(.labels(column: "a", labels: ["x"], name: nil), to: "users")
        steps.addConstraint(.labels(column: "a", labels: ["x"], name: "l"), to: "users")
        steps.createIndex(
            Index(
                [
                    .column("a", descending: true, operatorClass: "text_pattern_ops"),
                    .column("b"),
                    .expression("lower(c)", descending: true),
                    .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
                ],
                name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"]),
            on: "users", concurrently: true)
        steps.createIndex(
            Index(
                [
                    .column("a", descending: true, operatorClass: "text_pattern_ops"),
                    .column("b"),
                    .expression("lower(c)", descending: true),
                    .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
                ],
                name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"]),
            on: "users")
        steps.dropIndex(
            Index(
                [
                    .column("a", descending: true, operatorClass: "text_pattern_ops"),
                    .column("b"),
                    .expression("lower(c)", descending: true),
                    .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
                ],
                name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"]),
            of: "users", concurrently: true)
        steps.renameIndex(
            Index(
                [
                    .column("a", descending: true, operatorClass: "text_pattern_ops"),
                    .column("b"),
                    .expression("lower(c)", descending: true),
                    .expression("d -> 'x'", operatorClass: "jsonb_path_ops"),
                ],
                name: "ix", unique: true, where: "a IS NOT NULL", method: "gin", including: ["e", "f"]),
            of: "users", to: "ix2")
        steps.createEnum(EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""]))
        steps.dropEnum(EnumType("e", labels: []))
        // LOSES DATA: rows with 'it's "fine"' stop the migration: move them before it
        steps.alterEnum(
            EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""]),
            to: EnumType("mood", schema: "app", labels: ["sad", "good", "new"]), renaming: ["ok": "good"],
            uses: [ColumnName("mood", of: "users")])
        steps.renameEnum(
            EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""]), to: "feeling",
            uses: [ColumnName("mood", of: TableName("users", schema: "app"))])
        steps.createSequence(SequenceDefinition("s", schema: "app", start: 5, increment: -1))
        steps.dropSequence(SequenceDefinition("s"))
        steps.setComment("new", was: "old", on: "users", column: "a")
        steps.setComment(nil, was: "old", on: "users")
        steps.setComment("new", on: "users")
        steps.insert(into: "k", columns: ["id", "name"], rows: [[.integer(1), .text("a")], [.integer(2), .null]])
        steps.insert(
            into: "kinds", columns: ["value"],
            rows: [
                [.null],
                [.boolean(true)],
                [.boolean(false)],
                [.integer(-9223372036854775808)],
                [.integer(9223372036854775807)],
                [.real(1.5)],
                [.real(-.infinity)],
                [.real(.infinity)],
                [.real(Double(bitPattern: 1))],
                [.real(-1.7976931348623157e+308)],
                [.text("a\\b\"c\"\n\t\r\u{0}\u{1b}\u{202e}é🙂\\(x)")],
                [.blob([0, 255])],
                [.blob([])],
                [.uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8")],
                [.numeric("-12345678901234567890.123456789")],
                [.numeric("NaN")],
                [.timestamp(1700000000000000)],
                [.localTimestamp("2026-11-25T12:30:00.000001")],
                [.date("2026-11-25")],
                [.date("infinity")],
                [.time("23:59:59.999999")],
                [.interval(CalendarInterval(months: -1, days: 2, microseconds: 9223372036854775807))],
                [.interval(CalendarInterval())],
                [.json("{\"a\": 1}")],
                [.array(.text, [.text("a"), .null])],
                [.enumeration(EnumType("mood", schema: "app", labels: ["sad", "ok", "it's \"fine\""]), "ok")],
                [.opaque(type: 4294967295, bytes: [1])],
                [.unencodable("why")],
            ])
        steps.execute("VACUUM", transactional: false)
        steps.execute("UPDATE a SET b = 1", reverse: "UPDATE a SET b = 2")
        steps.execute(postgreSQL: "ANALYZE a")
        steps.execute(sqlite: "b", mySQL: "c", transactional: false)
        steps.append(.execute(SQLStep(["": "a", "sqlite": "b"], reverse: ["": "c"], isTransactional: false)))
        steps.append(.execute(SQLStep([:])))
    },
    // No way back is known for:
    //     insert(into: "k", columns: ["id", "name"], rows: [[.integer(1), .text("a")], [.…
    //     insert(into: "kinds", columns: ["value"], rows: [[.null], [.boolean(true)], [.b…
    //     execute("VACUUM", transactional: false)
    //     execute(postgreSQL: "ANALYZE a")
    //     execute(sqlite: "b", mySQL: "c", transactional: false)
    //     append(.execute(SQLStep([:])))
    downgrade: nil)
