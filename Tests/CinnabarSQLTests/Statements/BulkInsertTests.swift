import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// Many plain rows: one array per column on PostgreSQL, listed rows on SQLite (whose driver steps one row at a time).
final class BulkInsertTests: XCTestCase {
    func testTuples() {
        assertSQL(
            insert(Post.self, Post.title, Post.views, Post.published).values([("a", 1, true), ("b", 2, false)]),
            postgreSQL:
                #"INSERT INTO "posts" ("title", "views", "published") "#
                + "SELECT * FROM unnest($1::TEXT[], $2::BIGINT[], $3::BOOLEAN[])",
            sqlite: #"INSERT INTO "posts" ("title", "views", "published") VALUES (?, ?, ?), (?, ?, ?)"#,
            binds: [
                .array(.text, [.text("a"), .text("b")]), .array(.bigint, [.integer(1), .integer(2)]),
                .array(.boolean, [.boolean(true), .boolean(false)]),
            ],
            sqliteBinds: [
                .text("a"), .integer(1), .boolean(true), .text("b"), .integer(2), .boolean(false),
            ])
    }

    func testRowsOfAType() {
        let rows = [NewPost(title: "a", views: 1, authorID: 7), NewPost(title: "b", views: 2, authorID: 8)]
        assertSQL(
            insert(Post.self).values(rows),
            postgreSQL:
                #"INSERT INTO "posts" ("title", "views", "author_id") "#
                + "SELECT * FROM unnest($1::TEXT[], $2::BIGINT[], $3::BIGINT[])",
            sqlite: #"INSERT INTO "posts" ("title", "views", "author_id") VALUES (?, ?, ?), (?, ?, ?)"#,
            binds: [
                .array(.text, [.text("a"), .text("b")]), .array(.bigint, [.integer(1), .integer(2)]),
                .array(.bigint, [.integer(7), .integer(8)]),
            ],
            sqliteBinds: [.text("a"), .integer(1), .integer(7), .text("b"), .integer(2), .integer(8)])
        assertSQL(
            insert(Post.self).values([rows[0]]),
            postgreSQL: #"INSERT INTO "posts" ("title", "views", "author_id") VALUES ($1, $2, $3)"#,
            sqlite: #"INSERT INTO "posts" ("title", "views", "author_id") VALUES (?, ?, ?)"#,
            binds: [.text("a"), .integer(1), .integer(7)])
    }

    func testOneColumn() {
        assertSQL(
            insert(Comment.self, Comment.content).values(["a", "b"]),
            postgreSQL: #"INSERT INTO "comments" ("content") SELECT * FROM unnest($1::TEXT[])"#,
            sqlite: #"INSERT INTO "comments" ("content") VALUES (?), (?)"#,
            binds: [.array(.text, [.text("a"), .text("b")])], sqliteBinds: [.text("a"), .text("b")])
    }

    func testNullsTakeTheTypeOfTheOthersOrOfTheColumn() {
        assertSQL(
            insert(User.self, User.name, User.age, User.managerID, User.active)
                .values([("a", nil, nil, true), ("b", 3, nil, false)]),
            postgreSQL:
                #"INSERT INTO "users" ("name", "age", "manager_id", "active") "#
                + "SELECT * FROM unnest($1::TEXT[], $2::BIGINT[], $3::BIGINT[], $4::BOOLEAN[])",
            sqlite:
                #"INSERT INTO "users" ("name", "age", "manager_id", "active") VALUES (?, ?, ?, ?), (?, ?, ?, ?)"#,
            binds: [
                .array(.text, [.text("a"), .text("b")]), .array(.bigint, [.null, .integer(3)]),
                .array(.bigint, [.null, .null]), .array(.boolean, [.boolean(true), .boolean(false)]),
            ],
            sqliteBinds: [
                .text("a"), .null, .null, .boolean(true), .text("b"), .integer(3), .null, .boolean(false),
            ])
    }

    /// An enum, an array or a value whose kind changes from row to row has no array form: the rows are listed.
    func testRowsWithoutAnArrayFormAreListed() {
        assertSQL(
            insert(Event.self, Event.mood, Event.tags, Event.key).values([
                (.happy, ["a"], UUID(uuidString: "00000000-0000-0000-0000-000000000001") ?? UUID()),
                (.sad, [], UUID(uuidString: "00000000-0000-0000-0000-000000000002") ?? UUID()),
            ]),
            postgreSQL:
                #"INSERT INTO "events" ("mood", "tags", "key") VALUES ($1::"mood", $2, $3), ($4::"mood", $5, $6)"#,
            sqlite: #"INSERT INTO "events" ("mood", "tags", "key") VALUES (?, ?, ?), (?, ?, ?)"#,
            binds: [
                .enumeration(Mood.sqlEnumType, "happy"), .array(.text, [.text("a")]),
                .uuid(UUID(uuidString: "00000000-0000-0000-0000-000000000001") ?? UUID()),
                .enumeration(Mood.sqlEnumType, "sad"), .array(.text, []),
                .uuid(UUID(uuidString: "00000000-0000-0000-0000-000000000002") ?? UUID()),
            ])
        assertSQL(
            insert(Comment.self).values([Mixed(value: .integer(1)), Mixed(value: .text("a"))]),
            postgreSQL: #"INSERT INTO "comments" ("content") VALUES ($1), ($2)"#,
            sqlite: #"INSERT INTO "comments" ("content") VALUES (?), (?)"#, binds: [.integer(1), .text("a")])
    }

    func testClientDefaultsAreMoreColumns() {
        assertSQL(
            insert(User.self, User.name).values(["a", "b"]),
            postgreSQL: #"INSERT INTO "users" ("name", "active") SELECT * FROM unnest($1::TEXT[], $2::BOOLEAN[])"#,
            sqlite: #"INSERT INTO "users" ("name", "active") VALUES (?, ?), (?, ?)"#,
            binds: [.array(.text, [.text("a"), .text("b")]), .array(.boolean, [.boolean(true), .boolean(true)])],
            sqliteBinds: [.text("a"), .boolean(true), .text("b"), .boolean(true)])
    }

    func testOneTextForAnyNumberOfRows() throws {
        let cache = StatementCache()
        for count in 2..<40 {
            let rows = (0..<count).map { ("row \($0)", $0) }
            _ = try cache.compile(insert(Post.self, Post.title, Post.views).values(rows), for: PostgreSQLDialect())
        }
        XCTAssertEqual(cache.counts.misses, 1)
    }

    func testADriverCanStepThroughTheRows() throws {
        let statement = insert(Post.self, Post.title, Post.views).values((0..<100).map { ("row \($0)", $0) })
        let bulk = try XCTUnwrap(statement.bulkInsert)
        XCTAssertEqual(bulk.rowCount, 100)
        XCTAssertEqual(bulk.columns, ["title", "views"])
        var one = SQLWriter(dialect: SQLiteDialect())
        try bulk.writeSingleRow(to: &one)
        XCTAssertEqual(one.sql, #"INSERT INTO "posts" ("title", "views") VALUES (?, ?)"#)
        var part = SQLWriter(dialect: SQLiteDialect())
        try bulk.write(rows: 7..<9, to: &part)
        XCTAssertEqual(part.sql, #"INSERT INTO "posts" ("title", "views") VALUES (?, ?), (?, ?)"#)
        XCTAssertEqual(part.binds, [.text("row 7"), .integer(7), .text("row 8"), .integer(8)])
        XCTAssertNil(insert(Post.self, Post.title).values(["one"]).bulkInsert, "one row is a plain statement")
        XCTAssertNil(statement.returning(Post.id).bulkInsert, "rows come back: one statement")
    }

    func testMoreParametersThanADatabaseTakes() {
        let rows = (0..<20_000).map { ("row \($0)", $0) }
        assertError(
            insert(Post.self, Post.title, Post.views).values(rows).returning(Post.id), SQLiteDialect(),
            "the statement has more than 32766 parameters, which is all that SQLite takes: "
                + "split it, or insert the rows with values() and without RETURNING, which does so by itself")
    }

    func testRowsThatDoNotFillTheirColumns() {
        assertError(
            insert(Comment.self).values([Short(), Short()]),
            "the rows of an insert have 2 values in all, which do not fill 3 columns: "
                + "append one value for each of insertColumns")
        assertError(
            insert(Comment.self).values([Mixed]()),
            "an insert has no rows: leave the statement out, or use defaultValues()")
        assertError(
            insert(Comment.self).values([Bare(), Bare()]),
            "an insert has no rows: leave the statement out, or use defaultValues()")
    }

    private struct Mixed: InsertableRow {
        typealias Table = Comment
        static let insertColumns = ["content"]
        let value: SQLValue
        func appendValues(to values: inout [SQLValue]) { values.append(value) }
    }

    private struct Short: InsertableRow {
        typealias Table = Comment
        static let insertColumns = ["content", "post_id", "author_id"]
        func appendValues(to values: inout [SQLValue]) { values.append(.text("a")) }
    }

    private struct Bare: InsertableRow {
        typealias Table = Comment
        static let insertColumns: [String] = []
        func appendValues(to values: inout [SQLValue]) { values.append(.text("a")) }
    }
}
