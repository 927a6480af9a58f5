import CinnabarEngine
import CinnabarSQL
import XCTest

/// What a reflected column says, comparable.
struct ColumnShape: Equatable {
    var name: String
    var type: SQLType
    var isNullable: Bool
    var isPrimaryKey: Bool
    var serverDefault: ServerDefault?
    var computed: ComputedColumn?
    var identity: IdentityColumn?
    var comment: String?

    init(_ column: ColumnDefinition) {
        name = column.name
        type = column.type
        isNullable = column.isNullable
        isPrimaryKey = column.isPrimaryKey
        serverDefault = column.serverDefault
        computed = column.computed
        identity = column.identity
        comment = column.comment
    }

    init(
        _ name: String, _ type: SQLType, isNullable: Bool = true, isPrimaryKey: Bool = false,
        default serverDefault: ServerDefault? = nil, identity: IdentityColumn? = nil
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.isPrimaryKey = isPrimaryKey
        self.serverDefault = serverDefault
        self.identity = identity
    }
}

extension AsyncEngine {
    /// Runs statements, separated by semicolons at line ends outside of DO, in one transaction.
    nonisolated func run(_ script: String) async throws {
        try await begin { connection in
            for statement in ReflectionScript.statements(script) {
                try await connection.execute(sql(SQLFragment(unsafe: statement)))
            }
        }
    }
}

enum ReflectionScript {
    /// A statement ends with a line that ends with a semicolon, but inside DO.
    static func statements(_ script: String) -> [String] {
        var statements: [String] = []
        var current = ""
        for line in script.split(separator: "\n") {
            current += line + "\n"
            let isInsideBlock = current.hasPrefix("DO $do$") && !line.hasPrefix("END $do$")
            if line.hasSuffix(";"), !isInsideBlock {
                statements.append(String(current.dropLast(2)))
                current = ""
            }
        }
        return current.isEmpty ? statements : statements + [current]
    }
}

extension XCTestCase {
    /// Creates the tables and reflects them, then creates those that were found somewhere else and reflects once more.
    func assertRoundTrip(_ models: MetaData, file: StaticString = #filePath, line: UInt = #line) async throws {
        var found: DatabaseSchema?
        try await onPostgreSQL { database in
            try await database.engine.createAll(models)
            let schema = try await database.engine.reflect()
            assertSame(schema, DatabaseSchema(models), "reflected", file: file, line: line)
            found = schema
        }
        let again = MetaData(try XCTUnwrap(found).tables)
        try await onPostgreSQL { database in
            try await database.engine.createAll(again)
            let schema = try await database.engine.reflect()
            assertSame(schema, DatabaseSchema(again), "created again", file: file, line: line)
        }
    }

    func assertSame(
        _ found: DatabaseSchema, _ models: DatabaseSchema, _ message: String, file: StaticString, line: UInt
    ) {
        XCTAssertEqual(found.tables.map(\.key), models.tables.map(\.key).sorted(), message, file: file, line: line)
        XCTAssertEqual(found.enums, models.enums, message, file: file, line: line)
        XCTAssertEqual(found.schemas, models.schemas, message, file: file, line: line)
        for table in found.tables {
            guard let model = models.table(table.key) else { continue }
            let note = "\(message): \(table.name)"
            XCTAssertEqual(table.columns.count, model.columns.count, note, file: file, line: line)
            for (column, expected) in zip(table.columns, model.columns) {
                var shape = ColumnShape(expected)
                // A key that is nobody's business is an identity in the database.
                if model.generatedKey?.name == expected.name { shape.identity = expected.identity ?? IdentityColumn() }
                XCTAssertEqual(ColumnShape(column), shape, note, file: file, line: line)
            }
            XCTAssertEqual(table.primaryKey, model.primaryKey, note, file: file, line: line)
            XCTAssertEqual(table.foreignKeys, model.foreignKeys, note, file: file, line: line)
            XCTAssertEqual(table.uniques, model.uniques, note, file: file, line: line)
            XCTAssertEqual(table.checks, model.checks, note, file: file, line: line)
            XCTAssertEqual(table.indexes, model.indexes, note, file: file, line: line)
            XCTAssertEqual(table.comment, model.comment, note, file: file, line: line)
            XCTAssertEqual(table.options, model.options, note, file: file, line: line)
        }
    }
}
