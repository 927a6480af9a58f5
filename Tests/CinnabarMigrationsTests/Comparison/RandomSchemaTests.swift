import CinnabarEngine
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

/// What the comparison promises, on random schemas and real databases.
final class RandomSchemaTests: XCTestCase {
    /// `createAll`, reflect, compare: nothing. Upgrade to a neighbour: nothing is left. Downgrade: as before.
    func testUpgradesAndDowngradesLeadWhereTheySay() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["CINNABAR_TEST_SCHEMAS"] ?? "") ?? 60
        try await onBothDatabases { database in
            let engine = database.engine
            for seed in 0..<UInt64(rounds) {
                var random = RandomSchema(seed: seed, native: engine.dialect.capabilities.contains(.nativeEnums))
                let old = random.schema()
                let new = random.neighbour(of: old)
                do { try await self.roundTrip(engine, old, new) } catch let failure as Difference {
                    XCTFail("\(database.name), seed \(seed): \(failure.text)")
                    return
                } catch {
                    XCTFail("\(database.name), seed \(seed): \(String(reflecting: error))")
                    return
                }
                try await self.clear(engine)
            }
        }
    }

    private struct Difference: Error { let text: String }

    private func roundTrip(_ engine: AsyncEngine, _ old: MetaData, _ new: MetaData) async throws {
        let compiler = OperationCompiler(dialect: engine.dialect)
        let create = try compiler.statements(
            for: SchemaComparison(
                database: DatabaseSchema(), models: try await seen(engine, old), declared: DatabaseSchema(old),
                dialect: engine.dialect
            ).operations(), schema: nil)
        try await run(create, engine)
        try await assertNothing(engine, old, DatabaseSchema(old), "after createAll")
        let upgrade = try await difference(engine, new, DatabaseSchema(old))
        try await run(try compiler.statements(for: upgrade, schema: try await engine.reflect()), engine)
        try await assertNothing(engine, new, DatabaseSchema(new), "after the upgrade \(upgrade)")
        guard let downgrade = CinnabarMigrations.Operation.reversed(upgrade) else {
            throw Difference(text: "no way back from \(upgrade)")
        }
        try await run(try compiler.statements(for: downgrade, schema: try await engine.reflect()), engine)
        try await assertNothing(engine, old, DatabaseSchema(old), "after the downgrade \(downgrade)")
    }

    private func seen(_ engine: AsyncEngine, _ metaData: MetaData) async throws -> DatabaseSchema {
        try await ModelSchema.seen(by: engine, metaData, drivers: [.sqlite, .postgreSQL])
    }

    private func difference(_ engine: AsyncEngine, _ metaData: MetaData, _ previous: DatabaseSchema) async throws
        -> [CinnabarMigrations.Operation]
    {
        SchemaComparison(
            database: try await engine.reflect(), models: try await seen(engine, metaData),
            declared: DatabaseSchema(metaData), previous: previous, dialect: engine.dialect
        ).operations()
    }

    private func assertNothing(
        _ engine: AsyncEngine, _ metaData: MetaData, _ previous: DatabaseSchema, _ moment: String
    ) async throws {
        let rest = try await difference(engine, metaData, previous)
        guard rest.isEmpty else { throw Difference(text: "\(moment): still \(rest)") }
    }

    private func run(_ statements: [MigrationStatement], _ engine: AsyncEngine) async throws {
        try await engine.begin { connection in
            for statement in statements {
                try await connection.execute(sql(SQLFragment(unsafe: statement.sql)))
            }
        }
    }

    private func clear(_ engine: AsyncEngine) async throws {
        let schema = try await engine.reflect()
        let metaData = MetaData(schema.tables)
        try await engine.begin { connection in
            for statement in try metaData.dropAll(for: engine.dialect) { try await connection.drop(statement) }
            if engine.dialect.capabilities.contains(.nativeEnums) {
                for type in schema.enums { try await connection.drop(DropEnum(type, ifExists: true)) }
            }
        }
    }
}

extension AsyncConnection {
    fileprivate func drop(_ statement: some SchemaStatement) async throws { try await execute(statement) }
}
