import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class SchemaStatementTests: XCTestCase {
    func testIndexesAreUniquePartialAndOverExpressions() {
        let plain = "CREATE INDEX \"ix_users_name_age\" ON \"users\" (\"name\", \"age\" DESC)"
        assertSQL(
            CreateIndex(Index([.column("name"), .column("age", descending: true)]), on: "users"), postgreSQL: plain,
            sqlite: plain)
        let partial =
            "CREATE UNIQUE INDEX IF NOT EXISTS \"one_active\" ON \"users\" ((lower(email)) DESC) WHERE active AND age > 3"
        assertSQL(
            CreateIndex(
                Index(
                    [.expression("lower(email)", descending: true)], name: "one_active", unique: true,
                    where: "active AND age > 3"),
                on: "users", ifNotExists: true),
            postgreSQL: partial, sqlite: partial)
        assertSQL(
            CreateIndex(Index([.column("tags")], method: "gin"), on: "posts", schema: "app"),
            postgreSQL: "CREATE INDEX \"ix_posts_tags\" ON \"app\".\"posts\" USING gin (\"tags\")",
            sqlite: "CREATE INDEX \"app\".\"ix_posts_tags\" ON \"posts\" (\"tags\")")
        assertSQL(
            DropIndex("ix", schema: "app", ifExists: true), postgreSQL: "DROP INDEX IF EXISTS \"app\".\"ix\"",
            sqlite: "DROP INDEX IF EXISTS \"app\".\"ix\"")
    }

    func testTablesAreDropped() {
        assertSQL(DropTable("users"), postgreSQL: "DROP TABLE \"users\"", sqlite: "DROP TABLE \"users\"")
        assertSQL(
            DropTable("users", schema: "app", ifExists: true, cascade: true),
            postgreSQL: "DROP TABLE IF EXISTS \"app\".\"users\" CASCADE",
            sqlite: "SQLite has no DROP TABLE … CASCADE: drop first what refers to the table")
    }

    func testSchemasAreCreatedAndDropped() {
        assertSQL(
            CreateSchema("app", ifNotExists: true), postgreSQL: "CREATE SCHEMA IF NOT EXISTS \"app\"",
            sqlite: "SQLite has no CREATE SCHEMA: attach a database of that name")
        assertSQL(
            DropSchema("app", ifExists: true, cascade: true), postgreSQL: "DROP SCHEMA IF EXISTS \"app\" CASCADE",
            sqlite: "SQLite has no DROP SCHEMA: detach the database of that name")
    }

    func testEnumsAreTypesWhereTheDatabaseHasThem() {
        let mood = EnumType("mood", schema: "app", labels: ["happy", "it's"])
        let none = "SQLite has no enum types: the column's check holds the labels"
        assertSQL(
            CreateEnum(mood), postgreSQL: "CREATE TYPE \"app\".\"mood\" AS ENUM ('happy', 'it''s')", sqlite: none)
        assertSQL(
            CreateEnum(mood, ifNotExists: true),
            postgreSQL: """
                DO $$ BEGIN CREATE TYPE "app"."mood" AS ENUM ('happy', 'it''s'); \
                EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL; END $$
                """, sqlite: none)
        assertSQL(
            CreateEnum(EnumType("m", labels: ["$$", "$q1$"]), ifNotExists: true),
            postgreSQL: """
                DO $q2$ BEGIN CREATE TYPE "m" AS ENUM ('$$', '$q1$'); \
                EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL; END $q2$
                """, sqlite: none)
        assertSQL(
            DropEnum(mood, ifExists: true), postgreSQL: "DROP TYPE IF EXISTS \"app\".\"mood\"",
            sqlite: "SQLite has no enum types: drop the column's check")
    }

    func testConstraintsAreAddedAndDropped() {
        let none = "SQLite has no ALTER TABLE … ADD CONSTRAINT: create the table with the constraint"
        assertSQL(
            AddConstraint(.check(CheckConstraint("a > 0", name: "positive")), to: "t"),
            postgreSQL: "ALTER TABLE \"t\" ADD CONSTRAINT \"positive\" CHECK (a > 0)", sqlite: none)
        assertSQL(
            AddConstraint(.labels(column: "c", labels: ["x"], name: "ck"), to: "t", schema: "s"),
            postgreSQL: "ALTER TABLE \"s\".\"t\" ADD CONSTRAINT \"ck\" CHECK (\"c\" IN ('x'))", sqlite: none)
        assertSQL(
            DropConstraint("positive", of: "t", ifExists: true),
            postgreSQL: "ALTER TABLE IF EXISTS \"t\" DROP CONSTRAINT IF EXISTS \"positive\"",
            sqlite: "SQLite has no ALTER TABLE … DROP CONSTRAINT: create the table anew and copy its rows")
    }

    func testCommentsAreSetWhereTheDatabaseKeepsThem() {
        let none = "SQLite has no comments: keep them in the schema's source"
        assertSQL(
            SetComment("It's us", on: "users", schema: "app"),
            postgreSQL: "COMMENT ON TABLE \"app\".\"users\" IS 'It''s us'", sqlite: none)
        assertSQL(
            SetComment(nil, on: "users", column: "name"), postgreSQL: "COMMENT ON COLUMN \"users\".\"name\" IS NULL",
            sqlite: none)
    }

    func testSchemaStatementsSaySo() throws {
        for statement: any SchemaStatement in [
            CreateTable(Table("t", columns: [])), DropTable("t"), CreateSchema("s"), DropConstraint("c", of: "t"),
            CreateEnum(EnumType("m", labels: ["a"]), ifNotExists: true),
        ] {
            var writer = SQLWriter(dialect: PostgreSQLDialect())
            try statement.write(to: &writer)
            XCTAssertEqual(writer.intent, .schema)
            XCTAssertFalse(statement.returnsRows)
        }
    }
}
