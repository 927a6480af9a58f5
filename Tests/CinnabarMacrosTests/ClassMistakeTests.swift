import XCTest

final class ClassMistakeTests: XCTestCase {
    func testAStructIsNoModel() {
        assertMistakes(
            """
            @Model struct User {
                @PrimaryKey var id: Int?
            }
            """,
            "1:8: @Model needs a final class: its objects have an identity [make it a final class]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                }
                """)
    }

    func testAnActorIsNoModel() {
        assertMistakes(
            """
            @Model actor User {
                @PrimaryKey var id: Int?
            }
            """,
            "1:8: @Model needs a final class: its objects have an identity")
    }

    func testAModelIsFinal() {
        assertMistakes(
            """
            @Model("users")
            public class User {
                @PrimaryKey var id: Int?
            }
            """,
            #"2:8: a model is a final class [add "final"]"#,
            fixed: """
                @Model("users")
                public final class User {
                    @PrimaryKey var id: Int?
                }
                """)
    }

    func testAModelBelongsToNoActor() {
        assertMistakes(
            """
            @Model @MainActor final class User {
                @PrimaryKey var id: Int?
            }
            """, "1:8: objects of a model belong to no actor: any task may use them")
    }

    func testAModelIsNotGeneric() {
        assertMistakes(
            """
            @Model final class User<T> {
                @PrimaryKey var id: Int?
            }
            """,
            "1:24: a generic class cannot be a model: its tables would be many")
    }

    func testInitializersAreConvenience() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                // Why.
                public init(name: String) {}
                convenience init() { self.init(id: nil) }
            }
            """,
            #"4:12: an initializer of a model is a convenience initializer: @Model makes the memberwise one, "#
                + #"and only that one sets up the storage [add "convenience"]"#,
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    // Why.
                    public convenience init(name: String) {}
                    convenience init() { self.init(id: nil) }
                }
                """)
    }

    func testAModelHasAKey() {
        assertMistakes(
            """
            @Model final class User {
                var name: String
            }
            """,
            #"1:20: User has no primary key: mark a property with @PrimaryKey [add "@PrimaryKey var id: Int?"]"#,
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    var name: String
                }
                """)
        assertMistakes(
            """
            @Model final class User {
                // The key.
                var id: Int?
            }
            """,
            "1:20: User has no primary key: mark a property with @PrimaryKey [mark id with @PrimaryKey]",
            fixed: """
                @Model final class User {
                    // The key.
                    @PrimaryKey var id: Int?
                }
                """)
    }

    func testColumnsDoNotDependOnConditions() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                #if DEBUG
                var name: String
                var length: Int { 1 }
                #endif
            }
            """,
            "4:5: a column cannot depend on #if")
    }

    func testIndexesNameColumnsOfTheClass() {
        assertMistakes(
            #"""
            @Model final class User {
                #Index(\Post.title)
                #Index(\User.posts, unique: true)
                #Unique()
                #Unique(\.name, \User.name)
                @PrimaryKey var id: Int?
                var name: String
                var posts: Many<Post>
            }
            """#,
            #"2:12: name a column of this class: \User.name"#,
            "3:12: posts is no column of User",
            #"4:5: #Unique names its columns: \User.name"#,
            #"5:13: name a column of this class: \User.name"#)
    }

    func testTwoColumnsHaveTwoNames() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                var name: String
                @Column(name: "name") var title: String
            }
            """,
            #"4:31: title and name have the same column "name": name one with @Column(name:)"#)
    }

    func testThereIsOneVersion() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                @Column(.version) var version: Int = 1
                @Column(.version) var other: Int = 1
            }
            """,
            "4:27: a model has one version column")
    }

    func testTypesOfTheModelAreTaken() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                struct Row {}
                typealias PrimaryKey = Int
            }
            """, "3:12: @Model makes a type of this name already: User.Row",
            "4:15: @Model makes a type of this name already: User.PrimaryKey")
    }

    func testNamesOfTheModelAreTaken() {
        assertMistakes(
            """
            @Model final class Cell {
                @PrimaryKey var id: Int?
                var row: Int
                @Column(name: "at") var table: String
            }
            """,
            #"3:9: "row" is a name that every model has already: choose another for the property and keep the "#
                + #"column's with @Column(name: "row")"#,
            #"4:29: "table" is a name that every model has already: choose another for the property and keep "#
                + #"the column's with @Column(name: "at")"#)
    }
}
