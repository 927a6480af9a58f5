import Cinnabar
import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarTesting
import Foundation
import Logging
import Synchronization
import XCTest

/// S7: a password reaches nothing that people read.
final class SecretsTests: XCTestCase {
    func testThePasswordIsInNoLogErrorOrDescription() async throws {
        let url = try Self.postgresURL
        guard let start = url.range(of: "//cinnabar:")?.upperBound, let end = url[start...].firstIndex(of: "@") else {
            return XCTFail("the test server wants a password")
        }
        let password = String(url[start..<end])
        let log = EverythingLog()
        let output = Locked<[String]>([])
        func note(_ value: Any) {
            var dumped = ""
            dump(value, to: &dumped)
            output.withLock { $0 += ["\(value)", String(reflecting: value), dumped] }
        }

        var configuration = EngineConfiguration(echo: true, slowStatementThreshold: .zero)
        configuration.pool.leakWarningAfter = .milliseconds(1)
        let engine = try AsyncEngine(url, drivers: [.postgreSQL], configuration: configuration, logger: log.logger)
        note(engine.url)
        note(engine.configuration)
        try await engine.begin { connection in
            note(connection)
            try await connection.execute(text("SELECT pg_sleep(0.05)"))
        }
        for statement in ["SELECT 1 / 0", "SELECT * FROM absent", "SELEKT", "DO $$ BEGIN RAISE NOTICE 'x'; END $$"] {
            if let error = await failureOrNil({ try await engine.execute(text(unsafe: statement)) }) { note(error) }
        }
        for wrong in [url.replacingOccurrences(of: "/cinnabar", with: "/absent"), url + "?sslmode=verify-full"] {
            let other = try AsyncEngine(wrong, drivers: [.postgreSQL], configuration: configuration, logger: log.logger)
            if let error = await failureOrNil({ try await other.execute(text("SELECT 1")) }) { note(error) }
            await other.dispose()
        }
        for broken in ["\(url)?nonsense=1", url.replacingOccurrences(of: "@", with: "@:@"), url + ":x", "x" + url] {
            do { note(try AsyncEngine(broken, drivers: [.postgreSQL])) } catch { note(error) }
        }
        await engine.dispose()

        XCTAssertGreaterThan(log.lines.count, 5)
        for line in log.lines + output.withLock({ $0 }) {
            XCTAssertFalse(line.contains(password), "the password is in: \(line.prefix(300))")
        }
    }

    private func failureOrNil(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}

/// Every line at every level.
private final class EverythingLog: Sendable {
    private let store = Locked<[String]>([])

    var lines: [String] { store.withLock { $0 } }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: EverythingLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.store.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
