import CinnabarSQL
import XCTest

/// S4: `contains` and its kin match their argument literally, `like` takes a pattern.
final class MatchingTests: XCTestCase {
    private func assertCondition(
        _ condition: Condition, postgreSQL: String, sqlite: String, binds: [SQLValue], line: UInt = #line
    ) {
        let start = #"SELECT "users"."id" FROM "users" WHERE "#
        assertSQL(
            select(User.id).where(condition), postgreSQL: start + postgreSQL, sqlite: start + sqlite, binds: binds,
            line: line)
    }

    func testLike() {
        assertCondition(
            User.name.like("a%"), postgreSQL: #""users"."name" LIKE $1"#, sqlite: #""users"."name" LIKE ?"#,
            binds: [.text("a%")])
        for condition in [User.name.notLike("a_"), !User.name.like("a_")] {
            assertCondition(
                condition, postgreSQL: #""users"."name" NOT LIKE $1"#, sqlite: #""users"."name" NOT LIKE ?"#,
                binds: [.text("a_")])
        }
        assertCondition(
            User.name.like(User.email + "%"), postgreSQL: #""users"."name" LIKE "users"."email" || $1"#,
            sqlite: #""users"."name" LIKE "users"."email" || ?"#, binds: [.text("%")])
    }

    func testLikeWithoutRegardToCase() {
        assertCondition(
            User.name.ilike("%ALICE%"), postgreSQL: #""users"."name" ILIKE $1"#,
            sqlite: #"lower("users"."name") LIKE lower(?)"#, binds: [.text("%ALICE%")])
        for condition in [User.name.notILike("x"), !User.name.ilike("x")] {
            assertCondition(
                condition, postgreSQL: #""users"."name" NOT ILIKE $1"#,
                sqlite: #"lower("users"."name") NOT LIKE lower(?)"#, binds: [.text("x")])
        }
    }

    func testContainsStartsWithEndsWithEscapeTheirArgument() {
        let escaped: [(String, String)] = [
            ("plain", "plain"), ("50%", #"50\%"#), ("a_b", #"a\_b"#), (#"C:\x"#, #"C:\\x"#), ("", ""),
            (#"\%_"#, #"\\\%\_"#), ("ü%\u{1F600}_", "ü\\%\u{1F600}\\_"),
        ]
        for (part, pattern) in escaped {
            let forms: [(Condition, String)] = [
                (User.name.contains(part), "%\(pattern)%"), (User.name.startsWith(part), "\(pattern)%"),
                (User.name.endsWith(part), "%\(pattern)"),
            ]
            for (condition, text) in forms {
                assertCondition(
                    condition, postgreSQL: #""users"."name" LIKE $1 ESCAPE '\'"#,
                    sqlite: #""users"."name" LIKE ? ESCAPE '\'"#, binds: [.text(text)])
            }
        }
        assertCondition(
            User.name.contains("A_", caseInsensitive: true), postgreSQL: #""users"."name" ILIKE $1 ESCAPE '\'"#,
            sqlite: #"lower("users"."name") LIKE lower(?) ESCAPE '\'"#, binds: [.text(#"%A\_%"#)])
        assertCondition(
            !User.name.startsWith("x"), postgreSQL: #""users"."name" NOT LIKE $1 ESCAPE '\'"#,
            sqlite: #""users"."name" NOT LIKE ? ESCAPE '\'"#, binds: [.text("x%")])
    }

    func testALongPatternIsAParameterLikeAnyOther() {
        let part = String(repeating: "%", count: 50_001)
        let pattern = "%" + String(repeating: #"\%"#, count: 50_001) + "%"
        assertCondition(
            User.name.contains(part), postgreSQL: #""users"."name" LIKE $1 ESCAPE '\'"#,
            sqlite: #""users"."name" LIKE ? ESCAPE '\'"#, binds: [.text(pattern)])
    }
}
