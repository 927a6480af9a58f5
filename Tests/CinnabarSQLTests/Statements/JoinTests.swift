import CinnabarSQL
import CinnabarSQLite
import XCTest

final class JoinTests: XCTestCase {
    private let condition = Post.authorID == User.id

    private func joined(_ word: String) -> String {
        #"SELECT "users"."name", "posts"."title" FROM "users" \#(word) "posts" ON "posts"."author_id" = "users"."id""#
    }

    func testInnerAndOuterJoins() {
        let list = select(User.name, Post.title)
        assertSQL(
            list.join(Post.self, on: condition), postgreSQL: joined("JOIN"), sqlite: joined("JOIN"), binds: [])
        assertSQL(
            list.leftJoin(Post.self, on: condition), postgreSQL: joined("LEFT JOIN"), sqlite: joined("LEFT JOIN"),
            binds: [])
        assertSQL(
            list.rightJoin(Post.self, on: condition), postgreSQL: joined("RIGHT JOIN"), sqlite: joined("RIGHT JOIN"),
            binds: [])
        assertSQL(
            list.fullJoin(Post.self, on: condition), postgreSQL: joined("FULL JOIN"), sqlite: joined("FULL JOIN"),
            binds: [])
    }

    func testAnOldSQLiteHasNoRightAndFullJoins() {
        assertError(
            select(User.name).rightJoin(Post.self, on: condition), SQLiteDialect(version: 3_037_002),
            "SQLite has no RIGHT JOIN: turn the tables around and use leftJoin, with a union for the other side's rest")
    }

    func testCrossJoin() {
        let sql = #"SELECT "users"."name", "posts"."title" FROM "users" CROSS JOIN "posts""#
        assertSQL(select(User.name, Post.title).crossJoin(Post.self), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testSeveralJoinsAndConditions() {
        assertSQL(
            select(User.name, Comment.content).join(Post.self, on: condition)
                .leftJoin(Comment.self, on: Comment.postID == Post.id && Comment.content != "spam"),
            postgreSQL:
                #"SELECT "users"."name", "comments"."content" FROM "users" "#
                + #"JOIN "posts" ON "posts"."author_id" = "users"."id" "#
                + #"LEFT JOIN "comments" ON "comments"."post_id" = "posts"."id" AND "comments"."content" <> $1"#,
            sqlite:
                #"SELECT "users"."name", "comments"."content" FROM "users" "#
                + #"JOIN "posts" ON "posts"."author_id" = "users"."id" "#
                + #"LEFT JOIN "comments" ON "comments"."post_id" = "posts"."id" AND "comments"."content" <> ?"#,
            binds: [.text("spam")])
    }

    func testASelfJoinThroughAnAlias() {
        let manager = User.alias("manager")
        let sql =
            #"SELECT "users"."name", "manager"."name" FROM "users" "#
            + #"JOIN "users" AS "manager" ON "users"."manager_id" = "manager"."id""#
        assertSQL(
            select(User.name, manager.name).join(manager, on: User.managerID == manager.id), postgreSQL: sql,
            sqlite: sql, binds: [])
    }

    func testOneTableTwiceUnderTwoAliases() {
        let author = User.alias("author")
        let critic = User.alias("critic")
        let sql =
            #"SELECT "posts"."title", "author"."name", "critic"."id", "critic"."name", "critic"."age" FROM "posts" "#
            + #"JOIN "users" AS "author" ON "posts"."author_id" = "author"."id" "#
            + #"JOIN "comments" ON "comments"."post_id" = "posts"."id" "#
            + #"JOIN "users" AS "critic" ON "comments"."author_id" = "critic"."id""#
        assertSQL(
            select(Post.title, author.name, critic.entity)
                .join(author, on: Post.authorID == author.id)
                .join(Comment.self, on: Comment.postID == Post.id)
                .join(critic, on: Comment.authorID == critic.id), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testAnAliasOfATableInASchema() {
        let parent = Category.alias("parent")
        let sql =
            #"SELECT "shop"."categories"."name", "parent"."name" FROM "shop"."categories" "#
            + #"LEFT JOIN "shop"."categories" AS "parent" ON "shop"."categories"."parent_id" = "parent"."id""#
        assertSQL(
            select(Category.name, parent.name.optional).leftJoin(parent, on: Category.parentID == parent.id),
            postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testTablesBesideAJoinAreInSightOfItsCondition() {
        let sql =
            #"SELECT "users"."name", "posts"."title" FROM "users" JOIN "posts" ON 1 = 1 "#
            + #"JOIN "comments" ON "comments"."author_id" = "users"."id" AND "comments"."post_id" = "posts"."id""#
        assertSQL(
            select(User.name, Post.title)
                .join(Comment.self, on: Comment.authorID == User.id && Comment.postID == Post.id),
            postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testALateralSubquerySeesTheTablesBeforeIt() {
        let newest = select(Post.title).where(Post.authorID == User.id).order(by: Post.id.descending).limit(3)
            .lateral("newest")
        let title = newest.columns
        let body =
            #"LATERAL (SELECT "posts"."title" FROM "posts" WHERE "posts"."author_id" = "users"."id" "#
            + #"ORDER BY "posts"."id" DESC LIMIT $1) AS "newest""#
        let error = "SQLite has no LATERAL: use a correlated scalar subquery, or a window function"
        assertSQL(
            select(User.name, title).crossJoin(newest),
            postgreSQL: #"SELECT "users"."name", "newest"."title" FROM "users" CROSS JOIN "# + body,
            sqliteError: error, binds: [.integer(3)])
        assertSQL(
            select(User.name, title.optional).leftJoin(newest),
            postgreSQL: #"SELECT "users"."name", "newest"."title" FROM "users" LEFT JOIN "# + body + " ON 1 = 1",
            sqliteError: error, binds: [.integer(3)])
    }

    func testAJoinNeedsALeftSide() {
        assertError(
            select(Post.title).join(Post.self, on: condition),
            "a join has nothing on its left side: name the first table with from(…)")
        let sql = #"SELECT "posts"."title" FROM "users" JOIN "posts" ON "posts"."author_id" = "users"."id""#
        assertSQL(
            select(Post.title).from(User.self).join(Post.self, on: condition), postgreSQL: sql, sqlite: sql, binds: [])
    }
}
