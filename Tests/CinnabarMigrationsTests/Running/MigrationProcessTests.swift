import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import Foundation
import XCTest

/// Real processes: many that migrate at once, and some that are killed.
final class MigrationProcessTests: XCTestCase {
    private func start(_ url: String, killAt: Int? = nil) throws -> (process: Process, errors: Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("MigrationWorker")
        process.arguments = [url]
        process.environment = ProcessInfo.processInfo.environment
        process.environment?["KILL_AT"] = killAt.map(String.init)
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        return (process, errors)
    }

    private func finish(_ started: (process: Process, errors: Pipe)) async -> (
        killed: Bool, status: Int32, text: String
    ) {
        await withCheckedContinuation { continuation in
            // Waiting blocks a thread: not one of the tasks'.
            Thread.detachNewThread {
                let text = String(decoding: started.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                started.process.waitUntilExit()
                continuation.resume(
                    returning: (
                        started.process.terminationReason == .uncaughtSignal, started.process.terminationStatus, text
                    ))
            }
        }
    }

    private func assertComplete(_ database: MigrationDatabase, _ note: String, line: UInt = #line) async throws {
        let parts = try await database.engine.execute(
            sql("SELECT part FROM runs ORDER BY part").columns(String.self)
        ).all()
        XCTAssertEqual(parts, ["a1", "b2 after", "b2 before", "c3"], note, line: line)
        let states = try await database.engine.execute(
            sql("SELECT state FROM cinnabar_revisions").columns(String.self)
        ).all()
        XCTAssertEqual(states, ["applied", "applied", "applied"], note, line: line)
        let emails = try await database.count("SELECT count(*) FROM users WHERE email LIKE '%@example.org'")
        XCTAssertEqual(emails, 2, note, line: line)
    }

    private var rounds: Int {
        ProcessInfo.processInfo.environment["CINNABAR_TEST_ROUNDS"].flatMap(Int.init) ?? 4
    }

    func testOfTenProcessesThatStartAtOnceOneMigrates() async throws {
        for round in 0..<rounds {
            try await onBothDatabases { database in
                let started = try (0..<10).map { _ in try start(database.url) }
                for process in started {
                    let result = await finish(process)
                    XCTAssertEqual(result.status, 0, "\(database.name), round \(round): \(result.text)")
                }
                try await assertComplete(database, "\(database.name), round \(round)")
            }
        }
    }

    func testAProcessThatIsKilledAnywhereIsFollowedByOneThatCompletesIt() async throws {
        var kills: [String: Int] = [:]
        var isOver: Set<String> = []
        var place = 0
        while isOver.count < 2 {
            place += 1
            guard place < 100 else { return XCTFail("the worker never ends by itself") }
            try await onBothDatabases { database in
                guard !isOver.contains(database.name) else { return }
                let first = await finish(try start(database.url, killAt: place))
                if first.killed { kills[database.name, default: 0] += 1 } else { isOver.insert(database.name) }
                let second = await finish(try start(database.url))
                XCTAssertEqual(second.status, 0, "\(database.name), killed at \(place): \(second.text)")
                try await assertComplete(database, "\(database.name), killed at \(place)")
                let valid =
                    database.name == "PostgreSQL"
                    ? try await database.count(
                        "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('ix_users_email') AND indisvalid")
                    : try await database.count("SELECT count(*) FROM sqlite_master WHERE name = 'ix_users_email'")
                XCTAssertEqual(valid, 1)
            }
        }
        // Fewer would mean that the worker no longer does what this test is about.
        XCTAssertGreaterThanOrEqual(kills["SQLite"] ?? 0, 17)
        XCTAssertGreaterThanOrEqual(kills["PostgreSQL"] ?? 0, 17)
    }
}
