import CinnabarSQL
import XCTest

final class SubqueryTests: XCTestCase {
    func testAScalarSubquery() {
        let newest = select(Fn.max(Post.id)).where(Post.authorID == User.id)
        let inner = #"(SELECT max("posts"."id") FROM "posts" WHERE "posts"."author_id" = "users"."id")"#
        let list = #"SELECT "users"."name", \#(inner) AS "newest" FROM "users""#
        assertSQL(select(User.name, scalar(newest).label("newest")), postgreSQL: list, sqlite: list, binds: [])
        assertSQL(
            select(User.id).where(scalar(newest) > 3),
            postgreSQL: #"SELECT "users"."id" FROM "users" WHERE \#(inner) > $1"#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE \#(inner) > ?"#, binds: [.integer(3)])
        let between = #"SELECT "users"."id" FROM "users" WHERE "users"."id" BETWEEN \#(inner) AND "users"."age""#
        assertSQL(
            select(User.id).where(User.id.between(scalar(newest), User.age)), postgreSQL: between, sqlite: between,
            binds: [])
    }

    func testASubqueryInFrom() {
        let perAuthor = select(Post.authorID, Fn.count(Post.id).label("post_count")).where(Post.published == true)
            .groupBy(Post.authorID).subquery("p")
        let (author, postCount) = perAuthor.columns
        let body = { (p: String) in
            #"(SELECT "posts"."author_id", count("posts"."id") AS "post_count" FROM "posts" "#
                + #"WHERE "posts"."published" = \#(p) GROUP BY "posts"."author_id") AS "p""#
        }
        assertSQL(
            select(User.name, postCount).join(perAuthor, on: User.id == author).where(postCount > 3),
            postgreSQL: #"SELECT "users"."name", "p"."post_count" FROM "users" JOIN "# + body("$1")
                + #" ON "users"."id" = "p"."author_id" WHERE "p"."post_count" > $2"#,
            sqlite: #"SELECT "users"."name", "p"."post_count" FROM "users" JOIN "# + body("?")
                + #" ON "users"."id" = "p"."author_id" WHERE "p"."post_count" > ?"#,
            binds: [.boolean(true), .integer(3)])
        // Selecting its columns is enough to have it in FROM.
        assertSQL(
            select(Fn.avg(postCount)), postgreSQL: #"SELECT avg("p"."post_count") FROM "# + body("$1"),
            sqlite: #"SELECT avg("p"."post_count") FROM "# + body("?"), binds: [.boolean(true)])
    }

    func testColumnsWithoutANameGetOneAndEqualNamesAreToldApart() {
        let inner = select(User.name, Post.title, User.name + "!", Comment.id, Post.id)
            .join(Post.self, on: Post.authorID == User.id).join(Comment.self, on: Comment.postID == Post.id)
            .subquery("s")
        let (name, title, shout, commentID, postID) = inner.columns
        let body = { (p: String) in
            #"(SELECT "users"."name", "posts"."title", "users"."name" || \#(p) AS "column_3", "comments"."id", "#
                + #""posts"."id" AS "id_2" FROM "users" JOIN "posts" ON "posts"."author_id" = "users"."id" "#
                + #"JOIN "comments" ON "comments"."post_id" = "posts"."id") AS "s""#
        }
        let list = #"SELECT "s"."name", "s"."title", "s"."column_3", "s"."id", "s"."id_2" FROM "#
        assertSQL(
            select(name, title, shout, commentID, postID), postgreSQL: list + body("$1"), sqlite: list + body("?"),
            binds: [.text("!")])
    }

    func testAColumnByName() {
        let adults = select(User.id, User.name).where(User.age >= 18).subquery("adults")
        assertSQL(
            select(adults.column("name", as: String.self)),
            postgreSQL: #"SELECT "adults"."name" FROM (SELECT "users"."id", "users"."name" FROM "users" "#
                + #"WHERE "users"."age" >= $1) AS "adults""#,
            sqlite: #"SELECT "adults"."name" FROM (SELECT "users"."id", "users"."name" FROM "users" "#
                + #"WHERE "users"."age" >= ?) AS "adults""#,
            binds: [.integer(18)])
    }

    func testOneSubqueryTwice() {
        let pairs = select(User.id, User.managerID).subquery("a")
        let others = pairs.alias("b")
        let (id, _) = pairs.columns
        let (_, manager) = others.columns
        let body = #"(SELECT "users"."id", "users"."manager_id" FROM "users") AS "#
        let sql = #"SELECT "a"."id" FROM \#(body)"a" JOIN \#(body)"b" ON "a"."id" = "b"."manager_id""#
        assertSQL(select(id).join(others, on: id == manager), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testAFunctionThatReturnsRows() {
        let numbers = Fn.rows(
            "generate_series", literal(1), literal(3), alias: "n", columns: ["value"], as: Int.self)
        let value = numbers.columns
        assertSQL(
            select(value * 2).where(value > 1),
            postgreSQL: #"SELECT "n"."value" * $1 FROM generate_series($2, $3) AS "n"("value") WHERE "n"."value" > $4"#,
            sqlite: #"SELECT "n"."value" * ? FROM generate_series(?, ?) AS "n" WHERE "n"."value" > ?"#,
            binds: [.integer(2), .integer(1), .integer(3), .integer(1)])
        let each = Fn.rows("unnest", Event.tags, alias: "tag", as: String.self)
        let tag = each.columns
        let sql = #"SELECT "events"."id", "tag"."tag" FROM "events" CROSS JOIN unnest("events"."tags") AS "tag""#
        assertSQL(select(Event.id, tag).crossJoin(each), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testRowsOfValues() {
        let prices = values([(1, "a"), (2, "b")], alias: "v", columns: "id", "name")
        let (id, name) = prices.columns
        assertSQL(
            select(User.email, name).join(prices, on: User.id == id),
            postgreSQL:
                #"SELECT "users"."email", "v"."name" FROM "users" JOIN (VALUES (CAST($1 AS BIGINT), "#
                + #"CAST($2 AS TEXT)), ($3, $4)) AS "v"("id", "name") ON "users"."id" = "v"."id""#,
            sqlite:
                #"SELECT "users"."email", "v"."name" FROM "users" JOIN (SELECT column1 AS "id", column2 AS "name" "#
                + #"FROM (VALUES (?, ?), (?, ?))) AS "v" ON "users"."id" = "v"."id""#,
            binds: [.integer(1), .text("a"), .integer(2), .text("b")])
        let ids = values([7], alias: "v", column: "id")
        let only = ids.columns
        assertSQL(
            select(only), postgreSQL: #"SELECT "v"."id" FROM (VALUES (CAST($1 AS BIGINT))) AS "v"("id")"#,
            sqlite: #"SELECT "v"."id" FROM (SELECT column1 AS "id" FROM (VALUES (?))) AS "v""#, binds: [.integer(7)])
        let none = values([(Int, String)](), alias: "v", columns: "id", "name")
        assertError(
            select(User.id).crossJoin(none), "a list of values has no rows: leave the source out")
    }
}
