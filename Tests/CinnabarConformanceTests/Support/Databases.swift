import Cinnabar
import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import CinnabarTesting
import Foundation
import Logging
import XCTest

/// Where a conformance test runs.
struct TestDatabase {
    let engine: AsyncEngine
    var name: String { engine.dialect.name }
    var capabilities: DialectCapabilities { engine.dialect.capabilities }
}

struct MissingServer: Error, CustomStringConvertible {
    var description: String { "CINNABAR_TEST_POSTGRES names no server: run scripts/test, which starts one" }
}

extension XCTestCase {
    static var postgresURL: String {
        get throws {
            guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"], !url.isEmpty else {
                throw MissingServer()
            }
            return url
        }
    }

    /// Runs the body on a fresh SQLite file and in a fresh PostgreSQL schema; an error names the database.
    func onEveryDatabase(
        requires capabilities: DialectCapabilities = [], configuration: EngineConfiguration = EngineConfiguration(),
        file: StaticString = #filePath, line: UInt = #line, _ body: (TestDatabase) async throws -> Void
    ) async throws {
        var names: [String] = []
        for run in [onSQLite, onPostgreSQL] {
            var name = "?"
            do {
                try await run(configuration) { database in
                    name = database.name
                    guard database.capabilities.isSuperset(of: capabilities) else { return }
                    names.append(name)
                    try await body(database)
                }
            } catch {
                XCTFail("on \(name): \(String(reflecting: error))", file: file, line: line)
            }
        }
        XCTAssertFalse(names.isEmpty, "no database has what the test requires", file: file, line: line)
    }

    func onSQLite(
        _ configuration: EngineConfiguration = EngineConfiguration(), _ body: (TestDatabase) async throws -> Void
    )
        async throws
    {
        try await TemporaryDatabase.sqlite(drivers: [.sqlite], configuration: configuration) {
            try await body(TestDatabase(engine: $0))
        }
    }

    func onPostgreSQL(
        _ configuration: EngineConfiguration = EngineConfiguration(), _ body: (TestDatabase) async throws -> Void
    ) async throws {
        try await TemporaryDatabase.postgreSQLSchema(
            url: try Self.postgresURL, drivers: [.postgreSQL], configuration: configuration
        ) {
            try await body(TestDatabase(engine: $0))
        }
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
