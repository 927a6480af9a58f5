import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import Logging
import Synchronization
import XCTest

final class EventsTests: XCTestCase {
    func testListenersSeeStatementsInOrder() async throws {
        let engine = try AsyncEngine("mock://", drivers: [MockDatabase().driver])
        let seen = Locked<[String]>([])
        engine.events.beforeExecute { context in seen.withLock { $0.append("before \(context.sql)") } }
        engine.events.afterExecute { context, summary in
            await Task.yield()
            seen.withLock { $0.append("after \(summary.affectedRows)") }
        }
        try await engine.execute(delete(User.self).where(User.id == 1))
        XCTAssertEqual(
            seen.withLock { $0 }, [#"before DELETE FROM "users" WHERE "users"."id" = ?"#, "after 1"])
    }

    func testAListenerThatThrowsStopsTheStatement() async throws {
        struct Forbidden: Error {}
        let database = MockDatabase()
        let engine = try AsyncEngine("mock://", drivers: [database.driver])
        engine.events.beforeExecute { context in if context.intent == .write { throw Forbidden() } }
        do {
            try await engine.execute(delete(User.self))
            XCTFail("no error")
        } catch is Forbidden {}
        XCTAssertEqual(database.statements, [])
        XCTAssertEqual(engine.status.inUse, 0)
    }

    func testErrorsReachTheirListeners() async throws {
        let engine = try AsyncEngine(
            "mock://", drivers: [MockDatabase { _ in .error(DatabaseError(.deadlock, "lost")) }.driver])
        let kinds = Locked<[DatabaseError.Kind]>([])
        engine.events.onError { _, error in
            if let error = error as? DatabaseError { kinds.withLock { $0.append(error.kind) } }
        }
        _ = try? await engine.execute(delete(User.self))
        XCTAssertEqual(kinds.withLock { $0 }, [.deadlock])
    }

    func testConnectListenersRunOnceOnEachNewConnection() async throws {
        let database = MockDatabase()
        let engine = try AsyncEngine("mock://", drivers: [database.driver])
        engine.events.onConnect { try await $0.execute(text("SET x = 1")) }
        for _ in 0..<3 { try await engine.execute(delete(User.self)) }
        XCTAssertEqual(database.statements, ["SET x = 1"] + Array(repeating: #"DELETE FROM "users""#, count: 3))
    }

    /// P33
    func testAFailingConnectListenerFailsTheConnection() async throws {
        struct Broken: Error {}
        let engine = try AsyncEngine("mock://", drivers: [MockDatabase().driver])
        engine.events.onConnect { _ in throw Broken() }
        do {
            try await engine.execute(delete(User.self))
            XCTFail("no error")
        } catch {}
        XCTAssertEqual(engine.status.inUse, 0)
        XCTAssertEqual(engine.status.idle, 0)
    }

    func testEchoLogsStatementsWithoutValues() async throws {
        let log = RecordedLog()
        var configuration = EngineConfiguration(echo: true)
        var engine = try AsyncEngine(
            "mock://", drivers: [MockDatabase().driver], configuration: configuration, logger: log.logger)
        try await engine.execute(insert(User.self).values(User.name.to("secret")))
        XCTAssertEqual(log.messages, [#"INSERT INTO "users" ("name") VALUES (?)"#])
        XCTAssertFalse(log.everything.contains("secret"))

        configuration.showsValues = true
        engine = try AsyncEngine(
            "mock://", drivers: [MockDatabase().driver], configuration: configuration, logger: log.logger)
        try await engine.execute(insert(User.self).values(User.name.to("shown")))
        XCTAssertTrue(log.everything.contains("shown"))
    }

    func testSlowStatementsAreLoggedWithTheirPlace() async throws {
        let log = RecordedLog()
        let engine = try AsyncEngine(
            "mock://", drivers: [MockDatabase { _ in .after(.milliseconds(30), .affected(0)) }.driver],
            configuration: EngineConfiguration(slowStatementThreshold: .milliseconds(10)), logger: log.logger)
        try await engine.execute(delete(User.self))
        XCTAssertEqual(log.messages, [#"slow statement: DELETE FROM "users""#])
        XCTAssertTrue(log.everything.contains("EventsTests.swift"))
    }
}

/// Collects what a logger is told.
final class RecordedLog: Sendable {
    private let lines = Locked<[(message: String, metadata: String)]>([])

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }
    var messages: [String] { lines.withLock { $0.map(\.message) } }
    var everything: String { lines.withLock { $0.map { $0.message + " " + $0.metadata }.joined(separator: "\n") } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        init(log: RecordedLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level >= .info else { return }
            log.lines.withLock { $0.append(("\(event.message)", "\(event.metadata ?? [:])")) }
        }
    }
}
