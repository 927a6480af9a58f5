import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class OperationCompilerTests: XCTestCase {
    static let users = Table(
        "users",
        columns: [
            ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
            ColumnDefinition(name: "name", type: .varchar(50)),
        ], items: [.unique(["name"]), .index([.column("name")], name: "ix_name")])

    func testAColumnWithAConstantDefaultIsAddedInPlace() async throws {
        try assertStatements(
            [
                .addColumn(
                    ColumnDefinition(name: "age", type: .integer, serverDefault: .value(.integer(0))), to: "users")
            ],
            postgreSQL: [#"ALTER TABLE "users" ADD COLUMN "age" INTEGER DEFAULT 0 NOT NULL"#],
            sqlite: [#"ALTER TABLE "users" ADD COLUMN "age" INTEGER DEFAULT 0 NOT NULL"#])
    }

    func testAnAlteredColumnIsOneStatementOrARebuild() async throws {
        try assertStatements(
            [
                .alterColumn(
                    ColumnDefinition(name: "name", type: .varchar(50)),
                    to: ColumnDefinition(name: "name", type: .text, isNullable: true), of: "users", using: nil)
            ],
            postgreSQL: [
                #"ALTER TABLE "users" ALTER COLUMN "name" TYPE TEXT USING "name"::TEXT, ALTER COLUMN "name" DROP NOT NULL"#
            ],
            sqlite: [
                """
                CREATE TABLE "_cinnabar_new_users" (
                    "id" INTEGER NOT NULL,
                    "name" TEXT,
                    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
                    CONSTRAINT "uq_users_name" UNIQUE ("name")
                )
                """,
                """
                INSERT INTO "_cinnabar_new_users" ("id", "name")
                SELECT "id", "name" FROM "users"
                """,
                #"DROP TABLE "users""#,
                "PRAGMA legacy_alter_table = ON",
                #"ALTER TABLE "_cinnabar_new_users" RENAME TO "users""#,
                "PRAGMA legacy_alter_table = OFF",
                #"CREATE INDEX "ix_name" ON "users" ("name")"#,
            ])
    }

    func testNeighbouringChangesOfOneTableShareOneRebuild() async throws {
        let statements = try OperationCompiler(dialect: SQLiteDialect()).statements(
            for: [
                .dropConstraint(.unique(UniqueConstraint(columns: ["name"])), of: "users"),
                .addConstraint(.check(CheckConstraint("length(name) > 0", name: "ck_name")), to: "users"),
                .dropColumn(ColumnDefinition(name: "name", type: .varchar(50)), of: "users"),
                .addColumn(ColumnDefinition(name: "at", type: .timestamp, serverDefault: .now), to: "users"),
            ], schema: DatabaseSchema(tables: [Self.users]))
        XCTAssertEqual(
            statements.map(\.sql),
            [
                """
                CREATE TABLE "_cinnabar_new_users" (
                    "id" INTEGER NOT NULL,
                    "at" TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
                    CONSTRAINT "pk_users" PRIMARY KEY ("id")
                )
                """,
                """
                INSERT INTO "_cinnabar_new_users" ("id")
                SELECT "id" FROM "users"
                """,
                #"DROP TABLE "users""#,
                "PRAGMA legacy_alter_table = ON",
                #"ALTER TABLE "_cinnabar_new_users" RENAME TO "users""#,
                "PRAGMA legacy_alter_table = OFF",
            ])
    }

    func testAColumnRenamedBeforeARebuildIsKnownByItsNewName() async throws {
        var table = Self.users
        table.checks = [CheckConstraint("length(name) > 0 AND 'name' <> \"name\"", name: "ck")]
        let statements = try OperationCompiler(dialect: SQLiteDialect()).statements(
            for: [
                .renameColumn("name", of: "users", to: "full"),
                .dropConstraint(.unique(UniqueConstraint(columns: ["full"], name: "uq_users_name")), of: "users"),
            ], schema: DatabaseSchema(tables: [table]))
        XCTAssertEqual(statements[0].sql, #"ALTER TABLE "users" RENAME COLUMN "name" TO "full""#)
        XCTAssertEqual(
            statements[1].sql,
            """
            CREATE TABLE "_cinnabar_new_users" (
                "id" INTEGER NOT NULL,
                "full" VARCHAR(50) NOT NULL,
                CONSTRAINT "pk_users" PRIMARY KEY ("id"),
                CONSTRAINT "ck" CHECK (length("full") > 0 AND 'name' <> "full")
            )
            """)
    }

    func testAnIndexBuiltWhileWritesGoOnStandsOutsideTheTransaction() async throws {
        let operation = MigrationOperation.createIndex(
            Index([.column("name")]), on: "users", concurrently: true)
        let statement = try XCTUnwrap(
            try OperationCompiler(dialect: PostgreSQLDialect()).statements(for: [operation], schema: nil).first)
        XCTAssertEqual(statement.sql, #"CREATE INDEX CONCURRENTLY "ix_users_name" ON "users" ("name")"#)
        XCTAssertFalse(statement.isTransactional)
        XCTAssertEqual(statement.concurrentIndex?.name, "ix_users_name")
        let other = try XCTUnwrap(
            try OperationCompiler(dialect: SQLiteDialect()).statements(for: [operation], schema: nil).first)
        XCTAssertEqual(other.sql, #"CREATE INDEX "ix_users_name" ON "users" ("name")"#)
        XCTAssertTrue(other.isTransactional)
    }

    func testLabelsAreAddedInTheirPlace() async throws {
        let change = EnumChange(
            from: EnumType("mood", labels: ["sad", "glad"]), to: EnumType("mood", labels: ["sad", "so-so", "happy"]),
            renaming: ["glad": "happy"], uses: [ColumnName("mood", of: "users")])
        let statements = try OperationCompiler(dialect: PostgreSQLDialect()).statements(
            for: [.alterEnum(change)], schema: nil)
        XCTAssertEqual(
            statements.map(\.sql),
            [
                #"ALTER TYPE "mood" RENAME VALUE 'glad' TO 'happy'"#,
                #"ALTER TYPE "mood" ADD VALUE 'so-so' BEFORE 'happy'"#,
            ])
    }

    func testRenamedLabelsAreRenamedInTheRowsWhereTheyAreText() async throws {
        var table = Self.users
        table.columns.append(
            ColumnDefinition(name: "mood", type: .enumeration(EnumType("mood", labels: ["sad", "glad"]))))
        table.uniques = []
        table.indexes = []
        let change = EnumChange(
            from: EnumType("mood", labels: ["sad", "glad"]), to: EnumType("mood", labels: ["sad", "happy"]),
            renaming: ["glad": "happy"], uses: [ColumnName("mood", of: "users")])
        let statements = try OperationCompiler(dialect: SQLiteDialect()).statements(
            for: [.alterEnum(change)], schema: DatabaseSchema(tables: [table]))
        XCTAssertEqual(
            Array(statements.map(\.sql).prefix(2)),
            [
                """
                CREATE TABLE "_cinnabar_new_users" (
                    "id" INTEGER NOT NULL,
                    "name" VARCHAR(50) NOT NULL,
                    "mood" VARCHAR(5) NOT NULL,
                    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
                    CONSTRAINT "ck_users_mood" CHECK ("mood" IN ('sad', 'happy'))
                )
                """,
                """
                INSERT INTO "_cinnabar_new_users" ("id", "name", "mood")
                SELECT "id", "name", CASE "mood" WHEN 'glad' THEN 'happy' ELSE "mood" END FROM "users"
                """,
            ])
    }

    func testATableThatIsNotThereIsAnErrorThatNamesIt() async throws {
        XCTAssertThrowsError(
            try OperationCompiler(dialect: SQLiteDialect()).statements(
                for: [.dropColumn(ColumnDefinition(name: "a", type: .text), of: "absent")], schema: DatabaseSchema())
        ) { error in
            XCTAssertEqual(
                "\(error)",
                "the table \"absent\" is to be changed, and the database does not have it: check the table's name, and "
                    + "that the revisions before this one have run")
        }
    }

    func testWhatOnlyOneDatabaseHasSaysNothingOnTheOther() async throws {
        try assertStatements(
            [
                .createEnum(EnumType("mood", labels: ["sad", "glad"])),
                .setComment("who", was: nil, on: "users", column: "name"),
                .execute(SQLStep(["postgresql": "ANALYZE users"])),
            ],
            postgreSQL: [
                #"CREATE TYPE "mood" AS ENUM ('sad', 'glad')"#, #"COMMENT ON COLUMN "users"."name" IS 'who'"#,
                "ANALYZE users",
            ],
            sqlite: [])
    }

    private func assertStatements(
        _ operations: [MigrationOperation], postgreSQL: [String], sqlite: [String],
        line: UInt = #line
    ) throws {
        let schema = DatabaseSchema(tables: [Self.users])
        XCTAssertEqual(
            try OperationCompiler(dialect: PostgreSQLDialect()).statements(for: operations, schema: schema).map(\.sql),
            postgreSQL, line: line)
        XCTAssertEqual(
            try OperationCompiler(dialect: SQLiteDialect()).statements(for: operations, schema: schema).map(\.sql),
            sqlite, line: line)
    }
}
