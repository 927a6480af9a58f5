import Cheatsheet
import Cinnabar
import ExampleSupport
import Foundation
import MigrationHistory
import PackageIndex
import XCTest

/// The examples, on every database.
final class ExamplesTests: XCTestCase {
    func testCheatsheetOnSQLite() async throws {
        try await ExampleDatabase.withTemporarySQLite { try await Cheatsheet.run(on: $0) }
    }

    func testCheatsheetOnPostgreSQL() async throws {
        try await withPostgreSQLSchema { try await Cheatsheet.run(on: $0) }
    }

    func testObjectsAndTablesGiveTheSameAnswersOnSQLite() async throws {
        try await ExampleDatabase.withTemporarySQLite { try await compareIndexes(on: $0) }
    }

    func testObjectsAndTablesGiveTheSameAnswersOnPostgreSQL() async throws {
        try await withPostgreSQLSchema { try await compareIndexes(on: $0) }
    }

    func testTheTourOfAHistoryOnSQLite() async throws {
        try await ExampleDatabase.withTemporarySQLite { try await MigrationHistory.tour(on: $0) }
    }

    func testTheTourOfAHistoryOnPostgreSQL() async throws {
        try await withPostgreSQLSchema { try await MigrationHistory.tour(on: $0) }
    }

    /// On the machine's own packages and on the small sample.
    private func compareIndexes(on database: ExampleDatabase) async throws {
        try await database.withEngine { engine in
            for packages in [try StatusFile.load().packages, try StatusFile.sample()] {
                let (tables, objects) = (TableIndex(engine), ObjectIndex(engine))
                let counts = try await tables.load(packages)
                let answers = try await tables.answers()
                let (objectCounts, objectAnswers) = (try await objects.load(packages), try await objects.answers())
                XCTAssertEqual(objectCounts, counts)
                XCTAssertEqual(objectAnswers, answers)
                XCTAssertEqual(counts.packages, packages.count)
                XCTAssertGreaterThan(counts.dependencies, 0)
                XCTAssertFalse(answers.needs.isEmpty)
                for name in packages.prefix(20).map(\.name) {
                    let (left, right) = (try await tables.needs(of: name), try await objects.needs(of: name))
                    XCTAssertEqual(left, right, name)
                }
                try await objects.drop()
            }
        }
    }

    /// Runs the body in a schema of its own on the server that `CINNABAR_TEST_POSTGRES` names.
    private func withPostgreSQLSchema(_ body: (ExampleDatabase) async throws -> Void) async throws {
        guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"], !url.isEmpty else {
            throw MissingServer()
        }
        let name = "examples_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try await ExampleDatabase(url: url).withEngine { owner in
            try await owner.execute(sql("CREATE SCHEMA \(identifier: name)"))
            let database = ExampleDatabase(
                url: url + (url.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name)")
            do { try await body(database) } catch {
                try await owner.execute(sql("DROP SCHEMA \(identifier: name) CASCADE"))
                throw error
            }
            try await owner.execute(sql("DROP SCHEMA \(identifier: name) CASCADE"))
        }
    }
}

struct MissingServer: Error, CustomStringConvertible {
    var description: String { "CINNABAR_TEST_POSTGRES names no server: run scripts/test, which starts one" }
}
