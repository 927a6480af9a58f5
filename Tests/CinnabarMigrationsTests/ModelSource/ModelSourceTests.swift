import Cinnabar
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import Foundation
import ReflectedModels
import XCTest

/// The models in Tests/ReflectedModels are what the writer writes: read them beside this.
final class ModelSourceTests: XCTestCase {
    private var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ReflectedModels")
    }

    /// With `CINNABAR_RECORD` in the environment the files are written anew.
    func testTheModelsOfASchemaAreTheFilesThatCompile() throws {
        let files = ModelSourceWriter(SampleSchema.all, dialect: PostgreSQLDialect(), isPublic: true).files()
        if ProcessInfo.processInfo.environment["CINNABAR_RECORD"] != nil {
            for file in files {
                try file.text.write(to: folder.appendingPathComponent(file.name), atomically: true, encoding: .utf8)
            }
        }
        XCTAssertEqual(
            files.map(\.name),
            [
                "User.swift", "Profile.swift", "Category.swift", "Post.swift", "Tag.swift", "PostTag.swift",
                "OrderLine.swift", "Shipment.swift", "Token.swift", "Counter.swift", "Event.swift", "AuditUser.swift",
                "Enums.swift",
            ])
        for file in files {
            let text = try String(contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8)
            XCTAssertEqual(file.text, text, file.name)
        }
        let known = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        XCTAssertEqual(Set(known), Set(files.map(\.name)))
    }

    static let models = MetaData(
        User.self, Profile.self, Category.self, Post.self, Tag.self, PostTag.self, OrderLine.self, Shipment.self,
        Token.self, Counter.self, Event.self)

    func testCompiledModelsHaveTheTablesThatTheyWereWrittenFrom() throws {
        var tables = Self.models.tables
        tables.append(AuditUser.table.named())
        XCTAssertEqual(Set(tables.map(\.key)), Set(SampleSchema.all.tables.map(\.key)))
        for expected in SampleSchema.all.tables {
            let found = try XCTUnwrap(tables.first { $0.key == expected.key })
            // A model has what it can say; a table for statements has all.
            let isModel = expected.primaryKey != nil
            let columns = expected.columns.filter { !isModel || $0.type != .custom("point") }
            XCTAssertEqual(found.columns.map(\.name), columns.map(\.name))
            XCTAssertEqual(found.columns.map(\.type), columns.map(\.type), expected.name)
            XCTAssertEqual(found.columns.map(\.isNullable), columns.map(\.isNullable), expected.name)
            XCTAssertEqual(found.columns.map(\.serverDefault), columns.map(\.serverDefault), expected.name)
            XCTAssertEqual(found.columns.map(\.computed), columns.map(\.computed))
            XCTAssertEqual(found.columns.map(\.identity), columns.map(\.identity))
            XCTAssertEqual(found.columns.map(\.comment), columns.map(\.comment))
            XCTAssertEqual(found.primaryKey, expected.primaryKey)
            XCTAssertEqual(Set(found.foreignKeys), Set(expected.foreignKeys))
            XCTAssertEqual(Set(found.uniques), Set(expected.uniques))
            XCTAssertEqual(found.checks, expected.checks)
            XCTAssertEqual(found.indexes, expected.indexes.filter { $0.name != "posts_by_lower_title" })
            XCTAssertEqual(found.comment, expected.comment)
            XCTAssertEqual(found.generatedKey?.name, expected.generatedKey?.name, expected.name)
        }
    }

    func testWhatIsNotPublicImportsPrivately() {
        let schema = DatabaseSchema(tables: [
            Table("notes", columns: [ColumnDefinition(name: "id", type: .uuid, isPrimaryKey: true)])
        ])
        let files = ModelSourceWriter(schema, dialect: PostgreSQLDialect()).files()
        XCTAssertEqual(
            files.map(\.text),
            [
                """
                import Cinnabar
                import FoundationEssentials

                @Model("notes")
                final class Note {
                    @PrimaryKey var id: UUID = UUID()
                }

                """
            ])
    }

    func testTypesWithAPrecisionAndOldSpellingsHaveSwiftTypes() {
        let spellings = [
            "INT": "Int", "INTEGER(11)": "Int", "NVARCHAR(20)": "String", "DOUBLE PRECISION": "Double",
            "FLOAT": "Double", "BOOL": "Bool", "citext": "String", "json": "JSONValue",
            "timestamp(3) without time zone": "LocalDateTime", "timestamp(0) with time zone": "Date",
            "time(3) without time zone": "LocalTime", "interval(0)": "CalendarInterval",
        ]
        for (spelling, swift) in spellings { XCTAssertEqual(written(.custom(spelling)), swift, spelling) }
        for spelling in ["point", "tsvector", "DATETIME", "\"char\"", "inet", "text[]", "time(3) with time zone"] {
            XCTAssertNil(written(.custom(spelling)), spelling)
        }
        XCTAssertEqual(written(.array(.array(.varchar(3)))), "[[String]]")
        XCTAssertNil(written(.enumeration(EnumType("empty", labels: []))))
    }

    /// The Swift type of the second column; nil where it is left out.
    private func written(_ type: SQLType) -> String? {
        let table = Table(
            "t",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "x", type: type),
            ])
        let text = ModelSourceWriter(DatabaseSchema(tables: [table]), dialect: PostgreSQLDialect()).files()[0].text
        guard let start = text.range(of: "var x: ") else {
            XCTAssertTrue(text.contains("// x: left out, no Swift type for "), text)
            return nil
        }
        return text[start.upperBound...].split(separator: "\n").first.map(String.init)
    }

    func testNamesAreSingularAndNeverTwice() {
        let names = [
            "categories", "statuses", "boxes", "people", "order_lines", "series", "address", "movies", "CHILDREN",
            "Data", "data", "2fa", "", "日本",
        ]
        let tables = names.map {
            Table($0, columns: [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)])
        }
        XCTAssertEqual(
            ModelSourceWriter(DatabaseSchema(tables: tables), dialect: PostgreSQLDialect()).files().map(\.name),
            [
                "Category", "Status", "Box", "Person", "OrderLine", "Series", "Address", "Movie", "Child", "Data2",
                "Data3", "_2fa", "Unnamed", "日本",
            ].map { $0 + ".swift" })
    }

    /// S2: a name, a label, a comment or a type is a literal or on its comment's line, never code.
    func testNamesThatLookLikeCodeStayNames() {
        let hostile = "x\"\n}\nevil()\u{2028}evil() \\(evil())"
        let table = Table(
            hostile, schema: hostile,
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true, comment: hostile),
                ColumnDefinition(name: hostile, type: .custom(hostile)),
                ColumnDefinition(name: hostile + "2", type: .enumeration(EnumType(hostile, labels: [hostile]))),
            ],
            items: [
                .check(hostile, name: hostile), .unique([hostile], name: hostile),
                .index([.expression(hostile)], name: hostile),
                .foreignKey(["id"], references: hostile, [hostile], name: hostile),
            ], comment: hostile, options: .unlogged)
        for file in ModelSourceWriter(DatabaseSchema(tables: [table]), dialect: PostgreSQLDialect()).files() {
            let lines = file.text.split(whereSeparator: \.isNewline)
            XCTAssertFalse(lines.contains { $0.hasPrefix("evil") }, file.text)
            for line in lines where !line.contains("//") {
                // What is left without its literals holds nothing of them, nor an interpolation.
                let code = line.replacing(#/"(\\.|[^"\\])*"/#, with: "")
                XCTAssertFalse(code.contains("evil()"), String(line))
                XCTAssertFalse(line.replacing("\\\\", with: "").contains("\\("), String(line))
            }
        }
    }
}
