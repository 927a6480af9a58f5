import CinnabarSQL
import XCTest

final class DeleteTests: XCTestCase {
    func testConditions() {
        let all = #"DELETE FROM "users""#
        assertSQL(delete(User.self), postgreSQL: all, sqlite: all, binds: [])
        assertSQL(
            delete(User.self).where(User.active == false).where(User.age < 18),
            postgreSQL: #"DELETE FROM "users" WHERE "users"."active" = $1 AND "users"."age" < $2"#,
            sqlite: #"DELETE FROM "users" WHERE "users"."active" = ? AND "users"."age" < ?"#,
            binds: [.boolean(false), .integer(18)])
    }

    func testConditionsOnOtherTables() {
        assertSQL(
            delete(Comment.self).using(Post.self).where(Comment.postID == Post.id).where(Post.views == 0),
            postgreSQL:
                #"DELETE FROM "comments" USING "posts" WHERE "comments"."post_id" = "posts"."id" "#
                + #"AND "posts"."views" = $1"#,
            sqliteError: "SQLite has no DELETE … USING: use where(exists(select(…)))", binds: [.integer(0)])
        let sql =
            #"DELETE FROM "comments" WHERE EXISTS (SELECT "posts"."id" FROM "posts" "#
            + #"WHERE "posts"."id" = "comments"."post_id")"#
        assertSQL(
            delete(Comment.self).where(exists(select(Post.id).where(Post.id == Comment.postID))), postgreSQL: sql,
            sqlite: sql, binds: [])
    }

    func testReturning() {
        assertSQL(
            delete(User.self).where(User.id == 1).returning(User.self),
            postgreSQL: #"DELETE FROM "users" WHERE "users"."id" = $1 RETURNING "id", "name", "age""#,
            sqlite: #"DELETE FROM "users" WHERE "users"."id" = ? RETURNING "id", "name", "age""#,
            binds: [.integer(1)])
        assertSQL(
            delete(Comment.self).using(Post.self).where(Comment.postID == Post.id).returning(Comment.id, Post.title),
            postgreSQL:
                #"DELETE FROM "comments" USING "posts" WHERE "comments"."post_id" = "posts"."id" "#
                + #"RETURNING "comments"."id", "posts"."title""#,
            sqliteError: "SQLite has no DELETE … USING: use where(exists(select(…)))")
    }

    func testInsertedRowsComeBackToo() {
        assertSQL(
            insert(User.self, User.name, User.email).values([("a", "a@")]).returning(User.self),
            postgreSQL:
                #"INSERT INTO "users" ("name", "email", "active") VALUES ($1, $2, $3) RETURNING "id", "name", "age""#,
            sqlite: #"INSERT INTO "users" ("name", "email", "active") VALUES (?, ?, ?) RETURNING "id", "name", "age""#,
            binds: [.text("a"), .text("a@"), .boolean(true)])
        let sub = scalar(select(Fn.count(Post.id)).where(Post.authorID == User.id))
        assertSQL(
            insert(User.self, User.name).values(["a"]).returning(User.id, sub),
            postgreSQL:
                #"INSERT INTO "users" ("name", "active") VALUES ($1, $2) RETURNING "id", "#
                + #"(SELECT count("posts"."id") FROM "posts" WHERE "posts"."author_id" = "users"."id")"#,
            sqlite:
                #"INSERT INTO "users" ("name", "active") VALUES (?, ?) RETURNING "id", "#
                + #"(SELECT count("posts"."id") FROM "posts" WHERE "posts"."author_id" = "users"."id")"#,
            binds: [.text("a"), .boolean(true)])
    }
}
