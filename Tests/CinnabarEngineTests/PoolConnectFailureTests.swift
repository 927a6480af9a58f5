import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolConnectFailureTests: XCTestCase {
    // P11
    func testFailedConnectsFreeTheirPlaces() async throws {
        let server = FakeServer { $0.connect = FakeServer.refusal }
        let pool = try server.pool(.init(size: 1, maxOverflow: 2))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1_000 {
                group.addTask { await assertThrows(.connectionFailed) { try await pool.lease() } }
            }
        }
        XCTAssertEqual(pool.status.connecting, 0)
        XCTAssertEqual(pool.status.overflow, 0)
        // Attempts are shared and spaced out: a server that comes up again is not run over.
        XCTAssertLessThan(server.attempts, 100)
        server.change { $0.connect = { _ in } }
        try await pool.withFake { XCTAssertTrue($0.isOpen) }
        await pool.dispose()
    }

    func testFirstFailureIsReportedAtOnce() async throws {
        let server = FakeServer { $0.connect = FakeServer.refusal }
        let pool = try server.pool(.init())
        let time = await elapsed {
            let error = await assertThrows(.connectionFailed) { try await pool.lease() }
            XCTAssertEqual(error?.message, "refused")
        }
        XCTAssertLessThan(time, .seconds(1))
        await pool.dispose()
    }

    /// Who can be served by a connection that is out waits for it, whatever happens to new ones.
    func testFailedConnectDoesNotFailWhoCanBeServed() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let held = try await pool.lease()
        server.change { $0.connect = FakeServer.refusal }
        let waiter = Task { try await pool.withFake(\.number) }
        await eventually("a connect has failed") { server.attempts >= 2 }
        await held.release()
        let number = try await waiter.value
        XCTAssertEqual(number, 1)
        await pool.dispose()
    }

    // P35
    func testServerWithoutFreeConnectionsIsRetriedUntilTheDeadline() async throws {
        let server = FakeServer()
        server.change { state in
            state.connect = { attempt in
                if attempt < 4 { throw DatabaseError(.tooManyConnections, "too many clients") }
            }
        }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        try await pool.withFake { XCTAssertEqual($0.number, 4) }
        pool.invalidateAll()
        await pool.dispose()

        let full = FakeServer { state in
            state.connect = { _ in throw DatabaseError(.tooManyConnections, "too many clients") }
        }
        let other = try full.pool(.init(size: 1, maxOverflow: 0))
        let error = await assertThrows(.poolTimeout) { try await other.lease(within: .milliseconds(300)) }
        XCTAssertTrue(
            error?.message.hasSuffix("the last attempt to connect failed: tooManyConnections: too many clients") == true
        )
        XCTAssertLessThan(full.attempts, 20)
        await other.dispose()
    }

    // P12
    func testOneHangingConnectBlocksNobody() async throws {
        let gate = Gate()
        let server = FakeServer { $0.connect = { if $0 == 1 { await gate.wait() } } }
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await pool.withFake { XCTAssertTrue($0.isUsable) } } }
                try await group.waitForAll()
            }
        }
        XCTAssertLessThan(time, .milliseconds(500))
        gate.open()
        await pool.dispose()
    }

    func testHangingConnectEndsWithTheConnectTimeout() async throws {
        let gate = Gate()
        let server = FakeServer { $0.connect = { if $0 == 1 { await gate.wait() } } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0, connectTimeout: .milliseconds(300)))
        let error = await assertThrows(.connectionFailed) { try await pool.lease() }
        XCTAssertEqual(error?.message, "no connection could be made within 300 ms (connectTimeout)")
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
        gate.open()
        // What comes too late is not leaked.
        await eventually("the late connection is cut off") { server.open.count == 1 && server.connections.count == 2 }
        await pool.dispose()
    }
}
