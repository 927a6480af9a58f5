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
    ///
    /// Both databases at once, two places in each: while the server works for one, another one's schemas are compared.
    func testUpgradesAndDowngradesLeadWhereTheySay() async throws {
        let rounds = UInt64(ProcessInfo.processInfo.environment["CINNABAR_TEST_SCHEMAS"] ?? "") ?? 60
        let (sqlite, postgreSQL) = (Seeds(rounds), Seeds(rounds))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { try await Self.onSQLite { try await Self.roundTrips($0, sqlite) } }
                group.addTask {
                    try await Self.onPostgreSQL { try await Self.roundTrips($0, postgreSQL) }
                }
            }
            try await group.waitForAll()
        }
        XCTAssertNil(sqlite.next())
        XCTAssertNil(postgreSQL.next())
    }

    private static func roundTrips(_ database: MigrationDatabase, _ seeds: Seeds) async throws {
        let engine = database.engine
        while let seed = seeds.next() {
            var random = RandomSchema(seed: seed, native: engine.dialect.capabilities.contains(.nativeEnums))
            let old = random.schema()
            let new = random.neighbour(of: old)
            do { try await RoundTrip(engine, old, new).run() } catch let failure as Difference {
                return XCTFail("\(database.name), seed \(seed): \(failure.text)")
            } catch {
                return XCTFail("\(database.name), seed \(seed): \(String(reflecting: error))")
            }
        }
    }
}

/// Gives each number once.
private final class Seeds: Sendable {
    private let state = Locked<UInt64>(0)
    private let count: UInt64

    init(_ count: UInt64) { self.count = count }

    func next() -> UInt64? {
        state.withLock { seed in
            guard seed < count else { return nil }
            seed += 1
            return seed - 1
        }
    }
}

private struct Difference: Error { let text: String }

/// One pair of schemas, made, upgraded, taken back and removed.
private struct RoundTrip {
    let engine: AsyncEngine
    let old: MetaData
    let new: MetaData
    let (oldSeen, newSeen): (DatabaseSchema, DatabaseSchema)

    init(_ engine: AsyncEngine, _ old: MetaData, _ new: MetaData) async throws {
        self.engine = engine
        self.old = old
        self.new = new
        oldSeen = try await ModelSchema.seen(by: engine, old, drivers: [.sqlite, .postgreSQL])
        newSeen = try await ModelSchema.seen(by: engine, new, drivers: [.sqlite, .postgreSQL])
    }

    func run() async throws {
        let create = operations(DatabaseSchema(), oldSeen, old)
        let created = try await run(create, on: nil)
        try assertNothing(created, oldSeen, old, "after createAll")
        let upgrade = operations(created, newSeen, new, DatabaseSchema(old))
        let upgraded = try await run(upgrade, on: created)
        try assertNothing(upgraded, newSeen, new, "after the upgrade \(upgrade)")
        guard let downgrade = MigrationOperation.reversed(upgrade) else {
            throw Difference(text: "no way back from \(upgrade)")
        }
        let downgraded = try await run(downgrade, on: upgraded)
        try assertNothing(downgraded, oldSeen, old, "after the downgrade \(downgrade)")
        try await clear(downgraded)
    }

    private func operations(
        _ database: DatabaseSchema, _ models: DatabaseSchema, _ metaData: MetaData, _ previous: DatabaseSchema? = nil
    ) -> [MigrationOperation] {
        SchemaComparison(
            database: database, models: models, declared: DatabaseSchema(metaData), previous: previous,
            dialect: engine.dialect
        ).operations()
    }

    private func assertNothing(
        _ database: DatabaseSchema, _ models: DatabaseSchema, _ metaData: MetaData, _ moment: @autoclosure () -> String
    ) throws {
        let rest = operations(database, models, metaData, DatabaseSchema(metaData))
        guard rest.isEmpty else { throw Difference(text: "\(moment()): still \(rest)") }
    }

    /// - Returns: what the database has then.
    private func run(_ operations: [MigrationOperation], on schema: DatabaseSchema?) async throws -> DatabaseSchema {
        let statements = try OperationCompiler(dialect: engine.dialect).statements(for: operations, schema: schema)
        return try await engine.begin { connection in
            for statement in statements {
                try await connection.execute(sql(SQLFragment(unsafe: statement.sql)))
            }
            return try await connection.reflect()
        }
    }

    private func clear(_ schema: DatabaseSchema) async throws {
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
