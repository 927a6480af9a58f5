import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolReturnTests: XCTestCase {
    func testCleanConnectionComesBackWithoutAReset() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        for _ in 0..<3 { try await pool.withMock { XCTAssertEqual($0.number, 1) } }
        let lease = try XCTUnwrap(pool.leaseIdle(site: CallSite()))
        XCTAssertNil(pool.leaseIdle(site: CallSite()))
        XCTAssertTrue(lease.releaseIfClean())
        XCTAssertEqual(server.connections.map(\.resets), [0])
        await pool.dispose()
    }

    func testLastUsedIsFirstUsedAgain() async throws {
        let pool = try MockServer().pool(.init(size: 3, maxOverflow: 0))
        var leases: [Lease] = []
        for _ in 0..<3 { leases.append(try await pool.lease()) }
        for index in [1, 2, 0] { await leases[index].release() }
        try await pool.withMock { XCTAssertTrue($0 === leases[0].mock) }
        await pool.dispose()
    }

    // P28: the pool's part; what a reset clears is the driver's.
    func testOpenOrFailedTransactionIsRolledBackBeforeTheNextLease() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        for status in [TransactionStatus.active, .failed] {
            let lease = try await pool.lease()
            lease.mock.set(status)
            let next = Task { try await pool.withMock(\.transactionStatus) }
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
        let server = MockServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        lease.mock.set(.unknown)
        await lease.release()
        try await pool.withMock { XCTAssertEqual($0.number, 2) }
        await pool.dispose()
    }

    func testUnwantedConnectionIsClosedPolitelyAndBrokenOneIsCutOff() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let unwanted = try await pool.lease()
        await unwanted.release(reusable: false)
        let broken = try await pool.lease()
        broken.mock.breakDown()
        await broken.release()
        try await pool.withMock { XCTAssertEqual($0.number, 3) }
        XCTAssertEqual(server.connections.map(\.closes), [1, 0, 0])
        XCTAssertEqual(server.connections.map(\.aborts), [0, 1, 0])
        await pool.dispose()
    }

    func testFailedResetDiscardsTheConnection() async throws {
        let server = MockServer { $0.reset = { _ in throw DatabaseError(.connectionLost, "gone") } }
        let recorder = LogRecorder()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
        let lease = try await pool.lease()
        lease.mock.set(.active)
        await lease.release()
        try await pool.withMock { XCTAssertEqual($0.number, 2) }
        XCTAssertEqual(
            recorder.warnings, ["connection 1 was discarded: it could not be cleaned: connectionLost: gone"])
        await pool.dispose()
    }

    // P20
    func testDroppedLeasesAreTakenBackAndReported() async throws {
        for status in [TransactionStatus.idle, .active, .failed, .unknown] {
            let server = MockServer()
            let recorder = LogRecorder()
            let pool = try server.pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
            var lease: Lease? = try await pool.lease(fileID: "App/Leak.swift", line: 3)
            lease?.mock.set(status)
            let next = Task { try await pool.withMock(\.transactionStatus) }
            await eventually("the next one waits") { pool.status.waiting == 1 }
            lease = nil
            let time = try await elapsed {
                let found = try await next.value
                XCTAssertEqual(found, .idle)
            }
            XCTAssertLessThan(time, .milliseconds(500))
            XCTAssertEqual(
                recorder.warnings,
                [
                    "connection 1, taken at App/Leak.swift:3, was dropped without being released; it is rolled back "
                        + "and taken back"
                ])
            XCTAssertEqual(server.connections.first?.aborts, status == .unknown ? 1 : 0)
            await pool.dispose()
        }
    }

    // P20
    func testTenThousandDroppedLeasesLoseNoPlace() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<1_250 {
                        let lease = try await pool.lease()
                        XCTAssertTrue(lease.mock.use())
                        if (round + worker) % 3 == 0 { lease.mock.set(.active) }
                        lease.mock.endUse()
                    }
                }
            }
            try await group.waitForAll()
        }
        await eventually("all are back") { pool.status.inUse == 0 }
        XCTAssertLessThanOrEqual(server.peakOpen, 4)
        XCTAssertEqual(pool.status.idle, server.open.count)
        XCTAssertEqual(pool.status.acquired, 10_000)
        await pool.dispose()
    }

    // P20, P27
    func testDroppedLeaseOfASilentPeerGivesItsPlaceBackSoon() async throws {
        let server = MockServer { $0.reset = MockServer.silence }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        var lease: Lease? = try await pool.lease()
        lease?.mock.set(.active)
        lease = nil
        let time = try await elapsed { try await pool.withMock { XCTAssertEqual($0.number, 2) } }
        XCTAssertLessThan(time, .milliseconds(500))
        await pool.dispose()
    }

    // P21
    func testReleasedTwiceThereAreNeverTwoOwners() async throws {
        let recorder = LogRecorder()
        let pool = try MockServer().pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
        let first = try await pool.lease()
        let accepted = await first.release()
        XCTAssertTrue(accepted)
        let second = try await pool.lease()
        XCTAssertNotEqual(first.id, second.id)
        for reusable in [true, false] {
            let again = await first.release(reusable: reusable)
            XCTAssertFalse(again)
        }
        XCTAssertEqual(
            recorder.warnings,
            Array(repeating: "connection 1 was released twice; the second release was ignored", count: 2))
        XCTAssertEqual(pool.status.inUse, 1)
        XCTAssertNil(pool.leaseIdle(site: CallSite()))
        await second.release()
        await pool.dispose()
    }

    // P21
    func testUseAfterReleaseIsAnError() async throws {
        let pool = try MockServer().pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        XCTAssertTrue(try lease.activeConnection() === lease.mock)
        await lease.release()
        XCTAssertFalse(lease.isActive)
        let error = await assertThrows(.misuse) { try lease.activeConnection() }
        XCTAssertEqual(error?.message, "the connection was used after it had been released")
        await pool.dispose()
    }

    // P21
    func testReleasedByManyTasksAtOnceOnlyOneCounts() async throws {
        let pool = try MockServer().pool(.init(size: 1, maxOverflow: 0))
        for _ in 0..<500 {
            let lease = try await pool.lease()
            let accepted = Counter()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { if await lease.release() { accepted.increment() } }
                }
            }
            XCTAssertEqual(accepted.value, 1)
        }
        XCTAssertEqual(pool.status.idle, 1)
        await pool.dispose()
    }

    // P27
    func testSilentPeersCostTheirPlacesNoLongerThanTheCloseTimeout() async throws {
        let server = MockServer {
            $0.reset = MockServer.silence
            $0.close = MockServer.silence
        }
        let pool = try server.pool(.init(size: 3, maxOverflow: 0, closeTimeout: .milliseconds(60)))
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let lease = try await pool.lease()
                        // Half of them fail in the rollback, half in the good-bye.
                        if number.isMultiple(of: 2) { lease.mock.set(.active) }
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

    // P19
    func testLongLeaseIsWarnedOfOnceAndGoesOn() async throws {
        let recorder = LogRecorder()
        let pool = try MockServer().pool(
            .init(size: 2, maxOverflow: 0, leakWarningAfter: .milliseconds(30)), logger: recorder.logger)
        let lease = try await pool.lease(fileID: "App/Slow.swift", line: 9)
        await eventually("the warning") { !recorder.warnings.isEmpty }
        try await Task.sleep(for: .milliseconds(100))
        XCTAssertEqual(
            recorder.warnings.map { $0.replacing(#/\d+ ms/#, with: "N ms") },
            ["connection 1, taken at App/Slow.swift:9, has been out for N ms: is it ever released?"])
        XCTAssertTrue(lease.isActive)
        await lease.release()
        await pool.dispose()
    }
}
