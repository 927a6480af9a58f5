import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

/// A leased connection, as a session uses it.
struct FlushingConnection: FlushConnection {
    let connection: AsyncConnection

    func executeGroup(_ statements: [GroupedStatement], commits: Bool, check: @escaping GroupRequest.Check) async throws
        -> GroupOutcome
    {
        try await connection.executeGroup(statements, commits: commits, check: check)
    }
}

/// Whole flushes on real databases.
final class FlushTests: XCTestCase {
    private static let definition = [
        ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
        ColumnDefinition(name: "name", type: .text),
        ColumnDefinition(name: "version", type: .bigint),
        ColumnDefinition(name: "parent_id", type: .bigint, isNullable: true),
        ColumnDefinition(name: "made", type: .bigint, serverDefault: .value(.integer(42))),
    ]
    private let nodes = PlanTable(
        TableReference(name: "nodes"), columns: definition, key: [0], generatedKey: 0, version: 2,
        foreignKeys: [PlanForeignKey([3], target: 0, [0])], uniques: [[1]])

    private func onNodes(_ body: (TestDatabase) async throws -> Void) async throws {
        try await onEveryDatabase { database in
            try await database.engine.execute(CreateTable(Self.table))
            try await body(database)
        }
    }

    private static var table: Table {
        Table(
            "nodes", columns: definition,
            items: [.foreignKey(["parent_id"], references: "nodes", ["id"]), .unique(["name"])])
    }

    private func flush(_ rows: [PlanRow], on engine: AsyncEngine) async throws -> FlushResult {
        let plan = try FlushPlanner(tables: [nodes], rows: rows).plan()
        let executor = FlushExecutor(plan, dialect: engine.dialect, cache: StatementCache())
        return try await engine.begin { connection in
            try await executor.run(on: FlushingConnection(connection: connection))
        }
    }

    private func insert(_ name: String, _ more: PlanRow.Assignment...) -> PlanRow {
        PlanRow(table: 0, action: .insert, values: [(1, .value(.text(name)))] + more)
    }

    /// Each row's key, and that the database has it beside the row's own name.
    private func check(_ result: FlushResult, _ names: [String], on engine: AsyncEngine) async throws {
        var keys = [SQLValue](repeating: .null, count: names.count)
        result.forEachValue { row, column, value in if column == 0 { keys[row] = value } }
        let stored = try await engine.execute(text("SELECT id, name FROM nodes").columns(Int.self, String.self)).all()
        let byName = Dictionary(uniqueKeysWithValues: stored.map { ($0.1, SQLValue.integer(Int64($0.0))) })
        var mismatches = 0
        for (name, key) in zip(names, keys) where byName[name] != key { mismatches += 1 }
        XCTAssertEqual(mismatches, 0)
        XCTAssertEqual(stored.count, names.count)
    }

    func testEachRowGetsItsOwnKey() async throws {
        let names = (0..<25_000).map { "n\($0)" }.shuffled()
        try await onNodes { database in
            let result = try await flush(names.map { insert($0) }, on: database.engine)
            try await check(result, names, on: database.engine)
        }
    }

    func testTriggersThatChangeKeysAreNoTrap() async throws {
        let names = (0..<500).map { "n\($0)" }.shuffled()
        try await onPostgreSQL { database in
            let engine = database.engine
            try await engine.execute(CreateTable(Self.table))
            try await engine.execute(
                text(
                    """
                    CREATE FUNCTION change_key() RETURNS trigger LANGUAGE plpgsql
                    AS 'BEGIN new.id := 1000000 - new.id; RETURN new; END'
                    """))
            try await engine.execute(
                text("CREATE TRIGGER t BEFORE INSERT ON nodes FOR EACH ROW EXECUTE FUNCTION change_key()"))
            let result = try await flush(names.map { insert($0) }, on: engine)
            try await check(result, names, on: engine)
        }
    }

    func testRowsThatATriggerSkipsAreAnError() async throws {
        try await onNodes { database in
            let engine = database.engine
            if database.capabilities.contains(.bulkArrays) {
                try await engine.execute(
                    text("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"))
                try await engine.execute(
                    text(
                        unsafe: "CREATE TRIGGER t BEFORE INSERT ON nodes FOR EACH ROW WHEN (new.name = 'n7') "
                            + "EXECUTE FUNCTION skip()"))
            } else {
                try await engine.execute(
                    text(
                        unsafe: "CREATE TRIGGER t BEFORE INSERT ON nodes WHEN new.name = 'n7' "
                            + "BEGIN SELECT RAISE(IGNORE); END"))
            }
            let error = await failure { _ = try await flush((0..<30).map { insert("n\($0)") }, on: engine) }
            XCTAssertEqual((error as? UnmatchedRowsError)?.actual, 29, "\(String(describing: error))")
            let count = try await engine.execute(text("SELECT count(*) FROM nodes").columns(Int.self)).one()
            XCTAssertEqual(count, 0)
        }
    }

    func testAGraphComesChangesAndGoes() async throws {
        try await onNodes { database in
            let engine = database.engine
            // A ring of three, with a leaf.
            let made = try await flush(
                [
                    insert("a", (3, .reference(row: 1, column: 0))), insert("b", (3, .reference(row: 2, column: 0))),
                    insert("c", (3, .reference(row: 0, column: 0))), insert("d", (3, .reference(row: 0, column: 0))),
                ], on: engine)
            try await check(made, ["a", "b", "c", "d"], on: engine)
            let parents = try await engine.execute(
                text("SELECT n.name || p.name FROM nodes n JOIN nodes p ON p.id = n.parent_id ORDER BY n.name")
                    .columns(String.self)
            ).all()
            XCTAssertEqual(parents, ["ab", "bc", "ca", "da"])
            var keys: [Int: SQLValue] = [:]
            made.forEachValue { row, column, value in if column == 0 { keys[row] = value } }
            func stored(_ row: Int, _ parent: Int, _ name: String) -> [(column: Int, value: SQLValue)] {
                [(1, .text(name)), (3, keys[parent] ?? .null)]
            }
            // The ring goes, the leaf takes the name of one of them.
            _ = try await flush(
                [
                    PlanRow(
                        table: 0, action: .delete, key: [keys[0] ?? .null], stored: stored(0, 1, "a"),
                        version: .integer(1)),
                    PlanRow(
                        table: 0, action: .delete, key: [keys[1] ?? .null], stored: stored(1, 2, "b"),
                        version: .integer(1)),
                    PlanRow(
                        table: 0, action: .delete, key: [keys[2] ?? .null], stored: stored(2, 0, "c"),
                        version: .integer(1)),
                    PlanRow(
                        table: 0, action: .update, key: [keys[3] ?? .null],
                        values: [(1, .value(.text("a"))), (3, .value(.null))], stored: stored(3, 0, "d"),
                        version: .integer(1)),
                ], on: engine)
            let left = try await engine.execute(
                text("SELECT name, version, made FROM nodes").columns(String.self, Int.self, Int.self)
            ).one()
            XCTAssertEqual("\(left)", #"("a", 2, 42)"#)
        }
    }

    func testStaleRowsAreNamedAndNothingStays() async throws {
        try await onNodes { database in
            let engine = database.engine
            _ = try await flush((0..<100).map { insert("n\($0)") }, on: engine)
            try await engine.execute(text("UPDATE nodes SET version = 2 WHERE id = 50"))
            for action in [PlanRow.Action.update, .delete] {
                let rows = (1...100).map { key in
                    PlanRow(
                        table: 0, action: action, key: [.integer(Int64(key))],
                        values: action == .update ? [(1, .value(.text("m\(key)")))] : [], version: .integer(1))
                }
                let error = await failure { _ = try await flush(rows, on: engine) } as? StaleDataError
                XCTAssertEqual(error?.rows, [49])
                XCTAssertEqual(error?.expected, 100)
                XCTAssertEqual(error?.actual, 99)
            }
            let names = try await engine.execute(
                text("SELECT count(*) FROM nodes WHERE name = 'n' || (id - 1)").columns(Int.self)
            ).one()
            XCTAssertEqual(names, 100)
        }
    }
}
