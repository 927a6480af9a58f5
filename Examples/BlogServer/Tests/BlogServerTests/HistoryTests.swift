import Cinnabar
import CinnabarMigrations
import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import Hummingbird
import HummingbirdTesting
import XCTest

@testable import BlogServer

/// The history of the server's database.
final class HistoryTests: XCTestCase {
    /// `CINNABAR_TEST_USERS` says how many users the table has that revisions run over.
    private let users = Int(ProcessInfo.processInfo.environment["CINNABAR_TEST_USERS"] ?? "") ?? 100_000

    func testEveryRowGoesUpAndDownAndUpAgain() async throws {
        try await withDatabases { database in
            let blog = FullBlog(engine: database.engine, users: users)
            let first = try RevisionTarget("7bcee2b0")
            let migrator = try loudMigrator(database.engine)
            try await migrator.upgrade(to: first)
            try await blog.fill()
            let full = try await blog.census(isAtHead: false)
            var expected = blog.expected
            (expected.firstMade, expected.lastMade) = (full.firstMade, full.lastMade)
            XCTAssertEqual(full, expected)

            try await migrator.upgrade()
            try await assertEqual(blog.census(isAtHead: true), full)
            let profiles = try await database.engine.scalar(select(Fn.count(Profile.id)))
            XCTAssertEqual(profiles, users / 10 - users / 100, "blank bios are no profiles")
            try await migrator.downgrade(to: first)
            try await assertEqual(blog.census(isAtHead: false), full)
            try await migrator.upgrade()
            try await assertEqual(blog.census(isAtHead: true), full)

            try await migrator.downgrade(to: .base)
            let rest = try await database.engine.reflect()
            XCTAssertEqual(rest.tables.map(\.name), ["cinnabar_revisions"])
            XCTAssertEqual(rest.enums, [])
            try await migrator.upgrade()
            let applied = try await migrator.applied().map(\.id)
            XCTAssertEqual(applied, BlogDatabase.history.map(\.id))
        }
    }

    func testTheModelsAreWhatTheHistoryLeadsTo() async throws {
        try await withDatabases { database in
            try await BlogDatabase.migrator(database.engine).upgrade()
            let tool = MigrationTool(
                BlogDatabase.models, revisions: BlogDatabase.history, drivers: [.sqlite, .postgreSQL],
                database: database.url, file: BlogDatabase.file)
            let status = await tool.execute(["check"], .standard)
            XCTAssertEqual(status, 0)
        }
    }

    func testARowWithTheNewRoleStopsTheWayBackAndStays() async throws {
        try await withDatabases { database in
            let migrator = try BlogDatabase.migrator(database.engine)
            try await migrator.upgrade()
            let user = try await AsyncSessionMaker(database.engine).begin { session in
                let user = User(name: "Alice", email: "alice@example.com", role: .moderator, posts: [])
                session.add(user)
                return user
            }
            do {
                try await migrator.downgrade(to: .base)
                XCTFail("the role is lost")
            } catch let error as MigrationError { XCTAssertEqual(error.revision, "2d1dde87") }
            try await migrator.upgrade()
            let role = try await database.engine.scalar(select(User.role).where(User.id == user.id))
            XCTAssertEqual(role, .moderator)
        }
    }

    func testServersThatStartAtOnceMigrateOnce() async throws {
        try await withDatabases { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    let engine = try database.anotherEngine()
                    group.addTask {
                        let application = buildApplication(engine: engine, host: "127.0.0.1", port: 0)
                        try await application.test(.ahc(.http)) { client in
                            _ = try await Blog(client: client, engine: engine).send(.get, "/users", status: .ok)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let applied = try await BlogDatabase.migrator(database.engine).applied()
            XCTAssertEqual(applied.map(\.id), BlogDatabase.history.map(\.id))
            XCTAssertTrue(applied.allSatisfy(\.isApplied))
        }
    }

    func testAServerThatMayNotMigrateDoesNotStartOnAnOldDatabase() async throws {
        try await withDatabases { database in
            try await BlogDatabase.migrator(database.engine).upgrade(to: RevisionTarget("2d1dde87"))
            let engine = try database.anotherEngine()
            let application = buildApplication(engine: engine, host: "127.0.0.1", port: 0, migrates: false)
            do {
                try await application.runService(gracefulShutdownSignals: [])
                XCTFail("the server has started")
            } catch let error as MigrationError {
                XCTAssertEqual(
                    error.message, "the database lacks revision 7416221d \"profiles in a table of their own\"")
            }
            await engine.dispose()
        }
    }

    /// Says how long each revision takes.
    private func loudMigrator(_ engine: AsyncEngine) throws -> Migrator {
        let name = engine.dialect.name
        return try Migrator(
            engine, BlogDatabase.history,
            configuration: MigrationConfiguration(onEvent: { event in
                guard case .finished(let revision, let direction, let time) = event else { return }
                let seconds = time.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 2)))
                print("\(name): \(direction) \(revision) in \(seconds)")
            }))
    }

    private func assertEqual<Value: Equatable>(
        _ value: Value, _ expected: Value, file: StaticString = #filePath, line: UInt = #line
    ) { XCTAssertEqual(value, expected, file: file, line: line) }
}
