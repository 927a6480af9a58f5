import CinnabarSQL
import XCTest

final class UpdateTests: XCTestCase {
    func testSettingValuesAndExpressions() {
        assertSQL(
            update(User.self).where(User.active == false).set(User.role, to: "inactive").set(User.age, to: nil),
            postgreSQL: #"UPDATE "users" SET "role" = $1, "age" = $2 WHERE "users"."active" = $3"#,
            sqlite: #"UPDATE "users" SET "role" = ?, "age" = ? WHERE "users"."active" = ?"#,
            binds: [.text("inactive"), .null, .boolean(false)])
        assertSQL(
            update(User.self).set(User.age, to: User.age + 1).set(
                User.name.to(Fn.upper(User.name)), User.active.to(true)),
            postgreSQL:
                #"UPDATE "users" SET "age" = "users"."age" + $1, "name" = upper("users"."name"), "active" = $2"#,
            sqlite: #"UPDATE "users" SET "age" = "users"."age" + ?, "name" = upper("users"."name"), "active" = ?"#,
            binds: [.integer(1), .boolean(true)])
        let known: [Assignment<User>] = [User.name.to("x")]
        assertSQL(
            update(User.self).set(known), postgreSQL: #"UPDATE "users" SET "name" = $1"#,
            sqlite: #"UPDATE "users" SET "name" = ?"#, binds: [.text("x")])
    }

    func testColumnsThatChangeWithEveryUpdate() {
        assertSQL(
            update(Post.self).set(Post.title, to: "x").where(Post.id == 1),
            postgreSQL:
                #"UPDATE "posts" SET "title" = $1, "updated_at" = CURRENT_TIMESTAMP WHERE "posts"."id" = $2"#,
            sqlite:
                #"UPDATE "posts" SET "title" = ?, "updated_at" = strftime('%Y-%m-%d %H:%M:%f000', 'now') "#
                + #"WHERE "posts"."id" = ?"#,
            binds: [.text("x"), .integer(1)])
        assertSQL(
            update(Post.self).set(Post.updatedAt, to: nil), postgreSQL: #"UPDATE "posts" SET "updated_at" = $1"#,
            sqlite: #"UPDATE "posts" SET "updated_at" = ?"#, binds: [.null])
    }

    func testValuesFromOtherTables() {
        assertSQL(
            update(Comment.self).from(Post.self).set(Comment.content, to: Post.title)
                .where(Comment.postID == Post.id && Post.views > 3),
            postgreSQL:
                #"UPDATE "comments" SET "content" = "posts"."title" FROM "posts" "#
                + #"WHERE "comments"."post_id" = "posts"."id" AND "posts"."views" > $1"#,
            sqlite:
                #"UPDATE "comments" SET "content" = "posts"."title" FROM "posts" "#
                + #"WHERE "comments"."post_id" = "posts"."id" AND "posts"."views" > ?"#,
            binds: [.integer(3)])
        let boss = User.alias("boss")
        let sql =
            #"UPDATE "users" SET "age" = "boss"."age" FROM "users" AS "boss" WHERE "users"."manager_id" = "boss"."id""#
        assertSQL(
            update(User.self).from(boss).set(User.age, to: boss.age).where(User.managerID == boss.id),
            postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testValuesFromAListAndFromASubquery() {
        let list = values([(1, "a")], alias: "v", columns: "id", "name")
        let (id, name) = list.columns
        assertSQL(
            update(User.self).from(list).set(User.name, to: name).where(User.id == id),
            postgreSQL:
                #"UPDATE "users" SET "name" = "v"."name" FROM (VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT))) "#
                + #"AS "v"("id", "name") WHERE "users"."id" = "v"."id""#,
            sqlite:
                #"UPDATE "users" SET "name" = "v"."name" FROM (SELECT column1 AS "id", column2 AS "name" "#
                + #"FROM (VALUES (?, ?))) AS "v" WHERE "users"."id" = "v"."id""#,
            binds: [.integer(1), .text("a")])
        let newest = scalar(select(Fn.max(Post.id)).where(Post.authorID == User.id))
        let sql =
            #"UPDATE "users" SET "age" = (SELECT max("posts"."id") FROM "posts" WHERE "posts"."author_id" = "users"."id")"#
        assertSQL(update(User.self).set(User.age, to: newest), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testReturning() {
        assertSQL(
            update(User.self).set(User.role, to: "x").returning(User.id, (User.name + "!").label("shout")),
            postgreSQL: #"UPDATE "users" SET "role" = $1 RETURNING "id", "name" || $2 AS "shout""#,
            sqlite: #"UPDATE "users" SET "role" = ? RETURNING "id", "name" || ? AS "shout""#,
            binds: [.text("x"), .text("!")])
        assertSQL(
            update(User.self).set(User.role, to: "x").returning(User.self),
            postgreSQL: #"UPDATE "users" SET "role" = $1 RETURNING "id", "name", "age""#,
            sqlite: #"UPDATE "users" SET "role" = ? RETURNING "id", "name", "age""#, binds: [.text("x")])
    }

    func testReturningBesideAnotherTable() {
        let change = update(Comment.self).from(Post.self).set(Comment.content, to: "x").where(Comment.postID == Post.id)
        let start = #"UPDATE "comments" SET "content" = "#
        let end = #" FROM "posts" WHERE "comments"."post_id" = "posts"."id" RETURNING "#
        assertSQL(
            change.returning(Comment.id), postgreSQL: start + "$1" + end + #""comments"."id""#,
            sqlite: start + "?" + end + #""id""#, binds: [.text("x")])
        assertSQL(
            change.returning(Comment.id, Post.title),
            postgreSQL: start + "$1" + end + #""comments"."id", "posts"."title""#,
            sqliteError: "SQLite has no RETURNING for columns of other tables than the changed one: "
                + "read them with a select", binds: [.text("x")])
    }

    func testAnUpdateSetsSomething() {
        assertError(update(User.self).where(User.id == 1), "an update sets nothing: add set(…)")
    }

    func testATableInASchema() {
        assertSQL(
            update(Category.self).set(Category.name, to: "x").where(Category.parentID == 1),
            postgreSQL: #"UPDATE "shop"."categories" SET "name" = $1 WHERE "shop"."categories"."parent_id" = $2"#,
            sqlite: #"UPDATE "shop"."categories" SET "name" = ? WHERE "shop"."categories"."parent_id" = ?"#,
            binds: [.text("x"), .integer(1)])
    }
}
