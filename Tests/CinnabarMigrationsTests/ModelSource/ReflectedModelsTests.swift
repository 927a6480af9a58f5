import Cinnabar
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import ReflectedModels
import XCTest

/// The written models beside real databases.
final class ReflectedModelsTests: XCTestCase {
    func testASessionUsesTheModels() async throws {
        try await onBothDatabases { database in
            try await database.engine.createAll(ModelSourceTests.models)
            let sessions = AsyncSessionMaker(database.engine)
            let ends = try XCTUnwrap(LocalDateTime("2026-11-25 12:00:00"))
            try await sessions.begin { session in
                let alice = User(name: "Alice", profile: Profile(bio: "writes"))
                let some = Category(name: "some", parent: Category(name: "all"))
                let post = Post(title: "Hello", category: some, author: alice, tags: [Tag(name: "swift")])
                session.add(post)
                session.add(
                    OrderLine(orderNo: 1, line: 2, row2: "r", self2: "s", userIDs: [1, 2], shipments: [Shipment()]))
                session.add(
                    Token(
                        secret: Data([1]), ends: ends, payload: ["a": 1], small: 3,
                        letter: "x", amount: 1.5, kind: .bC))
                session.add(Counter(id: 7, value: 1))
            }
            try await sessions.begin { session in
                let posts = try await session.scalars(
                    select(Post.self).options(
                        .selectIn(Post.author).then(.selectIn(User.profile)), .selectIn(Post.tags),
                        .selectIn(Post.category).then(.selectIn(Category.parent))))
                let post = try XCTUnwrap(posts.all().first)
                XCTAssertEqual(post.titleLength, 5)
                XCTAssertEqual(post.price, 0)
                let author = try post.author.loaded
                XCTAssertEqual(author.mood, .soSo)
                XCTAssertEqual(try author.profile.loaded?.bio, "writes")
                XCTAssertEqual(try post.category.loaded?.parent.loaded?.name, "all")
                XCTAssertEqual(try post.tags.loaded.map(\.name), ["swift"])
                let line = try await session.get(OrderLine.self, OrderLine.PrimaryKey(orderNo: 1, line: 2))
                XCTAssertEqual(line?.userIDs, [1, 2])
                XCTAssertEqual(line?.default, true)
                let token = try await session.execute(select(Token.kind)).one()
                XCTAssertEqual(token, .bC)
            }
            try await database.engine.execute(insert(Event.self).values(Event.message.to("up"), Event.mood.to(.happy)))
            let event = try await database.engine.execute(select(Event.message, Event.mood)).one()
            XCTAssertEqual(event.0, "up")
            XCTAssertEqual(event.1, .happy)
        }
    }

    func testADatabaseAndItsModelsDifferInWhatModelsCannotSay() async throws {
        try await onBothDatabases { database in
            let engine = database.engine
            try await engine.createAll(MetaData(SampleSchema.shared))
            let found = try await engine.reflect()
            let comparison = SchemaComparison(
                database: found,
                models: try await ModelSchema.seen(
                    by: engine, ModelSourceTests.models, drivers: [.sqlite, .postgreSQL]),
                declared: DatabaseSchema(ModelSourceTests.models), dialect: engine.dialect)
            XCTAssertEqual(
                SourceWriter.statements(comparison.operations(), indent: 0),
                [
                    "steps.dropIndex(Index([.expression(\"lower(title)\")], name: \"posts_by_lower_title\"), of: \"posts\")",
                    "// LOSES DATA: drops the column \"place\" of table \"posts\" with its values",
                    "steps.dropColumn(ColumnDefinition(name: \"place\", type: .custom(\"point\"), isNullable: true), "
                        + "of: \"posts\")",
                ], database.name)
        }
    }

    func testModelsOfRandomSchemasNameEveryColumn() async throws {
        try await onBothDatabases { database in
            let engine = database.engine
            for seed in 0..<UInt64(15) {
                var random = RandomSchema(seed: seed, native: engine.dialect.capabilities.contains(.nativeEnums))
                let schema = random.schema()
                try await engine.createAll(schema)
                let found = try await engine.reflect()
                let files = ModelSourceWriter(found, dialect: engine.dialect).files()
                XCTAssertEqual(Set(files.map(\.name)).count, files.count)
                for (table, file) in zip(found.tables, files) {
                    let lines = file.text.split(separator: "\n")
                    let columns = lines.filter { $0.contains(" var ") && !$0.contains("@Relationship") }
                    let left = lines.filter { $0.contains(": left out, no Swift type for ") }
                    XCTAssertEqual(columns.count + left.count, table.columns.count, file.text)
                    XCTAssertTrue(Self.isBalanced(file.text), file.text)
                }
                try await engine.dropAll(schema)
            }
        }
    }

    /// Whether every bracket outside of string literals and comments is closed.
    private static func isBalanced(_ text: String) -> Bool {
        var open: [Character] = []
        for line in text.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
            var isText = false
            var isEscaped = false
            for letter in line {
                if isText {
                    if isEscaped {
                        isEscaped = false
                    } else if letter == "\\" {
                        isEscaped = true
                    } else if letter == "\"" {
                        isText = false
                    }
                    continue
                }
                switch letter {
                case "\"": isText = true
                case "(", "[", "{": open.append(letter)
                case ")": if open.popLast() != "(" { return false }
                case "]": if open.popLast() != "[" { return false }
                case "}": if open.popLast() != "{" { return false }
                default: break
                }
            }
            if isText { return false }
        }
        return open.isEmpty
    }
}
