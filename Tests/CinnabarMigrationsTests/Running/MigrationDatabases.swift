import CinnabarEngine
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import CinnabarTesting
import Foundation
import Logging
import XCTest

/// An engine of a test, with the URL under which other processes reach the same database.
struct MigrationDatabase {
    let engine: AsyncEngine
    let url: String
    var name: String { engine.dialect.name }

    func tables() async throws -> Set<String> {
        let query =
            engine.dialect.capabilities.contains(.createSchema)
            ? "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return Set(try await engine.execute(sql(SQLFragment(unsafe: query)).columns(String.self)).all())
    }

    func count(_ query: String) async throws -> Int {
        try await engine.scalar(sql(SQLFragment(unsafe: query)).columns(Int.self))
    }
}

struct MissingServer: Error, CustomStringConvertible {
    var description: String { "CINNABAR_TEST_POSTGRES names no server: run scripts/test, which starts one" }
}

extension XCTestCase {
    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// Runs the body on a fresh SQLite file and in a fresh PostgreSQL schema; an error names the database.
    func onBothDatabases(
        file: StaticString = #filePath, line: UInt = #line, _ body: (MigrationDatabase) async throws -> Void
    ) async throws {
        do { try await onSQLite(body) } catch {
            XCTFail("on SQLite: \(String(reflecting: error))", file: file, line: line)
        }
        do { try await onPostgreSQL(body) } catch {
            XCTFail("on PostgreSQL: \(String(reflecting: error))", file: file, line: line)
        }
    }

    func onSQLite(_ body: (MigrationDatabase) async throws -> Void) async throws { try await Self.onSQLite(body) }

    func onPostgreSQL(_ body: (MigrationDatabase) async throws -> Void) async throws {
        try await Self.onPostgreSQL(body)
    }

    // For child tasks, which a test case cannot go along with.

    static func onSQLite(_ body: (MigrationDatabase) async throws -> Void) async throws {
        try await TemporaryDatabase.sqlite(
            drivers: [.sqlite], configuration: configuration(4), logger: quiet
        ) { engine in
            try await body(MigrationDatabase(engine: engine, url: "sqlite:///\(engine.url.database)"))
        }
    }

    static func onPostgreSQL(_ body: (MigrationDatabase) async throws -> Void) async throws {
        guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"], !url.isEmpty else {
            throw MissingServer()
        }
        try await TemporaryDatabase.postgreSQLSchema(
            url: url, drivers: [.postgreSQL], configuration: configuration(4), logger: quiet
        ) { engine in
            let options = try XCTUnwrap(engine.url.parameters["options"]).replacing("=", with: "%3D")
            try await body(MigrationDatabase(engine: engine, url: url + "?options=\(options)"))
        }
    }

    private static func configuration(_ size: Int) -> EngineConfiguration {
        EngineConfiguration(pool: PoolConfiguration(size: size, maxOverflow: 0))
    }

    static func engine(_ url: String, size: Int = 4) throws -> AsyncEngine {
        try AsyncEngine(
            url, drivers: [.sqlite, .postgreSQL], configuration: configuration(size), logger: quiet)
    }
}

/// The error of the body, which must throw.
func failure(
    file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> Void
) async -> (any Error)? {
    do {
        try await body()
        XCTFail("no error", file: file, line: line)
        return nil
    } catch {
        return error
    }
}

/// Notes what it is told.
final class EventLog: Sendable {
    private let lines = Locked<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func note(_ event: MigrationEvent) {
        let line =
            switch event {
            case .waitingForLock: "waiting"
            case .started(let revision, let direction, let operation, let count):
                "\(direction) \(revision.id) \(operation)/\(count)"
            case .ran(_, let sql, _): sql
            case .retrying(let revision, let attempt, _, _): "retrying \(revision.id) \(attempt)"
            case .finished(let revision, _, _): "finished \(revision.id)"
            case .passed(let revision): "passed \(revision.id)"
            }
        lines.withLock { $0.append(line) }
    }
}

extension MigrationSteps {
    /// Two tables with rows, an index and a foreign key between them: what a rebuild has to keep.
    mutating func createUsersWithPosts() {
        createTable(MigratorTests.users)
        createTable(
            Table(
                "posts",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                    ColumnDefinition(
                        name: "user_id", type: .bigint, references: .to("users", "id", onDelete: .cascade)),
                    ColumnDefinition(name: "note", type: .text, isNullable: true),
                ]))
        createIndex(Index([.column("name")], name: "ix_users_name"), on: "users")
        insert(into: "users", columns: ["id", "name"], rows: [[1, "Alice"], [2, "Bob"]])
        insert(into: "posts", columns: ["id", "user_id"], rows: [[10, 1], [20, 2]])
    }
}
