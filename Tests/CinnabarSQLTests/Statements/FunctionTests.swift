import CinnabarSQL
import XCTest

final class FunctionTests: XCTestCase {
    private func assertValue<Item: Selectable>(
        _ item: Item, postgreSQL: String, sqlite: String, binds: [SQLValue] = [], line: UInt = #line
    ) {
        assertSQL(
            select(item), postgreSQL: "SELECT \(postgreSQL) FROM \"users\"", sqlite: "SELECT \(sqlite) FROM \"users\"",
            binds: binds, line: line)
    }

    func testCase() {
        assertValue(
            when(User.age >= 65, then: "senior").when(User.age >= 18, then: "adult").otherwise("minor"),
            postgreSQL: #"CASE WHEN "users"."age" >= $1 THEN $2 WHEN "users"."age" >= $3 THEN $4 ELSE $5 END"#,
            sqlite: #"CASE WHEN "users"."age" >= ? THEN ? WHEN "users"."age" >= ? THEN ? ELSE ? END"#,
            binds: [.integer(65), .text("senior"), .integer(18), .text("adult"), .text("minor")])
        assertValue(
            when(User.active, then: User.name).when(User.id == 1, then: User.email).otherwise(Fn.lower(User.role)),
            postgreSQL:
                #"CASE WHEN "users"."active" THEN "users"."name" WHEN "users"."id" = $1 THEN "users"."email" "#
                + #"ELSE lower("users"."role") END"#,
            sqlite:
                #"CASE WHEN "users"."active" THEN "users"."name" WHEN "users"."id" = ? THEN "users"."email" "#
                + #"ELSE lower("users"."role") END"#,
            binds: [.integer(1)])
        let maybe: SQLExpression<String?> = when(User.active, then: User.name).end()
        let sql = #"CASE WHEN "users"."active" THEN "users"."name" END"#
        assertValue(maybe, postgreSQL: sql, sqlite: sql)
        assertValue(
            when(User.active, then: 1).otherwise(0) + 1,
            postgreSQL: #"CASE WHEN "users"."active" THEN $1 ELSE $2 END + $3"#,
            sqlite: #"CASE WHEN "users"."active" THEN ? ELSE ? END + ?"#,
            binds: [.integer(1), .integer(0), .integer(1)])
    }

    func testCaseOfOneExpression() {
        assertValue(
            when(User.role, is: "admin", then: 3).when(is: "editor", then: 2).otherwise(1) + 1,
            postgreSQL: #"CASE "users"."role" WHEN $1 THEN $2 WHEN $3 THEN $4 ELSE $5 END + $6"#,
            sqlite: #"CASE "users"."role" WHEN ? THEN ? WHEN ? THEN ? ELSE ? END + ?"#,
            binds: [
                .text("admin"), .integer(3), .text("editor"), .integer(2), .integer(1), .integer(1),
            ])
        let maybe: SQLExpression<String?> = when(User.age, is: 18, then: User.name).when(is: 19, then: User.email).end()
        assertValue(
            maybe, postgreSQL: #"CASE "users"."age" WHEN $1 THEN "users"."name" WHEN $2 THEN "users"."email" END"#,
            sqlite: #"CASE "users"."age" WHEN ? THEN "users"."name" WHEN ? THEN "users"."email" END"#,
            binds: [.integer(18), .integer(19)])
        assertValue(
            when(User.age + 1, is: 18, then: "now").otherwise(User.name),
            postgreSQL: #"CASE "users"."age" + $1 WHEN $2 THEN $3 ELSE "users"."name" END"#,
            sqlite: #"CASE "users"."age" + ? WHEN ? THEN ? ELSE "users"."name" END"#,
            binds: [.integer(1), .integer(18), .text("now")])
    }

    func testCast() {
        assertValue(
            (User.age + 1).cast(to: String.self), postgreSQL: #"CAST("users"."age" + $1 AS TEXT)"#,
            sqlite: #"CAST("users"."age" + ? AS TEXT)"#, binds: [.integer(1)])
        assertValue(
            User.name.cast(to: Double.self, .numeric(precision: 8, scale: 2)),
            postgreSQL: #"CAST("users"."name" AS NUMERIC(8, 2))"#, sqlite: #"CAST("users"."name" AS TEXT)"#)
    }

    func testCoalesceAndNullIf() {
        let known: SQLExpression<Int> = Fn.coalesce(User.age, 0)
        assertValue(
            known, postgreSQL: #"coalesce("users"."age", $1)"#, sqlite: #"coalesce("users"."age", ?)"#,
            binds: [.integer(0)])
        let either: SQLExpression<Int> = Fn.coalesce(User.age, User.id)
        let two = #"coalesce("users"."age", "users"."id")"#
        assertValue(either, postgreSQL: two, sqlite: two)
        let three = #"coalesce("users"."age", "users"."manager_id", "users"."age" * "users"."id")"#
        assertValue(Fn.coalesce(User.age, User.managerID, User.age * User.id), postgreSQL: three, sqlite: three)
        assertValue(
            Fn.nullIf(User.name, ""), postgreSQL: #"nullif("users"."name", $1)"#,
            sqlite: #"nullif("users"."name", ?)"#, binds: [.text("")])
    }

    func testTextFunctions() {
        let sql = #"lower(upper(trim("users"."name")))"#
        assertValue(Fn.lower(Fn.upper(Fn.trim(User.name))), postgreSQL: sql, sqlite: sql)
        let length = #"length("users"."name")"#
        assertValue(Fn.length(User.name), postgreSQL: length, sqlite: length)
        assertValue(
            Fn.replace(User.name, "a", with: "b"), postgreSQL: #"replace("users"."name", $1, $2)"#,
            sqlite: #"replace("users"."name", ?, ?)"#, binds: [.text("a"), .text("b")])
    }

    func testNumberFunctions() {
        let sql = #"abs(round("users"."age"))"#
        assertValue(Fn.abs(Fn.round(User.age)), postgreSQL: sql, sqlite: sql)
    }

    func testPartsOfATime() {
        assertValue(
            Fn.extract(.year, from: User.createdAt), postgreSQL: #"EXTRACT(year FROM "users"."created_at")"#,
            sqlite: #"CAST(strftime('%Y', "users"."created_at") AS REAL)"#)
        assertValue(
            Fn.extract(.dayOfWeek, from: User.createdAt), postgreSQL: #"EXTRACT(dow FROM "users"."created_at")"#,
            sqlite: #"CAST(strftime('%w', "users"."created_at") AS REAL)"#)
        assertValue(
            Fn.extract(.epoch, from: User.createdAt), postgreSQL: #"EXTRACT(epoch FROM "users"."created_at")"#,
            sqlite: #"CAST((julianday("users"."created_at") - 2440587.5) * 86400.0 AS REAL)"#)
    }

    func testAnyFunctionByName() {
        let sql = #"soundex("users"."name")"#
        assertValue(Fn.call("soundex", User.name, as: String.self), postgreSQL: sql, sqlite: sql)
        assertValue(
            Fn.call("concat_ws", literal("-"), User.name, User.email, as: String.self) == "a-b",
            postgreSQL: #"concat_ws($1, "users"."name", "users"."email") = $2"#,
            sqlite: #"concat_ws(?, "users"."name", "users"."email") = ?"#, binds: [.text("-"), .text("a-b")])
        let distinct = #"my_sum(DISTINCT "users"."age") FILTER (WHERE "users"."active")"#
        assertValue(
            Fn.call("my_sum", User.age, as: Int.self).distinct().filter(User.active), postgreSQL: distinct,
            sqlite: distinct)
    }

    /// S2: the name is an identifier, whatever it holds.
    func testAHostileFunctionNameIsQuotedAndNeverSQL() {
        let hostile = #"pg_sleep(10)--"#
        let quoted = #""pg_sleep(10)--"("users"."name")"#
        assertValue(Fn.call(hostile, User.name, as: String.self), postgreSQL: quoted, sqlite: quoted)
        let doubled = #""a"";DROP TABLE users;--"("users"."name")"#
        assertValue(
            Fn.call(#"a";DROP TABLE users;--"#, User.name, as: String.self), postgreSQL: doubled, sqlite: doubled)
        let upper = #""Mixed"."Case"("users"."name")"#
        assertValue(Fn.call("Mixed.Case", User.name, as: String.self), postgreSQL: upper, sqlite: upper)
        assertError(select(Fn.call("", User.name, as: String.self)), "an identifier is empty")
        assertError(select(Fn.call("a..b", User.name, as: String.self)), "an identifier is empty")
        assertError(
            select(Fn.call("a\0b", User.name, as: String.self)),
            #"the identifier "a\u{0}b" holds a NUL character"#)
    }
}
