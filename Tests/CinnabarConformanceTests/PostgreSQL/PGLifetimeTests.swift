import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

/// What is opened is closed, however it ends.
final class PGLifetimeTests: PGTestCase {
    private var openFiles: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
    }

    private func assertNothingIsLeft(_ body: (PGConnector) async throws -> Void) async throws {
        let loop = try EventLoopGroup.shared.next()
        let connector = try PGConnector(url(), logger: Self.quiet)
        try await body(connector)
        let (files, registrations, timers) = (openFiles, loop.registrationCount, loop.timerCount)
        for _ in 0..<10 { try await body(connector) }
        for _ in 0..<100 where openFiles > files { try await Task.sleep(for: .milliseconds(10)) }
        XCTAssertLessThanOrEqual(openFiles, files)
        XCTAssertLessThanOrEqual(loop.registrationCount, registrations)
        XCTAssertLessThanOrEqual(loop.timerCount, timers)
    }

    func testConnectionsThatAreDroppedClosedOrAborted() async throws {
        try await assertNothingIsLeft { connector in
            let dropped = try await connector.connect(deadline: .after(.seconds(5)))
            try await dropped.rows("SELECT 1", deadline: .after(.seconds(60)))
            let closed = try await connector.connect(deadline: .after(.seconds(5)))
            try await closed.rows("SELECT 1", deadline: .after(.seconds(60)))
            await closed.close(deadline: .after(.seconds(1)))
            let aborted = try await connector.connect(deadline: .after(.seconds(5)))
            let task = Task { try await aborted.rows("SELECT pg_sleep(20)", deadline: .after(.seconds(60))) }
            try await Task.sleep(for: .milliseconds(5))
            aborted.abort()
            _ = await task.result
        }
    }

    func testConnectsThatFailOrAreCancelled() async throws {
        let deaf = try DeafServer()
        defer { deaf.close() }
        var silent = try url()
        silent.hosts = [.init(name: "127.0.0.1", port: deaf.port)]
        let other = try PGConnector(silent, logger: Self.quiet)
        var wrong = try url()
        wrong.password = "wrong"
        let refused = try PGConnector(wrong, logger: Self.quiet)
        try await assertNothingIsLeft { _ in
            _ = try? await refused.connect(deadline: .after(.seconds(5)))
            _ = try? await other.connect(deadline: .after(.milliseconds(10)))
            let task = Task { try await other.connect(deadline: .after(.seconds(5))) }
            try await Task.sleep(for: .milliseconds(5))
            task.cancel()
            _ = await task.result
        }
    }

    func testStreamsAndCopiesThatAreDropped() async throws {
        try await assertNothingIsLeft { connector in
            let first = try await connector.connect(deadline: .after(.seconds(5)))
            do {
                _ = try await first.openCursor(
                    StatementRequest(CompiledStatement("SELECT generate_series(1, 1000000)")))
            }
            let second = try await connector.connect(deadline: .after(.seconds(5)))
            do { _ = try await second.copyOut("COPY (SELECT generate_series(1, 1000000)) TO STDOUT") }
        }
    }

    /// S7: the password shows nowhere, however the engine is looked at.
    func testThePasswordIsNowhereToBeSeen() async throws {
        var url = try url()
        url.password = "canary-4711"
        let engine = try AsyncEngine(url, drivers: [.postgreSQL], logger: Self.quiet)
        var text = ""
        dump(engine, to: &text)
        text += "\(engine) \(String(reflecting: engine))"
        let connector = try PGConnector(url, logger: Self.quiet)
        dump(connector, to: &text)
        text += "\(connector) \(String(reflecting: connector))"
        XCTAssertFalse(text.contains("canary"))
        await engine.dispose()
    }

    func testAServersOwnSocketDirectoryIsAHost() async throws {
        let connection = try await connect()
        guard case .text(let directory) = try await connection.value("SHOW unix_socket_directories"),
            !directory.isEmpty, !directory.contains(",")
        else { return XCTFail("the server has no socket") }
        var local = try url()
        local.hosts = [.init(name: directory, port: local.hosts[0].port)]
        let other = try await PGConnector(local, logger: Self.quiet).connect(deadline: .after(.seconds(5)))
        let address = try await other.value("SELECT inet_server_addr() IS NULL")
        XCTAssertEqual(address, .boolean(true))
        let task = Task { try await other.rows("SELECT pg_sleep(20)") }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await assertCancelled(task)
        other.abort()
        local.hosts = [.init(name: "/nowhere")]
        let nowhere = try PGConnector(local, logger: Self.quiet)
        let error = await assertThrows(.connectionFailed) { try await nowhere.connect(deadline: .after(.seconds(5))) }
        XCTAssertTrue(error?.message.contains("/nowhere") ?? false)
    }
}
