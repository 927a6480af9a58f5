import CinnabarSQL
import XCTest

final class CommonTableTests: XCTestCase {
    func testAQueryWithAName() {
        let adults = select(User.id, User.name).where(User.age >= 18).cte("adults")
        let (id, name) = adults.columns
        assertSQL(
            select(name, Post.title).from(adults).join(Post.self, on: Post.authorID == id).where(name != "x"),
            postgreSQL:
                #"WITH "adults"("id", "name") AS (SELECT "users"."id", "users"."name" FROM "users" "#
                + #"WHERE "users"."age" >= $1) SELECT "adults"."name", "posts"."title" FROM "adults" "#
                + #"JOIN "posts" ON "posts"."author_id" = "adults"."id" WHERE "adults"."name" <> $2"#,
            sqlite:
                #"WITH "adults"("id", "name") AS (SELECT "users"."id", "users"."name" FROM "users" "#
                + #"WHERE "users"."age" >= ?) SELECT "adults"."name", "posts"."title" FROM "adults" "#
                + #"JOIN "posts" ON "posts"."author_id" = "adults"."id" WHERE "adults"."name" <> ?"#,
            binds: [.integer(18), .text("x")])
        // Selecting its columns is enough to have it in FROM.
        let sql = #"WITH "ids"("id") AS (SELECT "users"."id" FROM "users") SELECT count("ids"."id") FROM "ids""#
        let only = select(User.id).cte("ids").columns
        assertSQL(select(Fn.count(only)), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testMaterialized() {
        for (materialized, word) in [(true, "MATERIALIZED "), (false, "NOT MATERIALIZED ")] {
            let only = select(User.id).cte("ids", materialized: materialized).columns
            let sql = #"WITH "ids"("id") AS \#(word)(SELECT "users"."id" FROM "users") SELECT "ids"."id" FROM "ids""#
            assertSQL(select(only), postgreSQL: sql, sqlite: sql, binds: [])
        }
    }

    func testSeveralThatNeedEachOtherStandInTheirOrder() {
        let first = select(User.id).where(User.active == true).cte("first")
        let firstID = first.columns
        let second = select(firstID).where(firstID > 2).cte("second")
        let secondID = second.columns
        let with = { (a: String, b: String) in
            #"WITH "first"("id") AS (SELECT "users"."id" FROM "users" WHERE "users"."active" = \#(a)), "#
                + #""second"("id") AS (SELECT "first"."id" FROM "first" WHERE "first"."id" > \#(b)) "#
        }
        let body =
            #"SELECT "second"."id", "first"."id" FROM "second" JOIN "first" ON "first"."id" = "second"."id""#
        assertSQL(
            select(secondID, firstID).join(first, on: firstID == secondID), postgreSQL: with("$1", "$2") + body,
            sqlite: with("?", "?") + body, binds: [.boolean(true), .integer(2)])
    }

    func testOneTwiceUnderAnotherName() {
        let pairs = select(User.id, User.managerID).cte("pairs")
        let others = pairs.alias("others")
        let (id, manager) = pairs.columns
        let (otherID, _) = others.columns
        let sql =
            #"WITH "pairs"("id", "manager_id") AS (SELECT "users"."id", "users"."manager_id" FROM "users") "#
            + #"SELECT "pairs"."id", "others"."id" FROM "pairs" JOIN "pairs" AS "others" "#
            + #"ON "pairs"."manager_id" = "others"."id""#
        assertSQL(
            select(id, otherID).join(others, on: manager == otherID), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testRecursion() {
        let tree = select(Category.id, Category.parentID).where(Category.id == 1).recursiveCTE("tree") { tree in
            let (id, _) = tree.columns
            return select(Category.id, Category.parentID).join(tree, on: Category.parentID == id)
        }
        let (id, parent) = tree.columns
        let sql = { (p: String) in
            #"WITH RECURSIVE "tree"("id", "parent_id") AS ("#
                + #"SELECT "shop"."categories"."id", "shop"."categories"."parent_id" FROM "shop"."categories" "#
                + #"WHERE "shop"."categories"."id" = \#(p) UNION ALL "#
                + #"SELECT "shop"."categories"."id", "shop"."categories"."parent_id" FROM "shop"."categories" "#
                + #"JOIN "tree" ON "shop"."categories"."parent_id" = "tree"."id") "#
                + #"SELECT "tree"."id", "tree"."parent_id" FROM "tree""#
        }
        assertSQL(select(id, parent), postgreSQL: sql("$1"), sqlite: sql("?"), binds: [.integer(1)])
    }

    func testARecursionWithoutRepetitionCountsUp() {
        let numbers = select(literal(1).label("n")).recursiveCTE("numbers", all: false) { numbers in
            let n = numbers.columns
            return select(n + 1).where(n < 10)
        }
        let n = numbers.columns
        assertSQL(
            select(n).order(by: n.descending),
            postgreSQL:
                #"WITH RECURSIVE "numbers"("n") AS (SELECT CAST($1 AS BIGINT) AS "n" UNION "#
                + #"SELECT "numbers"."n" + $2 FROM "numbers" WHERE "numbers"."n" < $3) "#
                + #"SELECT "numbers"."n" FROM "numbers" ORDER BY "numbers"."n" DESC"#,
            sqlite:
                #"WITH RECURSIVE "numbers"("n") AS (SELECT CAST(? AS INTEGER) AS "n" UNION "#
                + #"SELECT "numbers"."n" + ? FROM "numbers" WHERE "numbers"."n" < ?) "#
                + #"SELECT "numbers"."n" FROM "numbers" ORDER BY "numbers"."n" DESC"#,
            binds: [.integer(1), .integer(1), .integer(10)])
    }

    func testACompoundWithANameAndOneThatNeedsAnother() {
        let everyone = select(Post.authorID).union(select(Comment.authorID)).cte("everyone")
        let id = everyone.columns
        let named = select(id).union(select(User.id).where(User.id.in(select(id)))).cte("named")
        let namedID = named.columns
        let sql =
            #"WITH "everyone"("author_id") AS (SELECT "posts"."author_id" FROM "posts" "#
            + #"UNION SELECT "comments"."author_id" FROM "comments"), "#
            + #""named"("author_id") AS (SELECT "everyone"."author_id" FROM "everyone" UNION "#
            + #"SELECT "users"."id" FROM "users" WHERE "users"."id" IN (SELECT "everyone"."author_id" FROM "everyone")) "#
            + #"SELECT "named"."author_id" FROM "named""#
        assertSQL(select(namedID), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testASubqueryBringsItsOwnUnlessTheStatementHasIt() {
        let active = select(User.id).where(User.active).cte("active")
        let id = active.columns
        let with = #"WITH "active"("id") AS (SELECT "users"."id" FROM "users" WHERE "users"."active") "#
        let own =
            #"SELECT "posts"."id" FROM "posts" WHERE "posts"."author_id" IN (\#(with)SELECT "active"."id" FROM "active")"#
        assertSQL(
            select(Post.id).where(Post.authorID.in(select(id))), postgreSQL: own, sqlite: own, binds: [])
        let shared =
            with + #"SELECT "posts"."id" FROM "posts" JOIN "active" ON "active"."id" = "posts"."author_id" "#
            + #"WHERE "posts"."id" IN (SELECT "active"."id" FROM "active")"#
        assertSQL(
            select(Post.id).join(active, on: id == Post.authorID).where(Post.id.in(select(id))), postgreSQL: shared,
            sqlite: shared, binds: [])
    }

    func testInChanges() {
        let old = select(User.id).where(User.active == false).cte("old")
        let id = old.columns
        let with = { (p: String) in
            #"WITH "old"("id") AS (SELECT "users"."id" FROM "users" WHERE "users"."active" = \#(p)) "#
        }
        assertSQL(
            update(Comment.self).from(old).set(Comment.content, to: "gone").where(Comment.authorID == id),
            postgreSQL: with("$1") + #"UPDATE "comments" SET "content" = $2 FROM "old" "#
                + #"WHERE "comments"."author_id" = "old"."id""#,
            sqlite: with("?") + #"UPDATE "comments" SET "content" = ? FROM "old" "#
                + #"WHERE "comments"."author_id" = "old"."id""#,
            binds: [.boolean(false), .text("gone")])
        assertSQL(
            delete(Comment.self).using(old).where(Comment.authorID == id),
            postgreSQL: with("$1") + #"DELETE FROM "comments" USING "old" WHERE "comments"."author_id" = "old"."id""#,
            sqliteError: "SQLite has no DELETE … USING: use where(exists(select(…)))", binds: [.boolean(false)])
        assertSQL(
            insert(Post.self, Post.authorID).from(select(id)),
            postgreSQL: #"INSERT INTO "posts" ("author_id") "# + with("$1") + #"SELECT "old"."id" FROM "old""#,
            sqlite: #"INSERT INTO "posts" ("author_id") "# + with("?") + #"SELECT "old"."id" FROM "old""#,
            binds: [.boolean(false)])
    }

    func testTwoOfOneNameAreAnError() {
        let a = select(User.id).cte("ids")
        let b = select(Post.id).cte("ids")
        assertError(
            select(User.name).crossJoin(a).crossJoin(b.alias("other")),
            #"two CTEs of the statement are called "ids": give one another name"#)
    }
}
