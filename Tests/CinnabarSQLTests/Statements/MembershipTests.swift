import CinnabarSQL
import XCTest

final class MembershipTests: XCTestCase {
    private func assertCondition(
        _ condition: Condition, postgreSQL: String, sqlite: String, binds: [SQLValue] = [],
        sqliteBinds: [SQLValue]? = nil, line: UInt = #line
    ) {
        let start = #"SELECT "users"."id" FROM "users" WHERE "#
        assertSQL(
            select(User.id).where(condition), postgreSQL: start + postgreSQL, sqlite: start + sqlite, binds: binds,
            sqliteBinds: sqliteBinds, line: line)
    }

    func testInAListOfValues() {
        for condition in [User.id.in([1, 2, 3]), User.id.in(1...3), !User.id.notIn([1, 2, 3])] {
            assertCondition(
                condition, postgreSQL: #""users"."id" = ANY ($1)"#, sqlite: #""users"."id" IN (?, ?, ?)"#,
                binds: [.array(.bigint, [.integer(1), .integer(2), .integer(3)])],
                sqliteBinds: [.integer(1), .integer(2), .integer(3)])
        }
        for condition in [User.name.notIn(["a"]), not(User.name.in(["a"]))] {
            assertCondition(
                condition, postgreSQL: #""users"."name" <> ALL ($1)"#, sqlite: #""users"."name" NOT IN (?)"#,
                binds: [.array(.text, [.text("a")])], sqliteBinds: [.text("a")])
        }
    }

    func testAnEmptyListIsSafe() {
        assertCondition(User.id.in([]), postgreSQL: "1 = 0", sqlite: "1 = 0")
        assertCondition(User.id.notIn([]), postgreSQL: "1 = 1", sqlite: "1 = 1")
        assertCondition(!User.id.in([]), postgreSQL: "1 = 1", sqlite: "1 = 1")
        assertCondition(tuple(User.id, User.name).in([]), postgreSQL: "1 = 0", sqlite: "1 = 0")
        assertCondition(tuple(User.id, User.name).notIn([]), postgreSQL: "1 = 1", sqlite: "1 = 1")
    }

    func testAColumnThatMayBeNullTakesPlainValues() {
        assertCondition(
            User.age.in([1]), postgreSQL: #""users"."age" = ANY ($1)"#, sqlite: #""users"."age" IN (?)"#,
            binds: [.array(.bigint, [.integer(1)])], sqliteBinds: [.integer(1)])
    }

    func testInASubquery() {
        let authors = select(Post.authorID).where(Post.views > 100)
        let subquery = { (p: String) in
            #"(SELECT "posts"."author_id" FROM "posts" WHERE "posts"."views" > \#(p))"#
        }
        assertCondition(
            User.id.in(authors), postgreSQL: #""users"."id" IN "# + subquery("$1"),
            sqlite: #""users"."id" IN "# + subquery("?"), binds: [.integer(100)])
        for condition in [User.id.notIn(authors), !User.id.in(authors)] {
            assertCondition(
                condition, postgreSQL: #""users"."id" NOT IN "# + subquery("$1"),
                sqlite: #""users"."id" NOT IN "# + subquery("?"), binds: [.integer(100)])
        }
        let compound = select(Post.authorID).union(select(Comment.authorID))
        let sql =
            #""users"."id" IN (SELECT "posts"."author_id" FROM "posts" "#
            + #"UNION SELECT "comments"."author_id" FROM "comments")"#
        assertCondition(User.id.in(compound), postgreSQL: sql, sqlite: sql)
    }

    func testTuples() {
        assertCondition(
            tuple(User.id, User.name) > tuple(7, "m"), postgreSQL: #"("users"."id", "users"."name") > ($1, $2)"#,
            sqlite: #"("users"."id", "users"."name") > (?, ?)"#, binds: [.integer(7), .text("m")])
        assertCondition(
            tuple(User.id, User.name).in([(1, "a"), (2, "b")]),
            postgreSQL: #"("users"."id", "users"."name") IN (($1, $2), ($3, $4))"#,
            sqlite: #"("users"."id", "users"."name") IN (VALUES (?, ?), (?, ?))"#,
            binds: [.integer(1), .text("a"), .integer(2), .text("b")])
        let sql =
            #"("users"."id", "users"."name") IN (SELECT "posts"."author_id", "posts"."title" FROM "posts")"#
        assertCondition(
            tuple(User.id, User.name).in(select(Post.authorID, Post.title)), postgreSQL: sql, sqlite: sql)
    }

    func testBetween() {
        assertCondition(
            User.age.between(18, 65), postgreSQL: #""users"."age" BETWEEN $1 AND $2"#,
            sqlite: #""users"."age" BETWEEN ? AND ?"#, binds: [.integer(18), .integer(65)])
        for condition in [User.age.notBetween(18, 65), !User.age.between(18, 65)] {
            assertCondition(
                condition, postgreSQL: #""users"."age" NOT BETWEEN $1 AND $2"#,
                sqlite: #""users"."age" NOT BETWEEN ? AND ?"#, binds: [.integer(18), .integer(65)])
        }
        assertCondition(
            User.age.between(User.id, User.managerID) && User.active,
            postgreSQL: #""users"."age" BETWEEN "users"."id" AND "users"."manager_id" AND "users"."active""#,
            sqlite: #""users"."age" BETWEEN "users"."id" AND "users"."manager_id" AND "users"."active""#)
    }

    func testComparisonsInWhichTwoNullsAreEqual() {
        assertCondition(
            User.age.isSame(as: nil), postgreSQL: #""users"."age" IS NOT DISTINCT FROM $1"#,
            sqlite: #""users"."age" IS ?"#, binds: [.null])
        assertCondition(
            User.age.isSame(as: User.id), postgreSQL: #""users"."age" IS NOT DISTINCT FROM "users"."id""#,
            sqlite: #""users"."age" IS "users"."id""#)
        for condition in [User.age.isDistinct(from: 3), !User.age.isSame(as: 3)] {
            assertCondition(
                condition, postgreSQL: #""users"."age" IS DISTINCT FROM $1"#, sqlite: #""users"."age" IS NOT ?"#,
                binds: [.integer(3)])
        }
        assertCondition(
            User.age.isDistinct(from: User.id), postgreSQL: #""users"."age" IS DISTINCT FROM "users"."id""#,
            sqlite: #""users"."age" IS NOT "users"."id""#)
    }

    func testExistsCorrelatesByItself() {
        let posts = select(literal(1)).from(Post.self).where(Post.authorID == User.id)
        let body = { (p: String) in
            #"EXISTS (SELECT \#(p) FROM "posts" WHERE "posts"."author_id" = "users"."id")"#
        }
        assertCondition(exists(posts), postgreSQL: body("$1"), sqlite: body("?"), binds: [.integer(1)])
        for condition in [notExists(posts), !exists(posts)] {
            assertCondition(
                condition, postgreSQL: "NOT " + body("$1"), sqlite: "NOT " + body("?"), binds: [.integer(1)])
        }
        let either = select(Post.id).union(select(Comment.id))
        let sql = #"EXISTS (SELECT "posts"."id" FROM "posts" UNION SELECT "comments"."id" FROM "comments")"#
        assertCondition(exists(either), postgreSQL: sql, sqlite: sql)
    }

    func testAnyAndAll() {
        let ages = select(User.alias("u").age)
        let statement = { (condition: Condition) in select(User.id).where(condition) }
        let pairs: [(Condition, String)] = [
            (User.age == anyOf(ages), "= ANY"), (User.age != allOf(ages), "<> ALL"), (User.age < anyOf(ages), "< ANY"),
            (User.age <= allOf(ages), "<= ALL"), (User.age > allOf(ages), "> ALL"), (User.age >= anyOf(ages), ">= ANY"),
        ]
        for (condition, operation) in pairs {
            let isAny = operation.hasSuffix("ANY")
            assertSQL(
                statement(condition),
                postgreSQL: #"SELECT "users"."id" FROM "users" WHERE "users"."age" \#(operation) "#
                    + #"(SELECT "u"."age" FROM "users" AS "u")"#,
                sqliteError: isAny
                    ? "SQLite has no ANY: use in(…) or exists(…)"
                    : "SQLite has no ALL: use notExists(…) or compare with min or max")
        }
    }
}
