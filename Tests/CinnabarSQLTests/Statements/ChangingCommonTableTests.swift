import CinnabarPostgreSQL
import CinnabarSQL
import XCTest

/// Changes in WITH: PostgreSQL has them, SQLite says what to do instead.
final class ChangingCommonTableTests: XCTestCase {
    private let sqliteError =
        "SQLite has no INSERT, UPDATE or DELETE in WITH: execute the change with returning(…) in a begin { … } and use "
        + "its rows"

    func testADeleteIsReadByASelect() throws {
        let gone = delete(User.self).where(User.active == false).returning(User.id, User.name).cte("gone")
        let (id, name) = gone.columns
        assertSQL(
            select(name, Fn.count(Post.id)).leftJoin(Post.self, on: Post.authorID == id).groupBy(name),
            postgreSQL:
                #"WITH "gone"("id", "name") AS (DELETE FROM "users" WHERE "users"."active" = $1 "#
                + #"RETURNING "id", "name") SELECT "gone"."name", count("posts"."id") FROM "gone" "#
                + #"LEFT JOIN "posts" ON "posts"."author_id" = "gone"."id" GROUP BY "gone"."name""#,
            sqliteError: sqliteError, binds: [.boolean(false)])
        let (compiled, _) = try StatementCache().compile(select(id), for: PostgreSQLDialect())
        XCTAssertEqual(compiled.intent, .write)
        XCTAssertTrue(compiled.returnsRows)
    }

    func testADeleteIsInsertedElsewhere() {
        let gone = delete(Comment.self).where(Comment.postID == 1).returning(Comment.content, Comment.authorID)
            .cte("gone")
        let (content, author) = gone.columns
        assertSQL(
            insert(Post.self, Post.title, Post.authorID).from(select(content, author)).returning(Post.id),
            postgreSQL:
                #"WITH "gone"("content", "author_id") AS (DELETE FROM "comments" WHERE "comments"."post_id" = $1 "#
                + #"RETURNING "content", "author_id") INSERT INTO "posts" ("title", "author_id") "#
                + #"SELECT "gone"."content", "gone"."author_id" FROM "gone" RETURNING "id""#,
            sqliteError: sqliteError, binds: [.integer(1)])
    }

    func testOneChangeFeedsTheNext() {
        let added = insert(User.self).values(User.name.to("a"), User.active.to(true)).returning(User.id).cte("added")
        let addedID = added.columns
        let renamed = update(Post.self).from(added).set(Post.title, to: "b").where(Post.authorID == addedID)
            .returning(Post.id, Post.title, Post.id).cte("renamed")
        let (id, title, again) = renamed.columns
        assertSQL(
            select(id, title, again).order(by: id),
            postgreSQL:
                #"WITH "added"("id") AS (INSERT INTO "users" ("name", "active") VALUES ($1, $2) RETURNING "id"), "#
                + #""renamed"("id", "title", "id_2") AS (UPDATE "posts" SET "title" = $3, "#
                + #""updated_at" = CURRENT_TIMESTAMP FROM "added" WHERE "posts"."author_id" = "added"."id" "#
                + #"RETURNING "posts"."id", "posts"."title", "posts"."id") "#
                + #"SELECT "renamed"."id", "renamed"."title", "renamed"."id_2" FROM "renamed" "#
                + #"ORDER BY "renamed"."id""#,
            sqliteError: sqliteError, binds: [.text("a"), .boolean(true), .text("b")])
    }

    func testInASubqueryItStandsOnlyIfTheStatementReadsIt() {
        let gone = delete(User.self).where(User.active == false).returning(User.id).cte("gone")
        let id = gone.columns
        assertError(
            select(Post.id).where(Post.authorID.in(select(id))),
            "a CTE that changes rows is read by a subquery only, where it cannot stand: name it in FROM or a join of "
                + "the outermost statement")
        assertSQL(
            select(Post.id).join(gone, on: id == Post.authorID).where(Post.authorID.in(select(id))),
            postgreSQL:
                #"WITH "gone"("id") AS (DELETE FROM "users" WHERE "users"."active" = $1 RETURNING "id") "#
                + #"SELECT "posts"."id" FROM "posts" JOIN "gone" ON "gone"."id" = "posts"."author_id" "#
                + #"WHERE "posts"."author_id" IN (SELECT "gone"."id" FROM "gone")"#,
            sqliteError: sqliteError, binds: [.boolean(false)])
        assertSQL(
            explain(select(id)),
            postgreSQL:
                #"EXPLAIN WITH "gone"("id") AS (DELETE FROM "users" WHERE "users"."active" = $1 RETURNING "id") "#
                + #"SELECT "gone"."id" FROM "gone""#,
            sqliteError: sqliteError, binds: [.boolean(false)])
    }
}
