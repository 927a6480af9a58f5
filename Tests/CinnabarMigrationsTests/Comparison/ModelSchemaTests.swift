import CinnabarEngine
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// Models as the database sees them, where names are not what they usually are.
final class ModelSchemaTests: XCTestCase {
    private func comparison(_ engine: AsyncEngine, _ models: MetaData, schemas: [String] = []) async throws
        -> SchemaComparison
    {
        SchemaComparison(
            database: try await engine.reflect(
                ReflectionOptions(schemas: schemas.isEmpty ? .standard : .named(schemas))),
            models: try await ModelSchema.seen(by: engine, models, drivers: [.sqlite, .postgreSQL]),
            declared: DatabaseSchema(models), dialect: engine.dialect, naming: models.naming)
    }

    func testASchemaWhoseNameNeedsQuotesIsSeenUnderItsName() async throws {
        try await onPostgreSQL { database in
            let schema = "Audit " + UUID().uuidString
            let kind = EnumType("kind", schema: schema, labels: ["a", "b"])
            let models = MetaData(
                Table(
                    "log", schema: schema,
                    columns: [
                        ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                        ColumnDefinition(
                            name: "kind", type: .enumeration(kind), serverDefault: .value(.enumeration(kind, "a"))),
                    ], items: [.check("kind <> 'b'", name: "no_b")]))
            do {
                try await database.engine.createAll(models)
                let rest = try await self.comparison(database.engine, models, schemas: [schema]).operations()
                XCTAssertEqual(rest.count, 0, "\(rest)")
            } catch { XCTFail(String(reflecting: error)) }
            try await database.engine.execute(sql("DROP SCHEMA IF EXISTS \(identifier: schema) CASCADE"))
        }
    }

    func testAConventionOfOnesOwnNamesWhatMigrationsMake() async throws {
        try await onBothDatabases { database in
            let naming = NamingConvention(unique: "{table}_{columns}_key", check: "{table}_{columns}_check")
            var table = Table(
                "moods",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                    ColumnDefinition(
                        name: "mood", type: .enumeration(EnumType("", labels: ["sad", "glad"])), isUnique: true),
                ])
            var revisions: [Revision] = []
            for labels in [["sad", "glad"], ["sad", "glad", "so so"]] {
                table.columns[1] = table.columns[1].changing(type: .enumeration(EnumType("", labels: labels)))
                let models = MetaData(table, naming: naming)
                let found = try await self.comparison(database.engine, models).operations().filter {
                    if case .dropTable = $0 { false } else { true }
                }
                let parents = revisions.last.map { [$0.id] } ?? []
                revisions.append(
                    Revision("r\(revisions.count)", after: parents, message: "moods") { steps in
                        for operation in found { steps.append(operation) }
                    })
                try await Migrator(
                    database.engine, revisions, configuration: MigrationConfiguration(naming: naming)
                ).upgrade()
                let rest = try await self.comparison(database.engine, models).operations()
                XCTAssertEqual(rest.count, 0, "\(database.name): \(rest)")
            }
            let reflected = try await database.engine.reflect().table("moods")
            XCTAssertEqual(reflected?.checks.map(\.name), ["moods_mood_check"])
            XCTAssertEqual(reflected?.uniques.map(\.name), ["moods_mood_key"])
        }
    }
}
