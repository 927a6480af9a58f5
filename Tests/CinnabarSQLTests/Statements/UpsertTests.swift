import CinnabarSQL
import XCTest

final class UpsertTests: XCTestCase {
    private let row = insert(Comment.self).values(Comment.id.to(1), Comment.content.to("a"))
    private let start = #"INSERT INTO "comments" ("id", "content") VALUES "#

    private func assertUpsert(
        _ statement: Insert<Comment>, _ clause: String, binds: [SQLValue] = [], line: UInt = #line
    ) {
        var number = 2
        let numbered = clause.split(separator: "?", omittingEmptySubsequences: false).joined(separator: "\u{1}").map {
            character -> String in
            guard character == "\u{1}" else { return String(character) }
            number += 1
            return "$\(number)"
        }.joined()
        assertSQL(
            statement, postgreSQL: start + "($1, $2) ON CONFLICT" + numbered,
            sqlite: start + "(?, ?) ON CONFLICT" + clause, binds: [.integer(1), .text("a")] + binds, line: line)
    }

    func testLeavingOutWhatIsThere() {
        assertUpsert(row.onConflictDoNothing(), " DO NOTHING")
        assertUpsert(row.onConflictDoNothing(Comment.id), #" ("id") DO NOTHING"#)
        assertUpsert(row.onConflictDoNothing(Comment.id, Comment.postID), #" ("id", "post_id") DO NOTHING"#)
    }

    func testUpdatingWhatIsThere() {
        assertUpsert(
            row.onConflict(
                Comment.id, doUpdate: Comment.content.to(Comment.content.excluded),
                Comment.postID.to(Comment.postID + 1)),
            #" ("id") DO UPDATE SET "content" = excluded."content", "post_id" = "comments"."post_id" + ?"#,
            binds: [.integer(1)])
        assertUpsert(
            row.onConflict(
                Comment.id, doUpdate: [Comment.content.to("b")], where: Comment.content != Comment.content.excluded),
            #" ("id") DO UPDATE SET "content" = ? WHERE "comments"."content" <> excluded."content""#,
            binds: [.text("b")])
    }

    func testAPartialIndex() {
        assertUpsert(
            row.onConflict(Comment.content, doUpdate: Comment.postID.to(2)).onConflictIndex(where: Comment.postID > 0),
            // A parameter would never match the index's condition.
            #" ("content") WHERE "post_id" > 0 DO UPDATE SET "post_id" = ?"#, binds: [.integer(2)])
    }

    func testAConstraintByName() {
        assertSQL(
            row.onConflict(constraint: "comments_key", doUpdate: Comment.postID.to(2)),
            postgreSQL: start + #"($1, $2) ON CONFLICT ON CONSTRAINT "comments_key" DO UPDATE SET "post_id" = $3"#,
            sqliteError: "SQLite has no ON CONFLICT ON CONSTRAINT: name the columns of the unique key",
            binds: [.integer(1), .text("a"), .integer(2)])
    }

    func testTheRowsOfAQuery() {
        let query = insert(Comment.self, Comment.id, Comment.content).from(select(Post.id, Post.title))
        let sql =
            #"INSERT INTO "comments" ("id", "content") SELECT "posts"."id", "posts"."title" FROM "posts" "#
            + #"WHERE 1 = 1 ON CONFLICT ("id") DO UPDATE SET "content" = excluded."content""#
        // SQLite would read ON as part of a join; the WHERE keeps it apart.
        assertSQL(
            query.onConflict(Comment.id, doUpdate: Comment.content.to(Comment.content.excluded)), postgreSQL: sql,
            sqlite: sql, binds: [])
        let union = insert(Comment.self, Comment.id).from(select(Post.id).union(select(User.id)))
        let unionSQL =
            #"INSERT INTO "comments" ("id") SELECT "posts"."id" FROM "posts" UNION "#
            + #"SELECT "users"."id" FROM "users" WHERE 1 = 1 ON CONFLICT DO NOTHING"#
        assertSQL(union.onConflictDoNothing(), postgreSQL: unionSQL, sqlite: unionSQL, binds: [])
        let limited = insert(Comment.self, Comment.id).from(select(Post.id).limit(1))
        assertSQL(
            limited.onConflictDoNothing(),
            postgreSQL:
                #"INSERT INTO "comments" ("id") SELECT "posts"."id" FROM "posts" LIMIT $1 ON CONFLICT DO NOTHING"#,
            sqlite: #"INSERT INTO "comments" ("id") SELECT "posts"."id" FROM "posts" LIMIT ? ON CONFLICT DO NOTHING"#,
            binds: [.integer(1)])
    }

    func testManyRows() {
        assertSQL(
            insert(Comment.self, Comment.id, Comment.content).values([(1, "a"), (2, "b")])
                .onConflict(Comment.id, doUpdate: Comment.content.to(Comment.content.excluded)).returning(Comment.id),
            postgreSQL:
                #"INSERT INTO "comments" ("id", "content") SELECT * FROM unnest($1::BIGINT[], $2::TEXT[]) "#
                + #"ON CONFLICT ("id") DO UPDATE SET "content" = excluded."content" RETURNING "id""#,
            sqlite:
                #"INSERT INTO "comments" ("id", "content") VALUES (?, ?), (?, ?) "#
                + #"ON CONFLICT ("id") DO UPDATE SET "content" = excluded."content" RETURNING "id""#,
            binds: [.array(.bigint, [.integer(1), .integer(2)]), .array(.text, [.text("a"), .text("b")])],
            sqliteBinds: [.integer(1), .text("a"), .integer(2), .text("b")])
    }

    func testWhatMakesNoSense() {
        assertError(
            row.onConflict(doUpdate: Comment.content.to("x")),
            "an upsert does not say which key it is about: name the key's columns: onConflict(User.email, doUpdate: …)")
        assertError(
            row.onConflict(Comment.id, doUpdate: [], where: Comment.id > 1),
            "an upsert sets nothing: use onConflictDoNothing")
    }
}
