import CinnabarMigrations
import CinnabarSQL
import Foundation
import ReflectedModels
import XCTest

final class ModelSourceTests: XCTestCase {
    private var blog: DatabaseSchema {
        let mood = EnumType("mood", labels: ["happy", "so so"])
        let users = Table(
            "users",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "name", type: .varchar(100)),
                ColumnDefinition(name: "mood", type: .enumeration(mood), isNullable: true),
                ColumnDefinition(name: "createdAt", type: .timestamp, serverDefault: .now),
            ],
            items: [.unique(["name"], name: "users_name_key"), .check("name <> ''", name: "name_not_empty")],
            comment: "who writes")
        let posts = Table(
            "posts",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "title", type: .text), ColumnDefinition(name: "author_id", type: .bigint),
                ColumnDefinition(name: "place", type: .custom("point"), isNullable: true),
            ],
            items: [
                .foreignKey(
                    ["author_id"], references: "users", ["id"], onDelete: .cascade, name: "posts_author_fk"),
                .index([.column("author_id"), .column("title")], name: "posts_by_author"),
            ])
        let tags = Table(
            "post_tags",
            columns: [
                ColumnDefinition(name: "post_id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "label", type: .text, isPrimaryKey: true),
            ],
            items: [.foreignKey(["post_id"], references: "posts", ["id"], name: "post_tags_post_fk")])
        return DatabaseSchema(tables: [users, posts, tags], enums: [mood])
    }

    func testCheckedInModelsAreWhatTheWriterWrites() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ReflectedModels")
        let files = ModelSourceWriter(blog, isPublic: true).files()
        XCTAssertEqual(files.map(\.name), ["User.swift", "Post.swift", "PostTag.swift", "Enums.swift"])
        for file in files {
            let text = try String(contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8)
            XCTAssertEqual(file.text, text, file.name)
        }
    }

    func testCompiledModelsHaveTheTablesThatTheyWereWrittenFrom() throws {
        let metaData = MetaData(User.self, Post.self, PostTag.self)
        for expected in MetaData(blog.tables).tables {
            let table = try XCTUnwrap(metaData.table(expected.name))
            // The column without a Swift type is left out.
            let columns = expected.columns.filter { $0.type != .custom("point") }
            XCTAssertEqual(table.columns.map(\.name), columns.map(\.name))
            XCTAssertEqual(table.columns.map(\.type), columns.map(\.type))
            XCTAssertEqual(table.columns.map(\.isNullable), columns.map(\.isNullable))
            XCTAssertEqual(table.columns.map(\.serverDefault), columns.map(\.serverDefault))
            XCTAssertEqual(table.primaryKey, expected.primaryKey)
            XCTAssertEqual(table.foreignKeys, expected.foreignKeys)
            XCTAssertEqual(table.uniques, expected.uniques)
            XCTAssertEqual(table.checks, expected.checks)
            XCTAssertEqual(table.indexes, expected.indexes)
            XCTAssertEqual(table.comment, expected.comment)
        }
    }
}
