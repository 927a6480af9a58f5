import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

final class InsertTests: XCTestCase {
    func testOneRow() {
        assertSQL(
            insert(Comment.self).values(Comment.content.to("hi"), Comment.postID.to(1)),
            postgreSQL: #"INSERT INTO "comments" ("content", "post_id") VALUES ($1, $2)"#,
            sqlite: #"INSERT INTO "comments" ("content", "post_id") VALUES (?, ?)"#,
            binds: [.text("hi"), .integer(1)])
        assertSQL(
            insert(Comment.self).values([Comment.content.to(Fn.lower(literal("HI")))]),
            postgreSQL: #"INSERT INTO "comments" ("content") VALUES (lower($1))"#,
            sqlite: #"INSERT INTO "comments" ("content") VALUES (lower(?))"#, binds: [.text("HI")])
    }

    func testSeveralRowsOfTheSameColumnsInAnyOrder() {
        assertSQL(
            insert(Comment.self).values(Comment.content.to("a"), Comment.postID.to(1))
                .values(Comment.postID.to(2), Comment.content.to("b")),
            postgreSQL: #"INSERT INTO "comments" ("content", "post_id") VALUES ($1, $2), ($3, $4)"#,
            sqlite: #"INSERT INTO "comments" ("content", "post_id") VALUES (?, ?), (?, ?)"#,
            binds: [.text("a"), .integer(1), .text("b"), .integer(2)])
    }

    func testRowsOfDifferentColumnsGetTheDefaultsOfTheOthers() {
        assertSQL(
            insert(User.self).values(User.name.to("a"), User.email.to("a@"), User.age.to(3))
                .values(User.name.to("b"), User.email.to("b@"), User.role.to("admin")),
            postgreSQL:
                #"INSERT INTO "users" ("name", "email", "age", "role", "active") "#
                + "VALUES ($1, $2, $3, DEFAULT, $4), ($5, $6, DEFAULT, $7, $8)",
            // SQLite has no DEFAULT there: the schema's own default, and NULL for what may be NULL.
            sqlite:
                #"INSERT INTO "users" ("name", "email", "age", "role", "active") "#
                + "VALUES (?, ?, ?, ?, ?), (?, ?, NULL, ?, ?)",
            binds: [
                .text("a"), .text("a@"), .integer(3), .boolean(true), .text("b"), .text("b@"), .text("admin"),
                .boolean(true),
            ],
            sqliteBinds: [
                .text("a"), .text("a@"), .integer(3), .text("user"), .boolean(true), .text("b"), .text("b@"),
                .text("admin"), .boolean(true),
            ])
    }

    func testAColumnWithoutADefaultMustBeNamedWhereThereIsNoDEFAULT() {
        assertSQL(
            insert(Comment.self).values(Comment.content.to("a")).values(Comment.id.to(2)),
            postgreSQL: #"INSERT INTO "comments" ("content", "id") VALUES ($1, DEFAULT), (DEFAULT, $2)"#,
            sqliteError: #"SQLite has no DEFAULT inside VALUES: name the column "content" in every row, "#
                + "or insert rows with different columns in statements of their own",
            binds: [.text("a"), .integer(2)])
    }

    func testClientDefaultsAreFilledInUnlessTheColumnIsNamed() {
        assertSQL(
            insert(User.self).values(User.name.to("a")),
            postgreSQL: #"INSERT INTO "users" ("name", "active") VALUES ($1, $2)"#,
            sqlite: #"INSERT INTO "users" ("name", "active") VALUES (?, ?)"#, binds: [.text("a"), .boolean(true)])
        assertSQL(
            insert(User.self).values(User.active.to(false)),
            postgreSQL: #"INSERT INTO "users" ("active") VALUES ($1)"#,
            sqlite: #"INSERT INTO "users" ("active") VALUES (?)"#, binds: [.boolean(false)])
        // A row that leaves out what another row names.
        assertSQL(
            insert(User.self).values(User.name.to("a"), User.active.to(false)).values(User.name.to("b")),
            postgreSQL: #"INSERT INTO "users" ("name", "active") VALUES ($1, $2), ($3, $4)"#,
            sqlite: #"INSERT INTO "users" ("name", "active") VALUES (?, ?), (?, ?)"#,
            binds: [.text("a"), .boolean(false), .text("b"), .boolean(true)])
    }

    func testADefaultIsMadeForEachRow() throws {
        enum Token: TypedTable {
            static let tableName = "tokens"
            static let id = Column<Token, Int>("id")
            static let key = Column<Token, UUID>("key", makeDefault: { UUID() })
            static let table = Table(Token.self, id, key)
        }
        let binds = try insert(Token.self, Token.id).values([1, 2, 3]).compile(for: SQLiteDialect()).binds
        XCTAssertEqual(binds.count, 6)
        XCTAssertEqual(Set([binds[1], binds[3], binds[5]]).count, 3, "three rows, three keys")
    }

    func testNothingButDefaults() {
        let sql = #"INSERT INTO "comments" DEFAULT VALUES"#
        assertSQL(insert(Comment.self).defaultValues(), postgreSQL: sql, sqlite: sql, binds: [])
        assertSQL(
            insert(User.self).defaultValues(), postgreSQL: #"INSERT INTO "users" ("active") VALUES ($1)"#,
            sqlite: #"INSERT INTO "users" ("active") VALUES (?)"#, binds: [.boolean(true)])
    }

    func testTheRowsOfAQuery() {
        assertSQL(
            insert(Comment.self, Comment.content, Comment.postID)
                .from(select(Post.title, Post.id).where(Post.views > 3)),
            postgreSQL:
                #"INSERT INTO "comments" ("content", "post_id") SELECT "posts"."title", "posts"."id" FROM "posts" "#
                + #"WHERE "posts"."views" > $1"#,
            sqlite:
                #"INSERT INTO "comments" ("content", "post_id") SELECT "posts"."title", "posts"."id" FROM "posts" "#
                + #"WHERE "posts"."views" > ?"#,
            binds: [.integer(3)])
        let union =
            #"INSERT INTO "comments" ("post_id") SELECT "users"."age" FROM "users" UNION "#
            + #"SELECT "users"."manager_id" FROM "users""#
        assertSQL(
            insert(Comment.self, Comment.postID).from(select(User.age).union(select(User.managerID))),
            postgreSQL: union, sqlite: union, binds: [])
    }

    func testTheRowsOfAQueryGetClientDefaultsToo() {
        assertSQL(
            insert(User.self, User.name).from(select(Post.title).where(Post.views > 3)),
            postgreSQL: #"INSERT INTO "users" ("name", "active") SELECT "posts"."title", $1 FROM "posts" "#
                + #"WHERE "posts"."views" > $2"#,
            sqlite: #"INSERT INTO "users" ("name", "active") SELECT "posts"."title", ? FROM "posts" "#
                + #"WHERE "posts"."views" > ?"#,
            binds: [.boolean(true), .integer(3)])
        assertSQL(
            insert(User.self, User.name).from(select(Post.title).union(select(Comment.content))),
            postgreSQL: #"INSERT INTO "users" ("name", "active") SELECT "rows"."title", $1 FROM "#
                + #"(SELECT "posts"."title" FROM "posts" UNION SELECT "comments"."content" FROM "comments") AS "rows""#,
            sqlite: #"INSERT INTO "users" ("name", "active") SELECT "rows"."title", ? FROM "#
                + #"(SELECT "posts"."title" FROM "posts" UNION SELECT "comments"."content" FROM "comments") AS "rows""#,
            binds: [.boolean(true)])
        assertSQL(
            insert(User.self, User.name).from(select(Post.title).distinct()),
            postgreSQL: #"INSERT INTO "users" ("name", "active") SELECT "rows"."title", $1 FROM "#
                + #"(SELECT DISTINCT "posts"."title" FROM "posts") AS "rows""#,
            sqlite: #"INSERT INTO "users" ("name", "active") SELECT "rows"."title", ? FROM "#
                + #"(SELECT DISTINCT "posts"."title" FROM "posts") AS "rows""#,
            binds: [.boolean(true)])
    }

    func testAValueCannotBeAColumn() {
        assertError(
            insert(Comment.self).values(Comment.content.to(Post.title)),
            #"the statement mentions "posts"."title", but does not have the table "posts": "#
                + "use a scalar subquery: an insert has no row to take columns from")
        let title = scalar(select(Fn.max(Post.title)))
        let sql = #"INSERT INTO "comments" ("content") VALUES ((SELECT max("posts"."title") FROM "posts"))"#
        assertSQL(insert(Comment.self).values(Comment.content.to(title)), postgreSQL: sql, sqlite: sql, binds: [])
    }
}
