import CinnabarSQL
import XCTest

final class ConditionTests: XCTestCase {
    /// The condition behind WHERE, with `$1` for PostgreSQL and `?` for SQLite.
    private func assertCondition(
        _ condition: Condition, postgreSQL: String, sqlite: String, binds: [SQLValue] = [], line: UInt = #line
    ) {
        let start = #"SELECT "users"."id" FROM "users" WHERE "#
        assertSQL(
            select(User.id).where(condition), postgreSQL: start + postgreSQL, sqlite: start + sqlite, binds: binds,
            line: line)
    }

    func testComparisonsWithValues() {
        let age: [(Condition, Condition, String)] = [
            (User.age == 18, User.age.equals(18), "="), (User.age != 18, User.age.notEquals(18), "<>"),
            (User.age < 18, User.age.isLess(than: 18), "<"), (User.age <= 18, User.age.isAtMost(18), "<="),
            (User.age > 18, User.age.isGreater(than: 18), ">"), (User.age >= 18, User.age.isAtLeast(18), ">="),
        ]
        for (condition, twin, operation) in age {
            for form in [condition, twin] {
                assertCondition(
                    form, postgreSQL: #""users"."age" \#(operation) $1"#, sqlite: #""users"."age" \#(operation) ?"#,
                    binds: [.integer(18)])
            }
        }
    }

    func testAValueOnTheLeftTurnsTheComparisonAround() {
        let pairs: [(Condition, String)] = [
            (18 == User.age, "="), (18 != User.age, "<>"), (18 > User.age, "<"), (18 >= User.age, "<="),
            (18 < User.age, ">"), (18 <= User.age, ">="),
        ]
        for (condition, operation) in pairs {
            assertCondition(
                condition, postgreSQL: #""users"."age" \#(operation) $1"#, sqlite: #""users"."age" \#(operation) ?"#,
                binds: [.integer(18)])
        }
        assertCondition(nil == User.age, postgreSQL: #""users"."age" IS NULL"#, sqlite: #""users"."age" IS NULL"#)
    }

    func testComparisonsWithExpressions() {
        let pairs: [(Condition, String)] = [
            (User.id == User.managerID, "="), (User.id != User.managerID, "<>"), (User.id < User.managerID, "<"),
            (User.id <= User.managerID, "<="), (User.id > User.managerID, ">"), (User.id >= User.managerID, ">="),
        ]
        for (condition, operation) in pairs {
            let sql = #""users"."id" \#(operation) "users"."manager_id""#
            assertCondition(condition, postgreSQL: sql, sqlite: sql)
        }
    }

    func testNilIsNull() {
        let null = #""users"."age" IS NULL"#
        let some = #""users"."age" IS NOT NULL"#
        let nobody: Int? = nil
        for condition in [User.age == nil, User.age == nobody, User.age.isNull, !User.age.isNotNull] {
            assertCondition(condition, postgreSQL: null, sqlite: null)
        }
        for condition in [User.age != nil, User.age != nobody, User.age.isNotNull, not(User.age == nil)] {
            assertCondition(condition, postgreSQL: some, sqlite: some)
        }
    }

    func testAndOrNotKeepTheirMeaning() {
        let a = User.active == true
        let b = User.id == 1
        let c = User.id == 2
        func sql(_ p: String, _ template: String) -> String {
            var number = 0
            return template.split(separator: " ").map { word -> String in
                guard ["a", "(a", "b", "b)", "(b", "c", "c)"].contains(word) else { return String(word) }
                number += 1
                let value = p == "?" ? "?" : "$\(number)"
                let column = word.contains("a") ? #""users"."active" = "# : #""users"."id" = "#
                return (word.hasPrefix("(") ? "(" : "") + column + value + (word.hasSuffix(")") ? ")" : "")
            }.joined(separator: " ")
        }
        func check(_ condition: Condition, _ template: String, line: UInt = #line) {
            var binds: [SQLValue] = []
            for letter in template {
                if letter == "a" { binds.append(.boolean(true)) }
                if letter == "b" { binds.append(.integer(1)) }
                if letter == "c" { binds.append(.integer(2)) }
            }
            assertCondition(
                condition, postgreSQL: sql("$", template), sqlite: sql("?", template), binds: binds, line: line)
        }
        check(a || b && !c, "a OR b AND NOT c")
        check((a || b) && c, "(a OR b) AND c")
        check(!(a && b), "NOT (a AND b)")
        check(!(a || b) && c, "NOT (a OR b) AND c")
        check(a && (b && c), "a AND b AND c")
        check(a || (b || c), "a OR b OR c")
        check(!(!a), "a")
        check(and(a, or(b, c)), "a AND (b OR c)")
        check(or(a, and(b, c)), "a OR b AND c")
        check(and([a, b, c]), "a AND b AND c")
        check(and(or(a)), "a")
        check(not(a) || b, "NOT a OR b")
    }

    func testNothingToMeetIsTrueAndNothingToChooseIsFalse() {
        assertCondition(and([]), postgreSQL: "1 = 1", sqlite: "1 = 1")
        assertCondition(or([]), postgreSQL: "1 = 0", sqlite: "1 = 0")
        assertCondition(
            User.active == true && or([]), postgreSQL: #""users"."active" = $1 AND 1 = 0"#,
            sqlite: #""users"."active" = ? AND 1 = 0"#, binds: [.boolean(true)])
    }

    func testSeveralWheresAreJoinedByAnd() {
        assertSQL(
            select(User.id).where(User.active == true || User.id == 1).where(User.id == 2 && User.id == 3),
            postgreSQL:
                #"SELECT "users"."id" FROM "users" WHERE ("users"."active" = $1 OR "users"."id" = $2) "#
                + #"AND "users"."id" = $3 AND "users"."id" = $4"#,
            sqlite:
                #"SELECT "users"."id" FROM "users" WHERE ("users"."active" = ? OR "users"."id" = ?) "#
                + #"AND "users"."id" = ? AND "users"."id" = ?"#,
            binds: [.boolean(true), .integer(1), .integer(2), .integer(3)])
    }

    func testABooleanColumnIsACondition() {
        assertCondition(
            User.active && !User.active, postgreSQL: #""users"."active" AND NOT "users"."active""#,
            sqlite: #""users"."active" AND NOT "users"."active""#)
    }

    func testAComparisonOfComparisonsKeepsItsParentheses() {
        assertCondition(
            (User.id == 1) == (User.id == 2), postgreSQL: #"("users"."id" = $1) = ("users"."id" = $2)"#,
            sqlite: #"("users"."id" = ?) = ("users"."id" = ?)"#, binds: [.integer(1), .integer(2)])
    }
}
