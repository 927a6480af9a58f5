import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGConnectTests: PGTestCase {
    func testConnectsAndNamesItself() async throws {
        let connection = try await connect()
        XCTAssertTrue(connection.isUsable)
        XCTAssertEqual(connection.transactionStatus, .idle)
        let row = try await connection.rows(
            "SELECT current_setting('application_name'), current_setting('client_encoding'), pg_backend_pid()")
        XCTAssertEqual(row, [[.text("cinnabar"), .text("UTF8"), .integer(Int64(connection.processID))]])
    }

    func testParametersOfTheURLReachTheServer() async throws {
        let connection = try await connect([
            "application_name": "ledger", "options": "-c statement_timeout=12345 -c search_path=pg_catalog",
        ])
        let row = try await connection.rows(
            "SELECT current_setting('application_name'), current_setting('statement_timeout'), current_schema()")
        XCTAssertEqual(row, [[.text("ledger"), .text("12345ms"), .text("pg_catalog")]])
    }

    func testAnUnknownParameterIsAConfigurationError() async throws {
        let url = try url(["aplication_name": "x"])
        let error = await assertThrows(.configuration) { try PGConnector(url, logger: Self.quiet) }
        XCTAssertTrue(error?.message.contains("\"aplication_name\"") ?? false)
        let wrong = try self.url(["prepare": "sometimes"])
        _ = await assertThrows(.configuration) { try PGConnector(wrong, logger: Self.quiet) }
    }

    func testAWrongValueIsAConfigurationError() async throws {
        _ = await assertThrows(.configuration) { try await connect(["sslmode": "requires"]) }
    }

    func testAWrongPasswordNamesTheServerAndNeverThePassword() async throws {
        var url = try url()
        url.password = "wrong-canary"
        let connector = try PGConnector(url, logger: Self.quiet)
        let error = await assertThrows(.authenticationFailed) {
            try await connector.connect(deadline: .after(.seconds(5)))
        }
        let host = url.hosts[0]
        XCTAssertTrue(
            error?.message.contains("\(host.name):\(host.port ?? 0)") ?? false, "\(String(describing: error))")
        XCTAssertEqual(error?.sqlState, "28P01")
        for text in ["\(String(describing: error))", error.debugDescription, String(reflecting: error)] {
            XCTAssertFalse(text.contains("canary"), text)
        }
    }

    func testAnUnknownDatabase() async throws {
        var url = try url()
        url.database = "there_is_none"
        let connector = try PGConnector(url, logger: Self.quiet)
        let error = await assertThrows(.connectionFailed) { try await connector.connect(deadline: .after(.seconds(5))) }
        XCTAssertEqual(error?.sqlState, "3D000")
        XCTAssertTrue(error?.message.contains("there_is_none") ?? false)
    }

    func testADatabaseNameIsNeverReadAsParameters() async throws {
        var url = try url()
        url.database = "host=elsewhere.invalid"
        let connector = try PGConnector(url, logger: Self.quiet)
        let error = await assertThrows(.connectionFailed) { try await connector.connect(deadline: .after(.seconds(5))) }
        XCTAssertEqual(error?.sqlState, "3D000")
    }

    func testNobodyListens() async throws {
        var url = try url()
        url.hosts = [.init(name: "127.0.0.1", port: 1)]
        let connector = try PGConnector(url, logger: Self.quiet)
        let error = await assertThrows(.connectionFailed) { try await connector.connect(deadline: .after(.seconds(5))) }
        XCTAssertTrue(error?.message.contains("127.0.0.1:1") ?? false)
    }

    /// C6, C8: the backlog accepts, and nobody ever answers.
    func testADeafServerEndsAtTheDeadline() async throws {
        let deaf = try DeafServer()
        defer { deaf.close() }
        var url = try url()
        url.hosts = [.init(name: "127.0.0.1", port: deaf.port)]
        let connector = try PGConnector(url, logger: Self.quiet)
        let start = MonotonicClock.now
        let error = await assertThrows(.connectionFailed) {
            try await connector.connect(deadline: .after(.milliseconds(200)))
        }
        let milliseconds = (MonotonicClock.now - start) / 1_000_000
        XCTAssertTrue((200..<1_200).contains(milliseconds), "\(milliseconds) ms")
        XCTAssertTrue(error?.message.contains("127.0.0.1:\(deaf.port)") ?? false, "\(String(describing: error))")
    }

    func testConnectingIsCancelledAtOnce() async throws {
        let deaf = try DeafServer()
        defer { deaf.close() }
        var url = try url()
        url.hosts = [.init(name: "127.0.0.1", port: deaf.port)]
        let connector = try PGConnector(url, logger: Self.quiet)
        let task = Task { try await connector.connect(deadline: .after(.seconds(10))) }
        try await Task.sleep(for: .milliseconds(50))
        let start = MonotonicClock.now
        task.cancel()
        await assertCancelled(task)
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
    }

    /// C9: hosts that refuse or do not answer leave time for the next one.
    func testTheNextHostIsTried() async throws {
        let deaf = try DeafServer()
        defer { deaf.close() }
        var url = try url()
        url.hosts = [
            .init(name: "127.0.0.1", port: 1), .init(name: "127.0.0.1", port: deaf.port), url.hosts[0],
        ]
        let connector = try PGConnector(url, logger: Self.quiet)
        let connection = try await connector.connect(deadline: .after(.milliseconds(1_500)))
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
        connection.abort()
    }

    func testTheRoleOfTheServerIsChecked() async throws {
        let connection = try await connect(["target_session_attrs": "read-write"])
        XCTAssertTrue(connection.isUsable)
        let error = await assertThrows(.connectionFailed) { try await connect(["target_session_attrs": "standby"]) }
        XCTAssertNotNil(error)
    }

    func testAClosedConnectionSaysSo() async throws {
        let connection = try await connect()
        await connection.close(deadline: .after(.seconds(1)))
        await connection.close(deadline: .after(.seconds(1)))
        connection.abort()
        XCTAssertFalse(connection.isUsable)
        XCTAssertEqual(connection.transactionStatus, .unknown)
        _ = await assertThrows(.connectionLost) { try await connection.rows("SELECT 1") }
    }
}

/// Listens and never accepts.
final class DeafServer: Sendable {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard isBound == 0, listen(descriptor, 16) == 0 else { throw CocoaError(.fileReadUnknown) }
        var bound = sockaddr_in()
        var length = size
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        port = Int(UInt16(bigEndian: bound.sin_port))
    }

    func close() { _ = Glibc.close(descriptor) }
}
