import SwiftSyntaxMacrosTestSupport
import XCTest

final class HybridExpansionTests: XCTestCase {
    func testHybrids() {
        assertMacroExpansion(
            """
            extension User {
                @Hybrid public var fullName: String { firstName + lastName }
                @Hybrid func isOlder(than years: Int) -> Bool { return age > years }
                @Hybrid var double: Int { get { count * 2 } set { count = newValue / 2 } }
            }
            """,
            expandedSource: """
                extension User {
                    public var fullName: String { firstName + lastName }

                    public static var fullName: CinnabarSQL.SQLExpression<String> {
                        firstName + lastName
                    }
                    func isOlder(than years: Int) -> Bool { return age > years }

                    static func isOlder(than years: Int) -> CinnabarSQL.SQLExpression<Bool> {
                        age > years
                    }
                    var double: Int { get { count * 2 } set { count = newValue / 2 } }

                    static var double: CinnabarSQL.SQLExpression<Int> {
                        count * 2
                    }
                }
                """, macroSpecs: macros)
    }
}
