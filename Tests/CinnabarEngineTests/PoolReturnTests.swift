import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolReturnTests: XCTestCase {
    func testCleanConnectionComesBackWithoutAReset() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        for _ in 0..<3 { try await pool.withFake { XCTAssertEqual($0.number, 1) } }
        let lease = try XCTUnwrap(pool.leaseIdle(site: CallSite()))
        XCTAssertNil(pool.leaseIdle(site: CallSite()))
        XCTAssertTrue(lease.releaseIfClean())
        XCTAssertEqual(server.connections.map(\.resets), [0])
        await pool.dispose()
    }

    func testLastUsedIsFirstUsedAgain() async throws {
        let pool = try FakeServer().pool(.init(size: 3, maxOverflow: 0))
        var leases: [Lease] = []
        for _ in 0..<3 { leases.append(try await pool.lease()) }
        for index in [1, 2, 0] { await leases[index].release() }
        try await pool.withFake { XCTAssertTrue($0 === leases[0].fake) }
        await pool.dispose()
    }

    // P28: the pool's part; what a reset clears is the driver's.
    func testOpenOrFailedTransactionIsRolledBackBeforeTheNextLease() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        for status in [TransactionStatus.active, .failed] {
            let lease = try await pool.lease()
            lease.fake.set(status)
            let next = Task { try await pool.withFake(\.transactionStatus) }
            await eventually("the next one waits") { pool.status.waiting == 1 }
            await lease.release()
            let found = try await next.value
            XCTAssertEqual(found, .idle)
        }
        XCTAssertEqual(server.connections.map(\.resets), [2])
        let lease = try await pool.lease()
        await lease.release(thorough: true)
        XCTAssertEqual(server.connections.map { $0.state.withLock(\.thoroughResets) }, [1])
        await pool.dispose()
    }

    // P28
    func testConnectionInAnUnknownStateIsDiscarded() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        lease.fake.set(.unknown)
        await lease.release()
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
        await pool.dispose()
    }

    func testUnwantedConnectionIsClosedPolitelyAndBrokenOneIsCutOff() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let unwanted = try await pool.lease()
        await unwanted.release(reusable: false)
        let broken = try await pool.lease()
        broken.fake.breakDown()
        await broken.release()
        try await pool.withFake { XCTAssertEqual($0.number, 3) }
        XCTAssertEqual(server.connections.map(\.closes), [1, 0, 0])
        XCTAssertEqual(server.connections.map(\.aborts), [0, 1, 0])
        await pool.dispose()
    }

    func testFailedResetDiscardsTheConnection() async throws {
        let server = FakeServer { $0.reset = { _ in throw DatabaseError(.connectionLost, "gone") } }
        let recorder = LogRecorder()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
        let lease = try await pool.lease()
        lease.fake.set(.active)
        await lease.release()
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
        XCTAssertEqual(
            recorder.warnings, ["connection 1 was discarded: it could not be cleaned: connectionLost: gone"])
        await pool.dispose()
    }

    // P27
    func testSilentPeersCostTheirPlacesNoLongerThanTheCloseTimeout() async throws {
        let server = FakeServer {
            $0.reset = FakeServer.silence
            $0.close = FakeServer.silence
        }
        let pool = try server.pool(.init(size: 3, maxOverflow: 0, closeTimeout: .milliseconds(60)))
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let lease = try await pool.lease()
                        // Half of them fail in the rollback, half in the good-bye.
                        if number.isMultiple(of: 2) { lease.fake.set(.active) }
                        await lease.release(reusable: number.isMultiple(of: 2))
                    }
                }
                try await group.waitForAll()
            }
        }
        // Ten rounds on three places.
        XCTAssertLessThan(time, .seconds(3))
        await eventually("all places are free") { server.open.isEmpty && pool.status.inUse == 0 }
        server.change {
            $0.reset = { _ in }
            $0.close = { _ in }
        }
        var leases: [Lease] = []
        for _ in 0..<3 { leases.append(try await pool.lease()) }
        for lease in leases { await lease.release() }
        XCTAssertEqual(pool.status.idle, 3)
        await pool.dispose()
    }
}
