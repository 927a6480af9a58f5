import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class PlanChangeTests: XCTestCase {
    private let users = PlanTable("users", ["id", "name", "age?"], uniques: [[1]])
    private let posts = PlanTable(
        "posts", ["id", "name", "user_id"], foreignKeys: [PlanForeignKey([2], target: 0, [0])])

    func testUpdatesAreGroupedByTheColumnsThatChange() async throws {
        try await assertFlush(
            [users],
            [
                .update(0, 1, set: [(2, 30)]), .update(0, 2, set: [(1, "b"), (2, 31)]), .update(0, 3, set: [(2, 32)]),
                .update(0, 4, set: []),
            ],
            [
                #"UPDATE "users" SET "age" = $1 WHERE "id" = $2 <- 30, 1"#,
                #"UPDATE "users" SET "age" = $1 WHERE "id" = $2 <- 32, 3"#,
                #"UPDATE "users" SET "name" = $1, "age" = $2 WHERE "id" = $3 <- 'b', 31, 2"#,
            ], commits: true)
    }

    func testManyRowsGoAsArraysWhereThereAreArrays() async throws {
        let table = PlanTable("users", ["id", "name", "version"], version: 2)
        let rows =
            (0..<30).map { PlanRow.insert(0, [(1, .value(.text("n\($0)")))]) }
            + (100..<130).map { .update(0, $0, set: [(1, "m")], version: 3) }
            + (200..<230).map { .delete(0, $0, version: 4) }
        let insert = (0..<30).map {
            #"INSERT INTO "users" ("name", "version") VALUES (?, ?) <- 'n\#($0)', 1"#
        }
        let update = (100..<130).map {
            #"UPDATE "users" SET "name" = ?, "version" = ? WHERE "id" = ? AND "version" = ? <- 'm', 4, \#($0), 3"#
        }
        let delete = (200..<230).map { #"DELETE FROM "users" WHERE "id" = ? AND "version" = ? <- \#($0), 4"# }
        let plan = try FlushPlanner(tables: [table], rows: rows).plan()
        XCTAssertEqual(plan.levels.map { $0.steps.map(\.kind) }, [[.insert, .update, .delete]])
        XCTAssertFalse(plan.levels[0].canCommitWithIt)
        let connection = ScriptedConnection()
        connection.answer = { sql, binds in
            guard case .array(_, let keys)? = binds.first, sql.hasPrefix("DELETE") else { return nil }
            return (keys.map { [$0] }, keys.count)
        }
        _ = try await FlushExecutor(plan, dialect: PostgreSQLDialect(), cache: StatementCache())
            .run(on: connection)
        XCTAssertEqual(connection.lines.count, 3)
        XCTAssertTrue(
            connection.lines[0].hasPrefix(
                #"INSERT INTO "users" ("name", "version") SELECT u.c1, u.c2 FROM unnest($1::TEXT[], $2::BIGINT[]) "#
                    + "WITH ORDINALITY AS u (c1, c2, n) WHERE EXISTS"), connection.lines[0])
        XCTAssertTrue(connection.lines[0].hasSuffix(#"ORDER BY u.n RETURNING "id" <- [30], [30]"#))
        XCTAssertEqual(
            Array(connection.lines[1...]),
            [
                #"UPDATE "users" SET "name" = u.c1, "version" = u.c2 FROM unnest($1::TEXT[], $2::BIGINT[], "#
                    + "$3::BIGINT[], $4::BIGINT[]) AS u (c1, c2, c3, c4) "
                    + #"WHERE "users"."id" = u.c3 AND "users"."version" = u.c4 RETURNING "users"."id" "#
                    + "<- [30], [30], [30], [30]",
                #"DELETE FROM "users" USING unnest($1::BIGINT[], $2::BIGINT[]) AS u (c1, c2) "#
                    + #"WHERE "users"."id" = u.c1 AND "users"."version" = u.c2 RETURNING "users"."id" <- [30], [30]"#,
            ])
        let other = ScriptedConnection()
        _ = try await FlushExecutor(plan, dialect: SQLiteDialect(), cache: StatementCache()).run(on: other)
        XCTAssertEqual(other.lines, insert + update + delete)
    }

    func testDeletesGoChildrenFirst() async throws {
        try await assertFlush(
            [users, posts],
            [.delete(0, 1), .delete(1, 7, stored: [(2, .integer(1))]), .delete(1, 8), .delete(0, 2)],
            [
                #"DELETE FROM "posts" WHERE "id" = $1 <- 7"#, #"DELETE FROM "posts" WHERE "id" = $1 <- 8"#,
                #"DELETE FROM "users" WHERE "id" = $1 <- 1"#, #"DELETE FROM "users" WHERE "id" = $1 <- 2"#,
            ], commits: true)
    }

    func testARowMovesFromADeletedParentToANewOne() async throws {
        try await assertFlush(
            [users, posts],
            [
                .delete(0, 1), .update(1, 7, set: [(2, .row(2))], stored: [(2, .integer(1))]),
                .insert(0, [(1, "new")]),
            ],
            [
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'new'"#, "--",
                #"UPDATE "posts" SET "user_id" = $1 WHERE "id" = $2 <- 1, 7"#,
                #"DELETE FROM "users" WHERE "id" = $1 <- 1"#,
            ])
    }

    func testATreeIsDeletedFromItsLeaves() async throws {
        let nodes = PlanTable("nodes", ["id", "parent_id"], foreignKeys: [PlanForeignKey([1], target: 0, [0])])
        try await assertFlush(
            [nodes],
            [
                .delete(0, 1, stored: [(1, .integer(1))]), .delete(0, 2, stored: [(1, .integer(1))]),
                .delete(0, 3, stored: [(1, .integer(2))]),
            ],
            [
                #"DELETE FROM "nodes" WHERE "id" = $1 <- 3"#, #"DELETE FROM "nodes" WHERE "id" = $1 <- 2"#,
                #"DELETE FROM "nodes" WHERE "id" = $1 <- 1"#,
            ])
    }

    func testAUniqueValueIsFreedBeforeItIsTaken() async throws {
        try await assertFlush(
            [users],
            [
                .insert(0, [(1, "a")]), .insert(0, [(1, "z")]),
                .update(0, 2, set: [(1, "b")], stored: [(1, .text("x"))]),
                .update(0, 3, set: [(1, "c")], stored: [(1, .text("b"))]),
                .delete(0, 1, stored: [(1, .text("a"))]),
            ],
            [
                #"DELETE FROM "users" WHERE "id" = $1 <- 1"#,
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'a'"#,
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'z'"#,
                #"UPDATE "users" SET "name" = $1 WHERE "id" = $2 <- 'c', 3"#,
                #"UPDATE "users" SET "name" = $1 WHERE "id" = $2 <- 'b', 2"#,
            ])
    }

    func testUniqueValuesCannotBeExchanged() {
        assertPlanError(
            [users],
            [
                .update(0, 1, set: [(1, "b")], stored: [(1, .text("a"))]),
                .update(0, 2, set: [(1, "a")], stored: [(1, .text("b"))]),
            ], .cycle,
            #"rows of a flush wait for each other: "users" takes a value of the unique key ("name") from "users": "#
                + "rows cannot exchange values of a unique key in one flush: give one of them another value in between")
    }

    func testARowThatTakesADeletedRowsKeyBecomesItsUpdate() async throws {
        let table = PlanTable(
            TableReference(name: "t"),
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "a", type: .bigint), ColumnDefinition(name: "b", type: .text, isNullable: true),
                ColumnDefinition(name: "c", type: .bigint, serverDefault: .value(.integer(5))),
                ColumnDefinition(name: "version", type: .bigint),
            ], key: [0], version: 4)
        try await assertFlush(
            [table], [.delete(0, 7, version: 3), .insert(0, [(0, 7), (1, 1)])],
            [
                #"UPDATE "t" SET "a" = $1, "b" = $2, "c" = $3, "version" = $4 WHERE "id" = $5 AND "version" = $6 "#
                    + #"RETURNING "c" <- 1, NULL, 5, 4, 7, 3"#
            ])
    }

    func testAPrimaryKeyChanges() async throws {
        let codes = PlanTable("codes", ["id", "name"], generated: false)
        func items(_ key: PlanForeignKey) -> PlanTable { PlanTable("items", ["id", "code_id?"], foreignKeys: [key]) }
        let rows: [PlanRow] = [
            .insert(1, [(1, .row(2))]), .update(1, 9, set: [(1, .row(2))], stored: [(1, .integer(1))]),
            .update(0, 1, set: [(0, 2)]),
        ]
        try await assertFlush(
            [codes, items(PlanForeignKey([1], target: 0, [0], onUpdate: .cascade))], rows,
            [
                #"UPDATE "codes" SET "id" = $1 WHERE "id" = $2 <- 2, 1"#,
                #"INSERT INTO "items" ("code_id") VALUES ($1) RETURNING "id" <- 2"#,
                #"UPDATE "items" SET "code_id" = $1 WHERE "id" = $2 <- 2, 9"#,
            ])
        // Without a cascade nothing may refer to the row while its key changes.
        try await assertFlush(
            [codes, items(PlanForeignKey([1], target: 0, [0]))], rows,
            [
                #"UPDATE "items" SET "code_id" = $1 WHERE "id" = $2 <- NULL, 9"#,
                #"UPDATE "codes" SET "id" = $1 WHERE "id" = $2 <- 2, 1"#,
                #"INSERT INTO "items" ("code_id") VALUES ($1) RETURNING "id" <- 2"#,
                #"UPDATE "items" SET "code_id" = $1 WHERE "id" = $2 <- 2, 9"#,
            ])
    }

    func testVersionsAreCheckedAndRaised() async throws {
        let table = PlanTable("users", ["id", "name", "version"], version: 2)
        try await assertFlush(
            [table],
            [.update(0, 1, set: [(1, "a")], version: 3), .update(0, 2, set: [(1, "b")]), .delete(0, 5, version: 8)],
            [
                #"UPDATE "users" SET "name" = $1, "version" = $2 WHERE "id" = $3 AND "version" = $4 <- 'a', 4, 1, 3"#,
                #"UPDATE "users" SET "name" = $1, "version" = "users"."version" + $2 WHERE "id" = $3 "#
                    + #"RETURNING "version" <- 'b', 1, 2"#,
                #"DELETE FROM "users" WHERE "id" = $1 AND "version" = $2 <- 5, 8"#,
            ])
    }

    func testWhatAnUpdateRefreshesComesBack() async throws {
        let table = PlanTable(
            TableReference(name: "t"),
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "a", type: .bigint),
                ColumnDefinition(name: "changed", type: .timestamp, onUpdate: .now),
            ], key: [0])
        let sql = #"UPDATE "t" SET "a" = $1, "changed" = CURRENT_TIMESTAMP WHERE "id" = $2 RETURNING "changed" <- 1, 7"#
        try await assertFlush(
            [table], [.update(0, 7, set: [(1, 1)])], [sql],
            sqlite: [
                #"UPDATE "t" SET "a" = ?, "changed" = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE "id" = ? "#
                    + #"RETURNING "changed" <- 1, 7"#
            ])
    }
}
