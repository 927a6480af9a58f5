import CinnabarORM
import CinnabarSQL
import XCTest

final class PlanInsertTests: XCTestCase {
    private let users = PlanTable("users", ["id", "name", "age?"])
    private let posts = PlanTable(
        "posts", ["id", "name", "user_id"], foreignKeys: [PlanForeignKey([2], target: 0, [0])])
    private let comments = PlanTable(
        "comments", ["id", "post_id", "user_id?"],
        foreignKeys: [PlanForeignKey([1], target: 1, [0]), PlanForeignKey([2], target: 0, [0])])

    func testOneObjectIsOneRoundTripThatCommits() async throws {
        try await assertFlush(
            [users], [.insert(0, [(1, "Ada")])],
            [#"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'Ada'"#, "COMMIT"], commits: true,
            isFirst: true)
    }

    /// What a trigger skips must not be committed with the rest: the statement itself fails then.
    func testBehindOtherWorkTheDatabaseCountsTheRowBeforeItCommits() async throws {
        let checked =
            #"WITH new AS (INSERT INTO "users" ("name") VALUES ($1) RETURNING "id") SELECT new.* FROM new "#
            + "RIGHT JOIN (SELECT CASE count(*) WHEN 1 THEN 1 ELSE CAST('rows inserted: ' || count(*) AS integer) END "
            + "AS n FROM new) AS counted ON counted.n = 1 <- 'Ada'"
        try await assertFlush([users], [.insert(0, [(1, "Ada")])], [checked, "COMMIT"], commits: true)
    }

    func testEachGenerationOfMadeKeysIsOneRoundTrip() async throws {
        try await assertFlush(
            [users, posts, comments],
            [
                .insert(2, [(1, .row(1)), (2, .row(2))]), .insert(1, [(1, "first"), (2, .row(2))]),
                .insert(0, [(1, "Ada")]), .insert(1, [(1, "second"), (2, .row(2))]), .insert(0, [(1, "Bob")]),
            ],
            [
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'Ada'"#,
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'Bob'"#, "--",
                #"INSERT INTO "posts" ("name", "user_id") VALUES ($1, $2) RETURNING "id" <- 'first', 1"#,
                #"INSERT INTO "posts" ("name", "user_id") VALUES ($1, $2) RETURNING "id" <- 'second', 1"#, "--",
                #"WITH new AS (INSERT INTO "comments" ("post_id", "user_id") VALUES ($1, $2) RETURNING "id") "#
                    + "SELECT new.* FROM new RIGHT JOIN (SELECT CASE count(*) WHEN 1 THEN 1 ELSE "
                    + "CAST('rows inserted: ' || count(*) AS integer) END AS n FROM new) AS counted "
                    + "ON counted.n = 1 <- 3, 1", "COMMIT",
            ], commits: true)
    }

    func testKnownKeysShareARoundTripInOrder() async throws {
        let users = PlanTable("users", ["id", "name"], generated: false)
        let posts = PlanTable(
            "posts", ["id", "user_id"], generated: false, foreignKeys: [PlanForeignKey([1], target: 1, [0])])
        // The child's table comes first, one parent is referred to and the other given by its key.
        try await assertFlush(
            [posts, users],
            [
                .insert(0, [(0, 10), (1, .row(2))]), .insert(0, [(0, 11), (1, 2)]), .insert(1, [(0, 1), (1, "Ada")]),
                .insert(1, [(0, 2), (1, "Bob")]),
            ],
            [
                #"INSERT INTO "users" ("id", "name") VALUES ($1, $2) <- 1, 'Ada'"#,
                #"INSERT INTO "users" ("id", "name") VALUES ($1, $2) <- 2, 'Bob'"#,
                #"INSERT INTO "posts" ("id", "user_id") VALUES ($1, $2) <- 10, 1"#,
                #"INSERT INTO "posts" ("id", "user_id") VALUES ($1, $2) <- 11, 2"#,
            ])
    }

    func testRowsWithoutReferencesAreOrderedByTheirTables() async throws {
        try await assertFlush(
            [posts, PlanTable("users", ["id", "name"])].reversed(),
            [.insert(1, [(1, "a"), (2, 7)]), .insert(0, [(1, "Ada")])],
            [
                #"INSERT INTO "users" ("name") VALUES ($1) RETURNING "id" <- 'Ada'"#,
                #"INSERT INTO "posts" ("name", "user_id") VALUES ($1, $2) RETURNING "id" <- 'a', 7"#,
            ])
    }

    func testRowsOfEqualColumnsAreOneStep() throws {
        let plan = try FlushPlanner(
            tables: [users],
            rows: [
                .insert(0, [(1, "a")]), .insert(0, [(1, "b"), (2, 5)]), .insert(0, [(2, 6), (1, "c")]),
                .insert(0, [(1, "d")]), .insert(0, []),
            ]
        ).plan()
        XCTAssertEqual(plan.levels.map { $0.steps.map(\.rows) }, [[[0, 3], [1, 2], [4]]])
        XCTAssertEqual(plan.levels[0].steps.map(\.columns), [[1], [1, 2], []])
        XCTAssertTrue(plan.levels[0].canCommitWithIt)
    }

    func testRowsReferToRowsThatAreThere() async throws {
        try await assertFlush(
            [users, posts],
            [
                .insert(1, [(1, "a"), (2, .row(1))]),
                PlanRow(table: 0, action: .update, key: [.integer(5)]),
            ], [#"INSERT INTO "posts" ("name", "user_id") VALUES ($1, $2) RETURNING "id" <- 'a', 5"#])
    }

    func testATreeGoesParentsFirst() async throws {
        let nodes = PlanTable(
            "nodes", ["id", "parent_id?"], generated: false, foreignKeys: [PlanForeignKey([1], target: 0, [0])])
        try await assertFlush(
            [nodes],
            [
                .insert(0, [(0, 3), (1, .row(2))]), .insert(0, [(0, 1), (1, .null)]),
                .insert(0, [(0, 2), (1, 1)]), .insert(0, [(0, 4), (1, 4)]),
            ],
            [
                #"INSERT INTO "nodes" ("id", "parent_id") VALUES ($1, $2) <- 1, NULL"#,
                #"INSERT INTO "nodes" ("id", "parent_id") VALUES ($1, $2) <- 2, 1"#,
                #"INSERT INTO "nodes" ("id", "parent_id") VALUES ($1, $2) <- 3, 2"#,
                #"INSERT INTO "nodes" ("id", "parent_id") VALUES ($1, $2) <- 4, 4"#,
            ])
    }

    func testChainsOfTenThousand() throws {
        for generated in [true, false] {
            let nodes = PlanTable(
                "nodes", ["id", "parent_id?"], generated: generated,
                foreignKeys: [PlanForeignKey([1], target: 0, [0])])
            let count = 10_000
            // Each row refers to the next one.
            let rows = (0..<count).map { row -> PlanRow in
                var values: [(Int, PlanValue)] = generated ? [] : [(0, .value(.integer(Int64(row))))]
                if row < count - 1 { values.append((1, .row(row + 1))) } else { values.append((1, .null)) }
                return .insert(0, values)
            }
            let plan = try FlushPlanner(tables: [nodes], rows: rows).plan()
            XCTAssertEqual(plan.levels.count, generated ? count : 1)
            let order = plan.levels.flatMap(\.steps).flatMap(\.rows)
            XCTAssertEqual(order, (0..<count).reversed())
        }
    }

    func testValuesThatTheDatabaseComputesComeBack() async throws {
        let table = PlanTable(
            TableReference(name: "t"),
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "made", type: .timestamp, serverDefault: .now),
                ColumnDefinition(name: "double", type: .bigint, computed: ComputedColumn("size * 2")),
                ColumnDefinition(name: "size", type: .bigint),
                ColumnDefinition(name: "version", type: .bigint),
            ], key: [0], generatedKey: 0, version: 4)
        try await assertFlush(
            [table],
            [
                .insert(0, [(3, 1)]), .insert(0, [(1, "2026-01-01"), (3, 1)]),
                .insert(0, [(3, .expression(Fn.abs(literal(-1)).node))]),
            ],
            [
                #"INSERT INTO "t" ("size", "version") VALUES ($1, $2) RETURNING "id", "made", "double" <- 1, 1"#,
                #"INSERT INTO "t" ("made", "size", "version") VALUES ($1, $2, $3) RETURNING "id", "double" "#
                    + "<- '2026-01-01', 1, 1",
                #"INSERT INTO "t" ("size", "version") VALUES (abs($1), $2) "#
                    + #"RETURNING "id", "made", "double", "size" <- -1, 1"#,
            ])
    }

    func testKeysThatAreMissingOrGivenTwice() {
        let pairs = PlanTable("pairs", ["a_id", "b_id"], key: [0, 1], generated: false)
        assertPlanError(
            [pairs], [.insert(0, [(0, 1)])], .missingKey,
            #"a new row of table "pairs" has no value for "b_id" of its primary key: set it before the flush, or let "#
                + "the database make it")
        assertPlanError(
            [pairs], [.insert(0, [(0, .null), (1, .null)])], .missingKey,
            #"a new row of table "pairs" has no value for "a_id", "b_id" of its primary key: set it before the flush, "#
                + "or let the database make it")
        assertPlanError(
            [pairs], [.insert(0, [(0, 1), (1, 2)]), .insert(0, [(0, 2), (1, 2)]), .insert(0, [(0, 1), (1, 2)])],
            .duplicateKey, #"two new rows of table "pairs" have the same primary key ("a_id", "b_id")"#)
        // Not known yet, and still the same.
        assertPlanError(
            [pairs, users],
            [.insert(1, [(1, "a")]), .insert(0, [(0, .row(0)), (1, 2)]), .insert(0, [(0, .row(0)), (1, 2)])],
            .duplicateKey, #"two new rows of table "pairs" have the same primary key ("a_id", "b_id")"#)
    }

    func testReferencesToNothing() {
        assertPlanError(
            [users, posts], [.insert(1, [(1, "a"), (2, .row(1))]), .delete(0, 3)], .unknownValue,
            #"a row takes its value from "user_id" of a row of table "posts" that is deleted in the same flush"#)
    }
}
