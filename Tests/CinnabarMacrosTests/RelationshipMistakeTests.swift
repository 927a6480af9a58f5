import XCTest

final class RelationshipMistakeTests: XCTestCase {
    func testRelationshipsHaveTypesOfTheirOwn() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                @Relationship var posts: [Post]
                @Relationship var profile: Profile?
                @Relationship var boss: User
                @Relationship var names: [String: Int]
            }
            """,
            "3:30: a relationship is a Many<Post>, a One<User> or a One<User?> [write Many<Post>]",
            "4:32: a relationship is a Many<Post>, a One<User> or a One<User?> [write One<Profile?>]",
            "5:29: a relationship is a Many<Post>, a One<User> or a One<User?> [write One<User>]",
            "6:5: a relationship is a Many<Post>, a One<User> or a One<User?>",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    @Relationship var posts: Many<Post>
                    @Relationship var profile: One<Profile?>
                    @Relationship var boss: One<User>
                    @Relationship var names: [String: Int]
                }
                """)
    }

    func testRelationshipsHaveNoInitialValue() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                var posts: Many<Post> = []
                var profile: One<Profile?> = nil
            }
            """,
            "3:27: a relationship has no initial value: the memberwise initializer begins with an empty one "
                + "[remove it]",
            "4:32: a relationship has no initial value: the memberwise initializer begins with none [remove it]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    var posts: Many<Post>
                    var profile: One<Profile?>
                }
                """)
    }

    func testMarksOfColumnsAreNotForRelationships() {
        assertMistakes(
            #"""
            @Model final class User {
                @PrimaryKey var id: Int?
                @PrimaryKey var boss: One<User>
                @ForeignKey(\User.id) var other: One<User>
            }
            """#,
            "3:5: @PrimaryKey is for columns, and a relationship is none [remove @PrimaryKey]",
            "4:5: @ForeignKey is for columns, and a relationship is none: mark the property that holds the "
                + "other's key [remove @ForeignKey]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    var boss: One<User>
                    var other: One<User>
                }
                """)
    }

    func testRelationshipsHaveNoObserversAndNoNils() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                var posts: Many<Post?>
                var boss: One<User> { didSet {} }
            }
            """,
            "3:21: a to-many relationship holds no nils: write Many<Post>",
            "4:25: a relationship has no observers: it is changed through append, remove and set")
    }

    func testKeyPathsAndOrdersAreWrittenOut() {
        assertMistakes(
            #"""
            @Model final class User {
                @PrimaryKey var id: Int?
                @Relationship(foreignKey: path) var posts: Many<Post>
                @Relationship(foreignKey: \Post.authorID, orderBy: .ascending(\Post.title), order) var others: Many<Post>
            }
            """#,
            #"3:31: a key path names the class and one property: \Post.authorID"#,
            #"4:81: an order is written out: .ascending(\Post.title) or .descending(\Post.title)"#)
    }

    func testMarksBelongIntoModels() {
        assertMistakes(
            """
            final class User {
                @PrimaryKey var id: Int?
                @Column(.text) func name() {}
            }
            """,
            "2:5: @PrimaryKey means nothing outside a class with @Model",
            "3:5: @Column marks a stored property of a class with @Model")
    }
}
