import CinnabarSQL
import XCTest

final class WindowTests: XCTestCase {
    private func assertValue<Item: Selectable>(
        _ item: Item, postgreSQL: String, sqlite: String? = nil, binds: [SQLValue] = [], line: UInt = #line
    ) {
        assertSQL(
            select(item), postgreSQL: "SELECT \(postgreSQL) FROM \"users\"",
            sqlite: "SELECT \(sqlite ?? postgreSQL) FROM \"users\"", binds: binds, line: line)
    }

    func testPartitionsAndOrder() {
        assertSQL(
            select(User.name, Fn.rowNumber().over(partitionBy: [User.role], orderBy: [User.age.descending])),
            postgreSQL:
                #"SELECT "users"."name", row_number() OVER (PARTITION BY "users"."role" ORDER BY "users"."age" DESC) "#
                + #"FROM "users""#,
            sqlite:
                #"SELECT "users"."name", row_number() OVER (PARTITION BY "users"."role" ORDER BY "users"."age" DESC) "#
                + #"FROM "users""#,
            binds: [])
        assertValue(Fn.count(User.id).over(), postgreSQL: #"count("users"."id") OVER ()"#)
        assertValue(
            Fn.sum(User.age).over(partitionBy: [User.role, User.active]),
            postgreSQL: #"sum("users"."age") OVER (PARTITION BY "users"."role", "users"."active")"#)
    }

    func testFrames() {
        let frames: [(WindowFrame, String)] = [
            (.rows(.unboundedPreceding), "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"),
            (.rows(.preceding(2), .following(1)), "ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING"),
            (.range(.currentRow, .unboundedFollowing), "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"),
            (
                .groups(.preceding(1), .following(1)).excluding(.ties),
                "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES"
            ),
            (
                .rows(.unboundedPreceding, .unboundedFollowing).excluding(.currentRow),
                "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW"
            ),
        ]
        for (frame, sql) in frames {
            assertValue(
                Fn.avg(User.age).over(orderBy: [User.id], frame: frame),
                postgreSQL: #"avg("users"."age") OVER (ORDER BY "users"."id" \#(sql))"#)
        }
        assertValue(
            Fn.avg(User.age).over(frame: .rows(.preceding(1))),
            postgreSQL: #"avg("users"."age") OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"#)
    }

    func testAFrameCannotLookBackByLessThanNothing() {
        assertError(
            select(Fn.avg(User.age).over(frame: .rows(.preceding(-1)))),
            "a window frame begins or ends -1 rows away: use preceding and following with 0 or more")
    }

    func testRanksAndNeighbours() {
        let order: [any Orderable] = [User.age]
        let over = #" OVER (ORDER BY "users"."age")"#
        assertValue(Fn.rank().over(orderBy: order), postgreSQL: "rank()" + over)
        assertValue(Fn.denseRank().over(orderBy: order), postgreSQL: "dense_rank()" + over)
        assertValue(Fn.percentRank().over(orderBy: order), postgreSQL: "percent_rank()" + over)
        assertValue(Fn.cumeDist().over(orderBy: order), postgreSQL: "cume_dist()" + over)
        assertValue(
            Fn.ntile(4).over(orderBy: order), postgreSQL: "ntile($1)" + over, sqlite: "ntile(?)" + over,
            binds: [.integer(4)])
        assertValue(
            Fn.lag(User.name).over(orderBy: order), postgreSQL: #"lag("users"."name", $1)"# + over,
            sqlite: #"lag("users"."name", ?)"# + over, binds: [.integer(1)])
        assertValue(
            Fn.lead(User.name, offset: 2).over(orderBy: order), postgreSQL: #"lead("users"."name", $1)"# + over,
            sqlite: #"lead("users"."name", ?)"# + over, binds: [.integer(2)])
        assertValue(
            Fn.firstValue(User.name).over(orderBy: order), postgreSQL: #"first_value("users"."name")"# + over)
        assertValue(Fn.lastValue(User.name).over(orderBy: order), postgreSQL: #"last_value("users"."name")"# + over)
    }

    func testFilterStandsBeforeOver() {
        assertValue(
            Fn.count().filter(User.age > 18).over(partitionBy: [User.role]),
            postgreSQL: #"count(*) FILTER (WHERE "users"."age" > $1) OVER (PARTITION BY "users"."role")"#,
            sqlite: #"count(*) FILTER (WHERE "users"."age" > ?) OVER (PARTITION BY "users"."role")"#,
            binds: [.integer(18)])
    }

    func testALabelHasNoMeaningInsideAWindow() {
        let age = User.age.label("years")
        let sql = #"SELECT "users"."age" AS "years", rank() OVER (ORDER BY "users"."age") FROM "users""#
        assertSQL(select(age, Fn.rank().over(orderBy: [age])), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testAnyFunctionCanBeAWindowFunction() {
        assertValue(
            Fn.call("mode", User.age, as: Int?.self).over(partitionBy: [User.role]),
            postgreSQL: #"mode("users"."age") OVER (PARTITION BY "users"."role")"#)
    }
}
