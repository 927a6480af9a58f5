import CinnabarORM
import CinnabarSQL
import XCTest

final class PlanCycleTests: XCTestCase {
    private func pair(_ first: String, _ second: String) -> [PlanTable] {
        [
            PlanTable("a", ["id", first], foreignKeys: [PlanForeignKey([1], target: 1, [0])]),
            PlanTable("b", ["id", second], foreignKeys: [PlanForeignKey([1], target: 0, [0])]),
        ]
    }

    func testRowsThatReferToEachOther() async throws {
        try await assertFlush(
            pair("b_id?", "a_id"), [.insert(0, [(1, .row(1))]), .insert(1, [(1, .row(0))])],
            [
                #"INSERT INTO "a" ("b_id") VALUES ($1) RETURNING "id" <- NULL"#, "--",
                #"INSERT INTO "b" ("a_id") VALUES ($1) RETURNING "id" <- 1"#, "--",
                #"UPDATE "a" SET "b_id" = $1 WHERE "id" = $2 <- 2, 1"#, "COMMIT",
            ], commits: true)
        // One of them is enough.
        let plan = try FlushPlanner(
            tables: pair("b_id?", "a_id?"), rows: [.insert(0, [(1, .row(1))]), .insert(1, [(1, .row(0))])]
        ).plan()
        XCTAssertEqual(plan.levels.flatMap(\.steps).map(\.kind), [.insert, .insert, .postUpdate])
    }

    func testACycleThatCannotBeBrokenIsNamed() {
        assertPlanError(
            pair("b_id", "a_id"), [.insert(0, [(1, .row(1))]), .insert(1, [(1, .row(0))])], .cycle,
            #"rows of a flush wait for each other: "a" refers by ("b_id") to "b", "b" refers by ("a_id") to "a": "#
                + "make one of these foreign keys NULL-able, or set it in a flush of its own")
    }

    func testARowThatRefersToItself() async throws {
        func nodes(_ column: String) -> PlanTable {
            PlanTable("nodes", ["id", column], foreignKeys: [PlanForeignKey([1], target: 0, [0])])
        }
        try await assertFlush(
            [nodes("parent_id?")], [.insert(0, [(1, .row(0))])],
            [
                #"INSERT INTO "nodes" ("parent_id") VALUES ($1) RETURNING "id" <- NULL"#, "--",
                #"UPDATE "nodes" SET "parent_id" = $1 WHERE "id" = $2 <- 1, 1"#,
            ])
        assertPlanError(
            [nodes("parent_id")], [.insert(0, [(1, .row(0))])], .cycle,
            #"a new row of table "nodes" refers to itself by ("parent_id") before the database has made its key: make "#
                + "the foreign key NULL-able, or give the row its key")
    }

    func testARingNeedsOnePostUpdate() throws {
        let nodes = PlanTable("nodes", ["id", "next_id?"], foreignKeys: [PlanForeignKey([1], target: 0, [0])])
        let count = 10_000
        let ring = (0..<count).map { PlanRow.insert(0, [(1, .row(($0 + 1) % count))]) }
        // A tail that only leads into the ring has no part in it.
        let rows = ring + [.insert(0, [(1, .row(5))])]
        let steps = try FlushPlanner(tables: [nodes], rows: rows).plan().levels.flatMap(\.steps)
        let updates = steps.filter { $0.kind == .postUpdate }
        XCTAssertEqual(updates.map(\.rows.count), [1])
    }

    func testRowsThatReferToEachOtherAreDeleted() async throws {
        let rows: [PlanRow] = [
            .delete(0, 1, stored: [(1, .integer(2))]), .delete(1, 2, stored: [(1, .integer(1))]),
        ]
        try await assertFlush(
            pair("b_id?", "a_id"), rows,
            [
                #"UPDATE "a" SET "b_id" = $1 WHERE "id" = $2 <- NULL, 1"#,
                #"DELETE FROM "b" WHERE "id" = $1 <- 2"#, #"DELETE FROM "a" WHERE "id" = $1 <- 1"#,
            ])
        assertPlanError(
            pair("b_id", "a_id"), rows, .cycle,
            #"rows of a flush wait for each other: "b" refers by ("a_id") to "a", "a" refers by ("b_id") to "b": "#
                + "make one of these foreign keys NULL-able, or set it in a flush of its own")
    }

    func testTheDatabaseMayBreakACycleOfDeletesItself() throws {
        let tables = [
            PlanTable("a", ["id", "b_id"], foreignKeys: [PlanForeignKey([1], target: 1, [0], onDelete: .cascade)]),
            PlanTable("b", ["id", "a_id"], foreignKeys: [PlanForeignKey([1], target: 0, [0])]),
        ]
        let plan = try FlushPlanner(
            tables: tables,
            rows: [.delete(0, 1, stored: [(1, .integer(2))]), .delete(1, 2, stored: [(1, .integer(1))])]
        ).plan()
        XCTAssertEqual(plan.levels.flatMap(\.steps).map(\.table), [1, 0])
        // What the cascade took with it is no stale row.
        XCTAssertEqual(plan.levels.flatMap(\.steps).map(\.needsCountCheck), [true, false])
    }

    /// The new owner takes the unique name of the old one, whose item must move first: it has no owner for a while.
    func testAnItemMovesToTheSuccessorOfItsOwner() async throws {
        let owners = PlanTable("owners", ["id", "name"], uniques: [[1]])
        let items = PlanTable("items", ["id", "owner_id?"], foreignKeys: [PlanForeignKey([1], target: 0, [0])])
        try await assertFlush(
            [owners, items],
            [
                .insert(0, [(1, "x")]), .delete(0, 1, stored: [(1, .text("x"))]),
                .update(1, 7, set: [(1, .row(0))], stored: [(1, .integer(1))]),
            ],
            [
                #"UPDATE "items" SET "owner_id" = $1 WHERE "id" = $2 <- NULL, 7"#,
                #"DELETE FROM "owners" WHERE "id" = $1 <- 1"#,
                #"INSERT INTO "owners" ("name") VALUES ($1) RETURNING "id" <- 'x'"#, "--",
                #"UPDATE "items" SET "owner_id" = $1 WHERE "id" = $2 <- 1, 7"#,
            ])
    }
}
