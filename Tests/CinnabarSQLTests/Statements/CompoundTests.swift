import CinnabarSQL
import XCTest

final class CompoundTests: XCTestCase {
    private let users = select(User.id)
    private let posts = select(Post.id)
    private let comments = select(Comment.id)
    private let u = #"SELECT "users"."id" FROM "users""#
    private let p = #"SELECT "posts"."id" FROM "posts""#
    private let c = #"SELECT "comments"."id" FROM "comments""#

    func testEveryOperator() {
        let pairs = [
            (users.union(posts), "UNION"), (users.unionAll(posts), "UNION ALL"),
            (users.intersect(posts), "INTERSECT"), (users.except(posts), "EXCEPT"),
        ]
        for (statement, word) in pairs {
            assertSQL(
                statement, postgreSQL: "\(u) \(word) \(p)", sqlite: "\(u) \(word) \(p)", binds: [])
        }
    }

    func testOrderAndLimitBelongToTheWhole() {
        assertSQL(
            users.union(posts).order(by: User.id.descending).limit(3).offset(1),
            postgreSQL: "\(u) UNION \(p) ORDER BY \"id\" DESC LIMIT $1 OFFSET $2",
            sqlite: "\(u) UNION \(p) ORDER BY \"id\" DESC LIMIT ? OFFSET ?", binds: [.integer(3), .integer(1)])
        assertSQL(
            users.union(posts).order(by: position(1).descending.nullsLast),
            postgreSQL: "\(u) UNION \(p) ORDER BY 1 DESC NULLS LAST",
            sqlite: "\(u) UNION \(p) ORDER BY 1 DESC NULLS LAST", binds: [])
        let length = Fn.length(User.name).label("length")
        let labeled =
            #"SELECT length("users"."name") AS "length" FROM "users" UNION "#
            + #"SELECT length("posts"."title") FROM "posts" ORDER BY "length""#
        assertSQL(
            select(length).union(select(Fn.length(Post.title))).order(by: length), postgreSQL: labeled,
            sqlite: labeled, binds: [])
        assertError(
            users.union(posts).order(by: User.id + 1),
            "ORDER BY of a compound takes columns of the result, not expressions: "
                + "label the expression in the first query, or use position(…)")
    }

    func testABranchWithClausesOfItsOwnIsNested() {
        let newest = posts.order(by: Post.id.descending).limit(2)
        let inner = { (p: String) in #"(SELECT "posts"."id" FROM "posts" ORDER BY "posts"."id" DESC LIMIT \#(p))"# }
        assertSQL(
            users.union(newest), postgreSQL: "\(u) UNION \(inner("$1"))",
            sqlite: "\(u) UNION SELECT * FROM \(inner("?"))", binds: [.integer(2)])
        assertSQL(
            newest.union(users), postgreSQL: "\(inner("$1")) UNION \(u)",
            sqlite: "SELECT * FROM \(inner("?")) UNION \(u)", binds: [.integer(2)])
    }

    func testChainsAndNestedCompounds() {
        assertSQL(
            users.union(posts).unionAll(comments), postgreSQL: "\(u) UNION \(p) UNION ALL \(c)",
            sqlite: "\(u) UNION \(p) UNION ALL \(c)", binds: [])
        assertSQL(
            users.except(posts.union(comments)), postgreSQL: "\(u) EXCEPT (\(p) UNION \(c))",
            sqlite: "\(u) EXCEPT SELECT * FROM (\(p) UNION \(c))", binds: [])
    }

    /// INTERSECT binds more tightly on PostgreSQL and not on SQLite: the chain means the same on both.
    func testIntersectKeepsItsPlaceInAChain() {
        assertSQL(
            users.union(posts).intersect(comments), postgreSQL: "(\(u) UNION \(p)) INTERSECT \(c)",
            sqlite: "\(u) UNION \(p) INTERSECT \(c)", binds: [])
        assertSQL(
            users.intersect(posts).union(comments), postgreSQL: "(\(u) INTERSECT \(p)) UNION \(c)",
            sqlite: "\(u) INTERSECT \(p) UNION \(c)", binds: [])
        assertSQL(
            users.union(posts.intersect(comments)), postgreSQL: "\(u) UNION (\(p) INTERSECT \(c))",
            sqlite: "\(u) UNION SELECT * FROM (\(p) INTERSECT \(c))", binds: [])
    }

    func testALimitedCompoundStaysWholeInALongerOne() {
        assertSQL(
            users.union(posts).limit(5).union(comments), postgreSQL: "(\(u) UNION \(p) LIMIT $1) UNION \(c)",
            sqlite: "SELECT * FROM (\(u) UNION \(p) LIMIT ?) UNION \(c)", binds: [.integer(5)])
    }

    func testACompoundAsASource() {
        let both = users.union(posts).subquery("both")
        let id = both.columns
        let sql = #"SELECT count("both"."id") FROM (\#(u) UNION \#(p)) AS "both""#
        assertSQL(select(Fn.count(id)), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testCTEsOfTheBranchesStandBeforeTheWhole() {
        let old = select(User.id).where(User.active).cte("old")
        let id = old.columns
        let sql =
            #"WITH "old"("id") AS (\#(u) WHERE "users"."active") SELECT "old"."id" FROM "old" UNION \#(p) "#
            + #"UNION SELECT "old"."id" FROM "old""#
        assertSQL(select(id).union(posts).union(select(id)), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testParametersKeepTheirOrder() {
        assertSQL(
            users.where(User.id > 1).unionAll(posts.where(Post.id > 2)).limit(3),
            postgreSQL: #"\#(u) WHERE "users"."id" > $1 UNION ALL \#(p) WHERE "posts"."id" > $2 LIMIT $3"#,
            sqlite: #"\#(u) WHERE "users"."id" > ? UNION ALL \#(p) WHERE "posts"."id" > ? LIMIT ?"#,
            binds: [.integer(1), .integer(2), .integer(3)])
    }
}
