import XCTest

final class PropertyMistakeTests: XCTestCase {
    func testTypesAreWrittenOut() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                var active = true
                var count = -1 { didSet {} }
                var ratio = 1.5 // Half.
                var name = "none"
                var size = Int.max
            }
            """,
            #"3:9: active needs a type: a macro cannot infer it [add ": Bool"]"#,
            #"4:9: count needs a type: a macro cannot infer it [add ": Int"]"#,
            #"5:9: ratio needs a type: a macro cannot infer it [add ": Double"]"#,
            #"6:9: name needs a type: a macro cannot infer it [add ": String"]"#,
            "7:9: size needs a type: a macro cannot infer it",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    var active: Bool = true
                    var count: Int = -1 { didSet {} }
                    var ratio: Double = 1.5 // Half.
                    var name: String = "none"
                    var size = Int.max
                }
                """)
    }

    func testEachColumnIsDeclaredByItself() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                // Both.
                @Column(unique: true) var a, b: Int
                var (c, d): (Int, Int)
            }
            """,
            "4:5: peer macro can only be applied to a single variable",
            "4:31: declare each column by itself [declare them one by one]",
            "5:9: a column has a name of its own: declare each by itself",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    // Both.
                    @Column(unique: true) var a: Int
                    @Column(unique: true) var b: Int
                    var (c, d): (Int, Int)
                }
                """)
    }

    func testConstantsHaveAValue() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey let id: Int?
                let kind = "user"
                let name: String
            }
            """,
            #"2:17: a column is a "var": the session fills it in after the object is made [write "var"]"#,
            #"4:5: a column is a "var": the session fills it in after the object is made [write "var"]"#,
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    let kind = "user"
                    var name: String
                }
                """)
    }

    func testStorageIsTheModels() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                lazy var name: String = "a"
                weak var other: User?
                @Published var title: String
                @MainActor var text: String
            }
            """,
            "3:5: a column cannot be lazy: use a computed property, or Deferred<…> for what is loaded later",
            "4:5: a column cannot be weak: relationships (Many<…>, One<…>) keep no rings alive",
            "5:5: @Published cannot stand on a column: a property wrapper's storage would not be the model's. "
                + "Wrap it in a computed property")
    }

    func testComputedPropertiesHaveNoMarks() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                // Long.
                @Column(unique: true) var name: String { "a" }
            }
            """,
            "4:5: @Column needs a stored property: nothing of a computed one is in the table [remove @Column]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    // Long.
                    var name: String { "a" }
                }
                """)
    }
}
