import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// The statements of a flush. The columns and rows are what an object layer hands over.
final class RowChangeTests: XCTestCase {
    private let users = TableReference(name: "users")
    private let id = ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)
    private let label = ColumnDefinition(name: "name", type: .text)
    private let age = ColumnDefinition(name: "age", type: .integer, isNullable: true)
    private let version = ColumnDefinition(name: "version", type: .bigint)
    private let changed = ColumnDefinition(name: "changed", type: .timestamp, onUpdate: .now)

    func testInsertOfOneRow() {
        assertSQL(
            InsertRows(into: users, [label, age], values: [.text("a"), .integer(1)], returning: [id, changed]),
            postgreSQL: #"INSERT INTO "users" ("name", "age") VALUES ($1, $2) RETURNING "id", "changed""#,
            sqlite: #"INSERT INTO "users" ("name", "age") VALUES (?, ?) RETURNING "id", "changed""#,
            binds: [.text("a"), .integer(1)])
        assertSQL(
            InsertRows(into: TableReference(schema: "s", name: "t"), [], values: [], returning: [id]),
            postgreSQL: #"INSERT INTO "s"."t" DEFAULT VALUES RETURNING "id""#,
            sqlite: #"INSERT INTO "s"."t" DEFAULT VALUES RETURNING "id""#, binds: [])
    }

    func testAnInsertThatFailsWithoutARow() {
        let insert = #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id""#
        assertSQL(
            InsertRows(into: users, [label], values: [.text("a")], returning: [id], form: .checkedRow),
            postgreSQL: "WITH new AS (\(insert)) SELECT new.* FROM new RIGHT JOIN (SELECT CASE count(*) WHEN 1 THEN 1 "
                + "ELSE CAST('rows inserted: ' || count(*) AS integer) END AS n FROM new) AS counted ON counted.n = 1",
            sqliteError: "SQLite has no INSERT, UPDATE or DELETE in WITH: look at the rows that come back",
            binds: [.text("a")])
    }

    func testExpressionsStandInThePlaceOfValues() {
        let lower = Fn.lower(literal("A")).node
        assertSQL(
            InsertRows(into: users, [label, age], values: [.null, .integer(1)], expressions: [0: lower]),
            postgreSQL: #"INSERT INTO "users" ("name", "age") VALUES (lower($1), $2)"#,
            sqlite: #"INSERT INTO "users" ("name", "age") VALUES (lower(?), ?)"#, binds: [.text("A"), .integer(1)])
        assertSQL(
            UpdateRows(
                users, set: [label, age], key: [id], values: [.null, .integer(1), .integer(7)], expressions: [0: lower]),
            postgreSQL: #"UPDATE "users" SET "name" = lower($1), "age" = $2 WHERE "id" = $3"#,
            sqlite: #"UPDATE "users" SET "name" = lower(?), "age" = ? WHERE "id" = ?"#,
            binds: [.text("A"), .integer(1), .integer(7)])
    }

    func testInsertOfManyRowsAsArrays() {
        assertSQL(
            InsertRows(
                into: users, [id, age], values: [.integer(1), .null, .integer(2), .integer(5)], returning: [id, label],
                form: .arrays),
            postgreSQL: #"INSERT INTO "users" ("id", "age") SELECT * FROM unnest($1::BIGINT[], $2::INTEGER[]) "#
                + #"RETURNING "id", "name""#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [
                .array(.bigint, [.integer(1), .integer(2)]), .array(.integer, [.null, .integer(5)]),
            ])
    }

    func testInsertOfManyRowsWhoseKeysTheDatabaseMakes() {
        assertSQL(
            InsertRows(
                into: TableReference(schema: "s", name: "o'k"), [label], values: [.text("a"), .text("b")],
                returning: [id], form: .orderedArrays(generatedKey: id)),
            postgreSQL: #"INSERT INTO "s"."o'k" ("name") SELECT u.c1 "#
                + "FROM unnest($1::TEXT[]) WITH ORDINALITY AS u (c1, n) "
                + "WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS r "
                + "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attname = 'id' "
                + "JOIN pg_catalog.pg_sequence AS q "
                + #"ON q.seqrelid = pg_catalog.pg_get_serial_sequence('"s"."o''k"', 'id')::regclass "#
                + #"WHERE r.oid = '"s"."o''k"'::regclass AND r.relkind IN ('r', 'p') AND NOT r.relhasrules "#
                + "AND q.seqincrement > 0 AND NOT q.seqcycle "
                + "AND (a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d "
                + "WHERE d.adrelid = r.oid AND d.adnum = a.attnum "
                + "AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')) "
                + "AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE NOT g.tgisinternal "
                + "AND g.tgenabled <> 'D' AND g.tgtype & 7 = 7 AND g.tgrelid IN (SELECT r.oid "
                + "UNION ALL SELECT p.relid FROM pg_catalog.pg_partition_tree(r.oid) AS p))) "
                + #"ORDER BY u.n RETURNING "id""#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [.array(.text, [.text("a"), .text("b")])])
    }

    func testUpdateOfOneRow() {
        assertSQL(
            UpdateRows(users, set: [label], key: [id], values: [.text("a"), .integer(7)]),
            postgreSQL: #"UPDATE "users" SET "name" = $1 WHERE "id" = $2"#,
            sqlite: #"UPDATE "users" SET "name" = ? WHERE "id" = ?"#, binds: [.text("a"), .integer(7)])
        assertSQL(
            UpdateRows(
                users, set: [label, version], key: [id, age], version: version,
                values: [.text("a"), .integer(4), .integer(7), .integer(8), .integer(3)], refreshed: [changed],
                returning: [changed]),
            postgreSQL: #"UPDATE "users" SET "name" = $1, "version" = $2, "changed" = CURRENT_TIMESTAMP "#
                + #"WHERE "id" = $3 AND "age" = $4 AND "version" = $5 RETURNING "changed""#,
            sqlite: #"UPDATE "users" SET "name" = ?, "version" = ?, "#
                + #""changed" = strftime('%Y-%m-%d %H:%M:%f000', 'now') "#
                + #"WHERE "id" = ? AND "age" = ? AND "version" = ? RETURNING "changed""#,
            binds: [.text("a"), .integer(4), .integer(7), .integer(8), .integer(3)])
        assertError(UpdateRows(users, set: [], key: [id], values: [.integer(1)]), "an update sets nothing")
    }

    func testUpdateOfManyRowsAsArrays() {
        assertSQL(
            UpdateRows(
                users, set: [label, version], key: [id], version: version,
                values: [
                    .text("a"), .integer(4), .integer(7), .integer(3), .text("b"), .integer(2), .integer(8),
                    .integer(1),
                ], refreshed: [changed], returning: [id, changed], form: .arrays),
            postgreSQL: #"UPDATE "users" SET "name" = u.c1, "version" = u.c2, "changed" = CURRENT_TIMESTAMP "#
                + "FROM unnest($1::TEXT[], $2::BIGINT[], $3::BIGINT[], $4::BIGINT[]) AS u (c1, c2, c3, c4) "
                + #"WHERE "users"."id" = u.c3 AND "users"."version" = u.c4 "#
                + #"RETURNING "users"."id", "users"."changed""#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [
                .array(.text, [.text("a"), .text("b")]), .array(.bigint, [.integer(4), .integer(2)]),
                .array(.bigint, [.integer(7), .integer(8)]), .array(.bigint, [.integer(3), .integer(1)]),
            ])
        assertSQL(
            UpdateRows(
                TableReference(name: "u"), set: [age], key: [id], values: [.integer(1), .integer(2)], form: .arrays),
            postgreSQL: #"UPDATE "u" SET "age" = v.c1 FROM unnest($1::INTEGER[], $2::BIGINT[]) AS v (c1, c2) "#
                + #"WHERE "u"."id" = v.c2"#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [.array(.integer, [.integer(1)]), .array(.bigint, [.integer(2)])])
    }

    func testNumbersThatTheColumnCannotHoldAreTheServersToRefuse() {
        let limits: [(Int64, String)] = [
            (Int64(Int32.max), "INTEGER"), (Int64(Int32.min), "INTEGER"), (Int64(Int32.max) + 1, "BIGINT"),
            (Int64(Int32.min) - 1, "BIGINT"), (.max, "BIGINT"), (.min, "BIGINT"),
        ]
        for (value, type) in limits {
            assertSQL(
                InsertRows(into: users, [age], values: [.integer(1), .integer(value)], form: .arrays),
                postgreSQL: #"INSERT INTO "users" ("age") SELECT * FROM unnest($1::\#(type)[])"#,
                sqliteError: "SQLite has no arrays for these columns: run it for each row",
                binds: [.array(type == "INTEGER" ? .integer : .bigint, [.integer(1), .integer(value)])])
        }
    }

    func testDeletes() {
        assertSQL(
            DeleteRows(from: users, key: [id], values: [.integer(1)]),
            postgreSQL: #"DELETE FROM "users" WHERE "id" = $1"#, sqlite: #"DELETE FROM "users" WHERE "id" = ?"#,
            binds: [.integer(1)])
        assertSQL(
            DeleteRows(
                from: users, key: [id, age], version: version, values: [.integer(1), .integer(2), .integer(3)],
                returning: [id]),
            postgreSQL: #"DELETE FROM "users" WHERE "id" = $1 AND "age" = $2 AND "version" = $3 RETURNING "id""#,
            sqlite: #"DELETE FROM "users" WHERE "id" = ? AND "age" = ? AND "version" = ? RETURNING "id""#,
            binds: [.integer(1), .integer(2), .integer(3)])
        assertSQL(
            DeleteRows(from: users, key: [id], values: [.integer(1), .integer(2)], returning: [id], form: .arrays),
            postgreSQL: #"DELETE FROM "users" WHERE "id" = ANY ($1) RETURNING "id""#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [.array(.bigint, [.integer(1), .integer(2)])])
        assertSQL(
            DeleteRows(
                from: users, key: [id], version: version,
                values: [.integer(1), .integer(5), .integer(2), .integer(6)], returning: [id], form: .arrays),
            postgreSQL: #"DELETE FROM "users" USING unnest($1::BIGINT[], $2::BIGINT[]) AS u (c1, c2) "#
                + #"WHERE "users"."id" = u.c1 AND "users"."version" = u.c2 RETURNING "users"."id""#,
            sqliteError: "SQLite has no arrays for these columns: run it for each row",
            binds: [.array(.bigint, [.integer(1), .integer(2)]), .array(.bigint, [.integer(5), .integer(6)])])
    }
}
