import CinnabarSQL
import CinnabarSQLite
import XCTest

final class GroupingTests: XCTestCase {
    func testGroupByAndHaving() {
        assertSQL(
            select(User.role, Fn.count(User.id)).where(User.active == true).groupBy(User.role)
                .having(Fn.count(User.id) > 1).having(Fn.max(User.age) < 90).order(by: Fn.count(User.id).descending),
            postgreSQL:
                #"SELECT "users"."role", count("users"."id") FROM "users" WHERE "users"."active" = $1 "#
                + #"GROUP BY "users"."role" HAVING count("users"."id") > $2 AND max("users"."age") < $3 "#
                + #"ORDER BY count("users"."id") DESC"#,
            sqlite:
                #"SELECT "users"."role", count("users"."id") FROM "users" WHERE "users"."active" = ? "#
                + #"GROUP BY "users"."role" HAVING count("users"."id") > ? AND max("users"."age") < ? "#
                + #"ORDER BY count("users"."id") DESC"#,
            binds: [.boolean(true), .integer(1), .integer(90)])
    }

    func testGroupsKnownAtRunTime() {
        let columns: [any SQLExpressible] = [User.role, Fn.lower(User.name)]
        let sql = #"SELECT count(*) FROM "users" GROUP BY "users"."role", lower("users"."name")"#
        assertSQL(select(Fn.count()).groupBy(columns), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testALabelInGroupByIsItsPositionOrItsExpression() {
        let initial = Fn.substring(User.name, from: 1, count: 1).label("name")
        assertSQL(
            select(Fn.count(), initial).groupBy(initial),
            postgreSQL: #"SELECT count(*), substr("users"."name", $1, $2) AS "name" FROM "users" GROUP BY 2"#,
            sqlite: #"SELECT count(*), substr("users"."name", ?, ?) AS "name" FROM "users" GROUP BY 2"#,
            binds: [.integer(1), .integer(1)])
        let other = #"SELECT count(*) FROM "users" GROUP BY lower("users"."name")"#
        assertSQL(
            select(Fn.count()).groupBy(Fn.lower(User.name).label("x")), postgreSQL: other, sqlite: other, binds: [])
    }

    func testAggregates() {
        let sql =
            #"SELECT count(*), count("users"."age"), count(DISTINCT "users"."role"), sum("users"."age"), "#
            + #"sum(DISTINCT "users"."age"), avg("users"."age"), min("users"."name"), max("users"."created_at") "#
            + #"FROM "users""#
        assertSQL(
            select(
                Fn.count(), Fn.count(User.age), Fn.count(User.role, distinct: true), Fn.sum(User.age),
                Fn.sum(User.age, distinct: true), Fn.avg(User.age), Fn.min(User.name), Fn.max(User.createdAt)),
            postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testTheTypesOfAggregates() {
        // NULL over no rows, whatever the column's own type is; a count is never NULL.
        let statement = select(Fn.count(), Fn.sum(User.id), Fn.avg(User.id), Fn.min(User.name))
        XCTAssertTrue(type(of: statement) == Select<Int, Int?, Double?, String?>.self)
    }

    func testAggregatesOfSomeRows() {
        assertSQL(
            select(
                Fn.count().filter(User.active == true), Fn.sum(User.age).filter(User.age > 18).label("adults")),
            postgreSQL:
                #"SELECT count(*) FILTER (WHERE "users"."active" = $1), "#
                + #"sum("users"."age") FILTER (WHERE "users"."age" > $2) AS "adults" FROM "users""#,
            sqlite:
                #"SELECT count(*) FILTER (WHERE "users"."active" = ?), "#
                + #"sum("users"."age") FILTER (WHERE "users"."age" > ?) AS "adults" FROM "users""#,
            binds: [.boolean(true), .integer(18)])
    }

    func testTextsInOne() {
        assertSQL(
            select(Fn.stringAggregate(User.name, separator: ", ")),
            postgreSQL: #"SELECT string_agg("users"."name", $1) FROM "users""#,
            sqlite: #"SELECT group_concat("users"."name", ?) FROM "users""#, binds: [.text(", ")])
        let ordered = select(Fn.stringAggregate(User.name, separator: ",").order(by: User.id.descending))
        assertSQL(
            ordered,
            postgreSQL: #"SELECT string_agg("users"."name", $1 ORDER BY "users"."id" DESC) FROM "users""#,
            sqlite: #"SELECT group_concat("users"."name", ? ORDER BY "users"."id" DESC) FROM "users""#,
            binds: [.text(",")])
        assertError(
            ordered, SQLiteDialect(version: 3_040_001),
            "SQLite has no ORDER BY inside an aggregate: order the rows in a subquery first")
    }
}
