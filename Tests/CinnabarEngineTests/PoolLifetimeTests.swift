import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolLifetimeTests: XCTestCase {
    // P22
    func testOldConnectionIsReplacedBetweenLeasesOnly() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0, recycle: .milliseconds(40), recycleJitter: 0))
        let lease = try await pool.lease()
        try await Task.sleep(for: .milliseconds(120))
        XCTAssertTrue(lease.fake.isOpen)
        await lease.release()
        let next = try await pool.lease()
        XCTAssertEqual(next.fake.number, 2)
        await next.release()
        await eventually("an idle one is closed too") { server.open.isEmpty }
        await pool.dispose()
    }

    // P23
    func testIdleConnectionsAreClosedDownToTheMinimum() async throws {
        let server = FakeServer()
        let pool = try server.pool(
            .init(size: 8, maxOverflow: 0, idleTimeout: .milliseconds(60), minimumIdle: 2))
        let long = try await pool.lease()
        var leases: [Lease] = []
        for _ in 0..<7 { leases.append(try await pool.lease()) }
        for lease in leases { await lease.release() }
        XCTAssertEqual(pool.status.idle, 7)
        await eventually("it has shrunk") { pool.status.idle == 2 }
        try await Task.sleep(for: .milliseconds(100))
        XCTAssertEqual(pool.status.idle, 2)
        XCTAssertTrue(long.fake.isOpen)
        await long.release()
        await pool.dispose()
    }

    // P24
    func testDeadIdleConnectionsAreReplacedBeforeAnybodyGetsThem() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 4, maxOverflow: 0, prePing: true, pingIfIdleFor: .zero))
        var leases: [Lease] = []
        for _ in 0..<4 { leases.append(try await pool.lease()) }
        for lease in leases { await lease.release() }
        // The server has ended them; only a ping shows it.
        server.change {
            $0.ping = { connection in
                guard connection.number <= 4 else { return }
                connection.breakDown()
                throw DatabaseError(.connectionLost, "terminated")
            }
        }
        for _ in 0..<4 {
            let lease = try await pool.lease()
            XCTAssertGreaterThan(lease.fake.number, 4)
            XCTAssertTrue(lease.fake.isUsable)
            await lease.release()
        }
        await pool.dispose()
    }

    func testPingIsSkippedForWhatWasInUseJustNow() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0, prePing: true, pingIfIdleFor: .milliseconds(80)))
        for _ in 0..<5 { try await pool.withFake { _ in } }
        XCTAssertEqual(server.connections.first?.pings, 0)
        try await Task.sleep(for: .milliseconds(120))
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        XCTAssertEqual(server.connections.first?.pings, 1)
        await pool.dispose()
    }

    // P25
    func testPingOfASilentPeerKeepsItsTimeAndTheWaitersDeadline() async throws {
        let server = FakeServer {
            $0.ping = FakeServer.silence
            $0.close = FakeServer.silence
        }
        let pool = try server.pool(
            .init(
                size: 1, maxOverflow: 0, prePing: true, pingTimeout: .milliseconds(150), pingIfIdleFor: .zero))
        try await pool.withFake { _ in }
        let time = await elapsed {
            await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(30)) }
        }
        XCTAssertLessThan(time, .milliseconds(140))
        // Cut off after the ping's time, without the good-bye that nobody would answer.
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
        XCTAssertNotEqual(server.connections.first?.aborts, 0)
        XCTAssertEqual(server.connections.first?.closes, 0)
        server.change { $0.close = { _ in } }
        await pool.dispose()
    }

    // P26
    func testOneBrokenConnectionMakesTheOthersProveThemselves() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        var leases: [Lease] = []
        for _ in 0..<4 { leases.append(try await pool.lease()) }
        let out = leases.removeLast()
        for lease in leases.dropFirst() { await lease.release() }
        server.change {
            $0.ping = { connection in
                guard connection.number == 3 else { return }
                connection.breakDown()
                throw DatabaseError(.connectionLost, "gone with the server")
            }
        }
        leases[0].fake.breakDown()
        await leases[0].release()
        // 3 is on top, dead; 2 lies below it and is alive.
        try await pool.withFake { XCTAssertNotEqual($0.number, 3) }
        XCTAssertEqual(server.connections[2].pings, 1)
        XCTAssertTrue(out.fake.isOpen)
        XCTAssertEqual(out.fake.pings, 0)
        await out.release()
        await pool.dispose()
    }

    func testInvalidateAllHasEachPingedOnce() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let first = try await pool.lease()
        let second = try await pool.lease()
        await first.release()
        pool.invalidateAll()
        await second.release()
        for _ in 0..<3 {
            let one = try await pool.lease()
            let two = try await pool.lease()
            await one.release()
            await two.release()
        }
        XCTAssertEqual(server.connections.map(\.pings), [1, 1])
        await pool.dispose()
    }
}
