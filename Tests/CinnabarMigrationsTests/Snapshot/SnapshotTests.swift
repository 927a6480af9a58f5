import CinnabarMigrations
import CinnabarSQL
import XCTest

final class SnapshotTests: XCTestCase {
    private func text(_ schema: DatabaseSchema) -> [String] {
        var text = ""
        dump(schema, to: &text)
        return text.split(separator: "\n").map(String.init)
    }

    func testEveryOptionComesBack() async throws {
        let tables = EveryOperation.operations.compactMap { operation -> Table? in
            guard case .createTable(let table) = operation, table.name != "odd" else { return nil }
            return table
        }
        // One of each name, in the order in which a snapshot holds them.
        let unique = Dictionary(tables.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let schema = DatabaseSchema(
            tables: unique.values.sorted { $0.key < $1.key },
            enums: [EveryOperation.mood, EnumType("b", labels: ["x"])]
                .sorted { ($0.schema ?? "", $0.name) < ($1.schema ?? "", $1.name) },
            views: [View("v", sql: "SELECT 1"), View("w", schema: "app", sql: "SELECT 2", isMaterialized: true)],
            sequences: [SequenceDefinition("s"), SequenceDefinition("t", schema: "app", start: 5, increment: -1)],
            triggers: [Trigger("tr", on: TableName("users", schema: "app"), sql: "CREATE TRIGGER …")],
            schemas: ["app", "other"])
        let read = try DatabaseSchema(snapshot: schema.snapshot)
        XCTAssertEqual(text(read), text(schema))
        XCTAssertEqual(read.snapshot, schema.snapshot)
    }

    func testASnapshotHasALineForEachItemInAFixedOrder() async throws {
        let posts = Table(
            "posts", columns: [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)]
        ).named()
        let users = Table(
            "users",
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "name", type: .varchar(100), isNullable: true, serverDefault: .value("x")),
            ], items: [.unique(["name"])]
        ).named()
        XCTAssertEqual(
            DatabaseSchema(tables: [users, posts]).snapshot, DatabaseSchema(tables: [posts, users]).snapshot)
        XCTAssertEqual(
            DatabaseSchema(tables: [users, posts]).snapshot,
            """
            {
              "tables": [
                {
                  "columns": [
                    {"name":"id","primaryKey":true,"type":"bigint"}
                  ],
                  "name": "posts",
                  "primaryKey": {
                    "columns": ["id"],
                    "name": "pk_posts"
                  }
                },
                {
                  "columns": [
                    {"name":"id","primaryKey":true,"type":"bigint"},
                    {"default":{"value":{"text":"x"}},"name":"name","nullable":true,"type":{"varchar":{"length":100}}}
                  ],
                  "name": "users",
                  "primaryKey": {
                    "columns": ["id"],
                    "name": "pk_users"
                  },
                  "uniques": [
                    {"columns":["name"],"name":"uq_users_name"}
                  ]
                }
              ],
              "version": 1
            }

            """)
    }

    func testABrokenSnapshotNamesThePlace() async throws {
        let cases = [
            ("", "the snapshot cannot be read: the JSON ends too early at byte 0; take it from version control again"),
            ("{}", "the snapshot cannot be read: \"version\" is missing; take it from version control again"),
            (
                "{\"version\": 9}",
                "the snapshot cannot be read at version: this version knows only the form 1; take it from version control "
                    + "again"
            ),
            (
                "{\"version\": 1, \"tables\": [{\"name\": \"a\", \"columns\": [{\"name\": \"b\", \"type\": \"texd\"}]}]}",
                "the snapshot cannot be read at tables.0.columns.0.type: \"texd\" is no type; take it from version control "
                    + "again"
            ),
            (
                "{\"version\": 1, \"tables\": [{\"name\": \"a\", \"columns\": [{\"name\": \"b\", \"type\": \"date\", "
                    + "\"default\": {\"value\": {\"date\": \"x\"}}}]}]}",
                "the snapshot cannot be read at tables.0.columns.0.default.value.date: \"x\" is no date; take it from "
                    + "version control again"
            ),
            (
                "{\"version\": 1, \"schemas\": [1]}",
                "the snapshot cannot be read at schemas.0: a string is wanted; take it from version control again"
            ),
        ]
        for (json, text) in cases {
            let error = await failure { _ = try DatabaseSchema(snapshot: json) }
            XCTAssertEqual("\(error ?? MissingServer())", text)
        }
    }
}
