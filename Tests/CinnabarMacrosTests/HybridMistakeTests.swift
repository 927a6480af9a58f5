import XCTest

final class HybridMistakeTests: XCTestCase {
    func testHybridsAreOneExpression() {
        assertMistakes(
            """
            extension User {
                @Hybrid var a: Int { let b = 1; return b }
                @Hybrid var b: Int { if x { 1 } else { 2 } }
                @Hybrid func c() -> Int { switch d { default: 1 } }
                @Hybrid var d: Int = 1
                @Hybrid static var e: Int { 1 }
                @Hybrid func f() {}
                @Hybrid func g() async -> Int { 1 }
                @Hybrid struct H {}
            }
            """,
            "2:26: a hybrid is one expression, which SQL can compute too. For more, leave @Hybrid away and "
                + "write the SQL as a static member of the same name and type SQLExpression<…>",
            "3:26: a hybrid is one expression, which SQL can compute too. For more, leave @Hybrid away and "
                + "write the SQL as a static member of the same name and type SQLExpression<…>",
            "4:29: a hybrid is one expression, which SQL can compute too. For more, leave @Hybrid away and "
                + "write the SQL as a static member of the same name and type SQLExpression<…>",
            "5:5: @Hybrid needs a computed property or a method with a result",
            "6:5: @Hybrid needs a computed property or a method with a result",
            #"7:18: @Hybrid needs a computed property or a method with a result, without "async" and "throws""#,
            #"8:18: @Hybrid needs a computed property or a method with a result, without "async" and "throws""#,
            "9:5: @Hybrid needs a computed property or a method with a result")
    }
}
