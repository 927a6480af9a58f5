import CinnabarSQL
import XCTest

final class SelectTests: XCTestCase {
    func testColumnsBringTheirTable() {
        let sql = #"SELECT "users"."id", "users"."name" FROM "users""#
        assertSQL(select(User.id, User.name), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testExpressionsAndLabels() {
        assertSQL(
            select(User.age + 1, (User.name + "!").label("shout"), literal(7)),
            postgreSQL: #"SELECT "users"."age" + $1, "users"."name" || $2 AS "shout", $3 FROM "users""#,
            sqlite: #"SELECT "users"."age" + ?, "users"."name" || ? AS "shout", ? FROM "users""#,
            binds: [.integer(1), .text("!"), .integer(7)])
    }

    func testRowsOfOneTypeAndOfSeveral() {
        let one = #"SELECT "users"."id", "users"."name", "users"."age" FROM "users""#
        assertSQL(select(User.self), postgreSQL: one, sqlite: one, binds: [])
        assertSQL(select(User.entity), postgreSQL: one, sqlite: one, binds: [])
        let two = #"SELECT "users"."id", "users"."name", "users"."age", "posts"."id", "posts"."title" "#
        let join = two + #"FROM "users" JOIN "posts" ON "posts"."author_id" = "users"."id""#
        assertSQL(
            select(User.self, Post.self).join(Post.self, on: Post.authorID == User.id), postgreSQL: join, sqlite: join,
            binds: [])
        let both = two + #"FROM "users", "posts""#
        assertSQL(select(User.entity, Post.entity), postgreSQL: both, sqlite: both, binds: [])
    }

    func testAnOptionalRowOfAnOuterJoin() {
        let sql =
            #"SELECT "users"."id", "users"."name", "users"."age", "posts"."id", "posts"."title" FROM "users" "#
            + #"LEFT JOIN "posts" ON "posts"."author_id" = "users"."id""#
        assertSQL(
            select(User.entity, Post.entity.optional).leftJoin(Post.self, on: Post.authorID == User.id),
            postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testDistinct() {
        let sql = #"SELECT DISTINCT "users"."role" FROM "users""#
        assertSQL(select(User.role).distinct(), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testDistinctOn() {
        assertSQL(
            select(User.role, User.name).distinct(on: User.role, User.active).order(
                by: User.role, User.active, User.age),
            postgreSQL:
                #"SELECT DISTINCT ON ("users"."role", "users"."active") "users"."role", "users"."name" FROM "users" "#
                + #"ORDER BY "users"."role", "users"."active", "users"."age""#,
            sqliteError: "SQLite has no DISTINCT ON: use groupBy, or rowNumber().over(…) in a subquery")
    }

    func testWithoutATable() {
        assertSQL(
            select(literal(1), literal("a")), postgreSQL: "SELECT $1, $2", sqlite: "SELECT ?, ?",
            binds: [.integer(1), .text("a")])
        assertSQL(
            select(Fn.now(as: String.self)), postgreSQL: "SELECT CURRENT_TIMESTAMP",
            sqlite: "SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now')", binds: [])
    }

    func testFromNamesTheTables() {
        let sql = #"SELECT count(*) FROM "users""#
        assertSQL(select(Fn.count()).from(User.self), postgreSQL: sql, sqlite: sql, binds: [])
        let two = #"SELECT "users"."id" FROM "users", "posts""#
        assertSQL(select(User.id).from(User.self).from(Post.self), postgreSQL: two, sqlite: two, binds: [])
    }

    func testASchemaStandsBeforeItsTable() {
        let sql =
            #"SELECT "shop"."categories"."id", "shop"."categories"."name" FROM "shop"."categories" "#
            + #"WHERE "shop"."categories"."parent_id" IS NULL"#
        assertSQL(
            select(Category.id, Category.name).where(Category.parentID == nil), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testNullOfAType() {
        let sql = #"SELECT "users"."id", NULL FROM "users""#
        assertSQL(select(User.id, null(String.self)), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testOrder() {
        let sql =
            #"SELECT "users"."id" FROM "users" ORDER BY "users"."name", "users"."age" DESC NULLS LAST, "#
            + #""users"."manager_id" NULLS FIRST, lower("users"."email") DESC"#
        assertSQL(
            select(User.id).order(
                by: User.name, User.age.descending.nullsLast, User.managerID.ascending.nullsFirst,
                Fn.lower(User.email).descending), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testOrderKnownAtRunTime() {
        let terms: [any Orderable] = [User.name, User.age.descending]
        let sql = #"SELECT "users"."id" FROM "users" ORDER BY "users"."name", "users"."age" DESC"#
        assertSQL(select(User.id).order(by: terms), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testALabelStandsForItsExpressionInOrderOnlyWhereItIsSelected() {
        let length = Fn.length(User.name).label("length")
        let selected = #"SELECT length("users"."name") AS "length" FROM "users" ORDER BY "length" DESC"#
        assertSQL(select(length).order(by: length.descending), postgreSQL: selected, sqlite: selected, binds: [])
        let other = #"SELECT "users"."id" FROM "users" ORDER BY length("users"."name")"#
        assertSQL(select(User.id).order(by: length), postgreSQL: other, sqlite: other, binds: [])
    }

    func testLimitAndOffset() {
        assertSQL(
            select(User.id).limit(10), postgreSQL: #"SELECT "users"."id" FROM "users" LIMIT $1"#,
            sqlite: #"SELECT "users"."id" FROM "users" LIMIT ?"#, binds: [.integer(10)])
        assertSQL(
            select(User.id).offset(5), postgreSQL: #"SELECT "users"."id" FROM "users" OFFSET $1"#,
            sqlite: #"SELECT "users"."id" FROM "users" LIMIT -1 OFFSET ?"#, binds: [.integer(5)])
        assertSQL(
            select(User.id).limit(10).offset(5), postgreSQL: #"SELECT "users"."id" FROM "users" LIMIT $1 OFFSET $2"#,
            sqlite: #"SELECT "users"."id" FROM "users" LIMIT ? OFFSET ?"#, binds: [.integer(10), .integer(5)])
    }

    func testALimitIsNotNegative() {
        assertError(select(User.id).limit(-1), "LIMIT -1 is negative: leave the clause out to have all rows")
        assertError(
            select(User.id).limit(1).offset(-2), "OFFSET -2 is negative: leave the clause out to have all rows")
    }

    func testAStatementIsAValue() throws {
        let base = select(User.id).where(User.active == true)
        let first = base.limit(1)
        _ = base.where(User.age > 3).order(by: User.name)
        assertSQL(
            base, postgreSQL: #"SELECT "users"."id" FROM "users" WHERE "users"."active" = $1"#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE "users"."active" = ?"#, binds: [.boolean(true)])
        assertSQL(
            first, postgreSQL: #"SELECT "users"."id" FROM "users" WHERE "users"."active" = $1 LIMIT $2"#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE "users"."active" = ? LIMIT ?"#,
            binds: [.boolean(true), .integer(1)])
    }
}
