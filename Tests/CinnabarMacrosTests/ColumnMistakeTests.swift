import XCTest

final class ColumnMistakeTests: XCTestCase {
    func testWhatTheDatabaseMakesIsOptional() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int
                @Column(serverDefault: .now) var createdAt: Date
                @Column(serverDefault: .value(1)) var level: Int = 1
                @Column(computed: "a") var bio: Deferred<String>
            }
            """,
            #"3:49: the database makes createdAt, so it has no value before the flush: make it Optional [add "?"]"#,
            #"5:46: the database makes bio, so it has no value before the flush: make it Optional [add "?"]"#,
            #"2:25: the database makes this key, so it has no value before the flush: make it Optional [add "?"]"#,
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    @Column(serverDefault: .now) var createdAt: Date?
                    @Column(serverDefault: .value(1)) var level: Int = 1
                    @Column(computed: "a") var bio: Deferred<String?>
                }
                """)
    }

    func testKeysThatNobodyMakes() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: UUID?
            }
            """,
            "2:25: no database makes a UUID by itself: make one with each object, or say how with "
                + "serverDefault: [write UUID = UUID()]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var id: UUID = UUID()
                }
                """)
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var code: String?
            }
            """,
            "2:27: no database makes a String by itself: make it non-Optional, or say how with serverDefault: "
                + "[write String]",
            fixed: """
                @Model final class User {
                    @PrimaryKey var code: String
                }
                """)
    }

    func testNullability() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey @Column(nullable: true) var id: Int?
                @Column(nullable: true) var name: String
                @Column(nullable: isNullable) var age: Int?
            }
            """,
            "2:35: a primary key is never NULL",
            #"3:39: a column with NULLs is Optional [add "?"]"#,
            #"4:23: "nullable" is true or false, written out"#,
            fixed: """
                @Model final class User {
                    @PrimaryKey @Column(nullable: true) var id: Int?
                    @Column(nullable: true) var name: String?
                    @Column(nullable: isNullable) var age: Int?
                }
                """)
    }

    func testVersionsAreIntegers() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                @Column(.version) var version: String
            }
            """,
            "3:36: a version is an integer, and never nil: @Column(.version) var version: Int = 1")
    }

    func testDeferredColumnsAreNeitherKeysNorObserved() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Deferred<Int?>
                var bio: Deferred<String> { didSet {} }
            }
            """,
            "2:21: a primary key cannot be deferred",
            "3:31: a deferred column has no observers: it is changed by set")
    }

    func testDefaultsAreSaidOnce() {
        assertMistakes(
            """
            @Model final class User {
                @PrimaryKey var id: Int?
                @Column(default: 1) var a: Int = 2
                @Column(default: 1) var b: Int
            }
            """,
            "3:22: the property has an initial value already")
    }

    func testNamesOfColumnsAreWrittenOut() {
        assertMistakes(
            #"""
            @Model final class User {
                @PrimaryKey var id: Int?
                @Column(name: name) var a: Int
                @Column(name: "b\(1)") var b: Int
            }
            """#,
            "3:19: a column's name is written out, so that it can be checked",
            "4:19: a column's name is written out, so that it can be checked")
    }

    func testForeignKeysNameAProperty() {
        assertMistakes(
            #"""
            @Model final class User {
                @PrimaryKey var id: Int?
                @ForeignKey(\.id) var a: Int
                @ForeignKey("users.id") var b: Int
                @ForeignKey(\User.list[0]) var c: Int
            }
            """#,
            #"3:17: a foreign key names the class and the property that it refers to: \User.id"#,
            #"4:17: a foreign key names the class and the property that it refers to: \User.id"#,
            #"5:17: a foreign key names the class and the property that it refers to: \User.id"#)
    }
}
