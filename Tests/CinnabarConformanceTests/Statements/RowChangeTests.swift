import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import XCTest

/// The statements of a flush, run on both databases.
final class RowChangeTests: XCTestCase {
    private let table = TableReference(name: "things")
    private let id = ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)
    private let label = ColumnDefinition(name: "name", type: .text)
    private let version = ColumnDefinition(name: "version", type: .bigint, serverDefault: .value(.integer(1)))

    private func onThings(_ body: (TestDatabase) async throws -> Void) async throws {
        try await onEveryDatabase { database in
            try await database.engine.execute(
                CreateTable(
                    Table("things", columns: [id, label, version])))
            try await body(database)
        }
    }

    func testRowsComeAndChangeAndGo() async throws {
        try await onThings { database in
            let engine = database.engine
            let rows = try await engine.execute(
                InsertRows(into: table, [label], values: [.text("a")], returning: [id, version])
            ).all()
            XCTAssertEqual(rows.map(\.values), [[.integer(1), .integer(1)]])
            let update = UpdateRows(
                table, set: [label, version], key: [id], version: version,
                values: [.text("b"), .integer(2), .integer(1), .integer(1)], returning: [label])
            let changed = try await engine.execute(update).all()
            XCTAssertEqual(changed.map(\.values), [[.text("b")]])
            let stale = try await engine.execute(update).all()
            XCTAssertEqual(stale.count, 0)
            let gone = DeleteRows(
                from: table, key: [id], version: version, values: [.integer(1), .integer(2)], returning: [id])
            let first = try await engine.execute(gone).all()
            XCTAssertEqual(first.count, 1)
            let second = try await engine.execute(gone).all()
            XCTAssertEqual(second.count, 0)
        }
    }

    func testManyRowsAsArrays() async throws {
        try await onEveryDatabase(requires: .bulkArrays) { database in
            let engine = database.engine
            try await engine.execute(CreateTable(Table("things", columns: [id, label, version])))
            let made = try await engine.execute(inserts(1_000)).all()
            XCTAssertEqual(made.map(\.values), (1...1_000).map { [.integer($0)] }, "keys in the order of the rows")
            let names = try await engine.execute(
                text("SELECT id FROM things WHERE name <> 'n' || id").columns(Int.self)
            ).all()
            XCTAssertEqual(names, [])
            let updates: [SQLValue] = (1...1_000).flatMap {
                [.text("m\($0)"), .integer(2), .integer($0), .integer($0 == 7 ? 5 : 1)]
            }
            let changed = try await engine.execute(
                UpdateRows(
                    table, set: [label, version], key: [id], version: version, values: updates, returning: [id],
                    form: .arrays)
            ).all()
            XCTAssertEqual(changed.count, 999, "the stale row is not among them")
            let given = try await engine.execute(
                InsertRows(
                    into: table, [id, label], values: (2_001...2_100).flatMap { [.integer($0), .text("x")] },
                    returning: [id, version], form: .arrays)
            ).all()
            XCTAssertEqual(given.count, 100)
            let gone = try await engine.execute(
                DeleteRows(
                    from: table, key: [id], version: version,
                    values: (1...1_000).flatMap { [.integer($0), .integer(2)] }, returning: [id], form: .arrays)
            ).all()
            XCTAssertEqual(gone.count, 999)
            let rest = try await engine.execute(
                DeleteRows(
                    from: table, key: [id], values: (1...3_000).map { .integer($0) }, returning: [id], form: .arrays)
            ).all()
            XCTAssertEqual(rest.count, 101)
        }
    }

    /// Where keys may not follow the order of the rows, nothing is inserted: the caller goes row by row.
    func testRowsWhoseKeysAreNotInOrderAreNotInserted() async throws {
        let traps = [
            "CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION change_key()",
            "CREATE RULE r AS ON INSERT TO things DO ALSO NOTIFY things",
            "ALTER TABLE things ALTER id SET INCREMENT -1 SET MINVALUE -1000 SET MAXVALUE 1000 RESTART 1",
            "ALTER TABLE things ALTER id SET CYCLE",
            "ALTER TABLE things ALTER id DROP IDENTITY; ALTER TABLE things ALTER id SET DEFAULT floor(random() * 1e9)",
        ]
        for trap in traps {
            try await onPostgreSQL { database in
                let engine = database.engine
                try await engine.execute(CreateTable(Table("things", columns: [id, label, version])))
                try await engine.execute(
                    text(
                        """
                        CREATE FUNCTION change_key() RETURNS trigger LANGUAGE plpgsql
                        AS 'BEGIN new.id := 1000000 - new.id; RETURN new; END'
                        """))
                for statement in trap.split(separator: ";") {
                    try await engine.execute(text(unsafe: String(statement)))
                }
                let made = try await engine.execute(inserts(100)).all()
                XCTAssertEqual(made.count, 0, trap)
            }
        }
    }

    func testKeysOfPartitionsAndSerialColumnsAreInOrder() async throws {
        for create in [
            "CREATE TABLE things (id BIGSERIAL PRIMARY KEY, name TEXT, version BIGINT)",
            """
            CREATE TABLE things (id BIGINT GENERATED ALWAYS AS IDENTITY, name TEXT, version BIGINT)
            PARTITION BY HASH (id);
            CREATE TABLE p0 PARTITION OF things FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE p1 PARTITION OF things FOR VALUES WITH (MODULUS 2, REMAINDER 1)
            """,
        ] {
            try await onPostgreSQL { database in
                for statement in create.split(separator: ";") {
                    try await database.engine.execute(text(unsafe: String(statement)))
                }
                let made = try await database.engine.execute(inserts(1_000)).all()
                XCTAssertEqual(made.map(\.values), (1...1_000).map { [.integer($0)] })
                guard create.contains("PARTITION") else { return }
                try await database.engine.execute(
                    text(
                        """
                        CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
                        """))
                try await database.engine.execute(
                    text("CREATE TRIGGER t BEFORE INSERT ON p1 FOR EACH ROW EXECUTE FUNCTION skip()"))
                let none = try await database.engine.execute(inserts(100)).all()
                XCTAssertEqual(none.count, 0, "a trigger of one partition")
            }
        }
    }

    private func inserts(_ count: Int) -> InsertRows {
        InsertRows(
            into: table, [label], values: (1...count).map { .text("n\($0)") }, returning: [id],
            form: .orderedArrays(generatedKey: id))
    }
}
