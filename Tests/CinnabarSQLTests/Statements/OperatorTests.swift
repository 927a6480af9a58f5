import CinnabarSQL
import XCTest

final class OperatorTests: XCTestCase {
    private let a = User.id
    private let b = User.managerID
    private let c = User.age

    private func assertValue<Value: ColumnValue>(
        _ value: SQLExpression<Value>, postgreSQL: String, sqlite: String, binds: [SQLValue] = [], line: UInt = #line
    ) {
        func sql(_ text: String) -> String {
            let names = ["a": #""users"."id""#, "b": #""users"."manager_id""#, "c": #""users"."age""#]
            let words = text.split(separator: " ").map { word -> String in
                let name = word.drop { "(-".contains($0) }.prefix { $0 != ")" }
                guard let column = names[String(name)] else { return String(word) }
                return String(word.replacing(name, with: column))
            }
            return "SELECT " + words.joined(separator: " ") + #" FROM "users""#
        }
        assertSQL(select(value), postgreSQL: sql(postgreSQL), sqlite: sql(sqlite), binds: binds, line: line)
    }

    private func assertValue<Value: ColumnValue>(_ value: SQLExpression<Value>, _ sql: String, line: UInt = #line) {
        assertValue(value, postgreSQL: sql, sqlite: sql, line: line)
    }

    func testParenthesesStandWhereTheMeaningNeedsThem() {
        assertValue(a - b - c, "a - b - c")
        assertValue(a - (b - c), "a - (b - c)")
        assertValue(a - (b + c), "a - (b + c)")
        assertValue(a + (b + c), "a + b + c")
        assertValue(a + (b - c), "a + (b - c)")
        assertValue(a + b * c, "a + b * c")
        assertValue((a + b) * c, "(a + b) * c")
        assertValue(a / b / c, "a / b / c")
        assertValue(a / (b / c), "a / (b / c)")
        assertValue(a * b / c, "a * b / c")
        assertValue(a % (b * c), "a % (b * c)")
        assertValue(-(a + b), "-(a + b)")
        assertValue(-(-a), "-(-a)")
        assertValue(-a * b, "-a * b")
    }

    func testTwinsOfTheArithmeticOperators() {
        let pairs: [(SQLExpression<Int>, SQLExpression<Int>, String)] = [
            (a + 2, a.plus(2), "+"), (a - 2, a.minus(2), "-"), (a * 2, a.times(2), "*"), (a / 2, a.divided(by: 2), "/"),
            (a % 2, a.modulo(2), "%"), (a.bitAnd(2), a.bitAnd(2), "&"), (a.bitOr(2), a.bitOr(2), "|"),
        ]
        for (value, twin, operation) in pairs {
            assertValue(value, postgreSQL: "a \(operation) $1", sqlite: "a \(operation) ?", binds: [.integer(2)])
            assertValue(twin, postgreSQL: "a \(operation) $1", sqlite: "a \(operation) ?", binds: [.integer(2)])
        }
        assertValue(
            a.shiftedLeft(by: 3), postgreSQL: "a << $1", sqlite: "a << ?", binds: [.integer(3)])
        assertValue(
            a.shiftedRight(by: 3), postgreSQL: "a >> $1", sqlite: "a >> ?", binds: [.integer(3)])
    }

    func testAValueOnTheLeft() {
        assertValue(literal(2) * a, postgreSQL: "$1 * a", sqlite: "? * a", binds: [.integer(2)])
    }

    func testOperatorsWhoseRankDiffersAlwaysHaveParentheses() {
        assertValue(a.bitAnd(1) + a, postgreSQL: "(a & $1) + a", sqlite: "(a & ?) + a", binds: [.integer(1)])
        assertValue((a + b).bitOr(1), postgreSQL: "(a + b) | $1", sqlite: "(a + b) | ?", binds: [.integer(1)])
        let text = (a + b).assuming(String.self)
        assertValue(text + "!", postgreSQL: "(a + b) || $1", sqlite: "(a + b) || ?", binds: [.text("!")])
    }

    func testStringsAreConcatenated() {
        assertSQL(
            select(User.name + " <" + User.email + ">", "Dr " + User.name, User.name.concatenated(with: "!")),
            postgreSQL:
                #"SELECT "users"."name" || $1 || "users"."email" || $2, $3 || "users"."name", "#
                + #""users"."name" || $4 FROM "users""#,
            sqlite:
                #"SELECT "users"."name" || ? || "users"."email" || ?, ? || "users"."name", "#
                + #""users"."name" || ? FROM "users""#,
            binds: [.text(" <"), .text(">"), .text("Dr "), .text("!")])
        assertSQL(
            select(User.id).where(User.name + User.email == "ab"),
            postgreSQL: #"SELECT "users"."id" FROM "users" WHERE "users"."name" || "users"."email" = $1"#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE "users"."name" || "users"."email" = ?"#,
            binds: [.text("ab")])
    }

    func testAnOperatorOfTheDatabasesOwn() {
        let value = User.name.operator(unsafe: "~*", literal("^a"), as: Bool.self)
        assertSQL(
            select(User.id).where(value && User.active),
            postgreSQL: #"SELECT "users"."id" FROM "users" WHERE "users"."name" ~* $1 AND "users"."active""#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE "users"."name" ~* ? AND "users"."active""#,
            binds: [.text("^a")])
    }

    func testCollations() {
        let sql = #"SELECT "users"."id" FROM "users" ORDER BY "users"."name" COLLATE "C" DESC"#
        assertSQL(
            select(User.id).order(by: User.name.collate("C").descending), postgreSQL: sql, sqlite: sql, binds: [])
        assertSQL(
            select(User.id).where((User.name + "x").collate("NOCASE") == "a"),
            postgreSQL: #"SELECT "users"."id" FROM "users" WHERE ("users"."name" || $1) COLLATE "NOCASE" = $2"#,
            sqlite: #"SELECT "users"."id" FROM "users" WHERE ("users"."name" || ?) COLLATE "NOCASE" = ?"#,
            binds: [.text("x"), .text("a")])
    }
}
