import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolMisuseTests: XCTestCase {
    // P20
    func testDroppedLeasesAreTakenBackAndReported() async throws {
        for status in [TransactionStatus.idle, .active, .failed, .unknown] {
            let server = FakeServer()
            let recorder = LogRecorder()
            let pool = try server.pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
            var lease: Lease? = try await pool.lease(fileID: "App/Leak.swift", line: 3)
            lease?.fake.set(status)
            let next = Task { try await pool.withFake(\.transactionStatus) }
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
        let server = FakeServer()
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<1_250 {
                        let lease = try await pool.lease()
                        XCTAssertTrue(lease.fake.use())
                        if (round + worker) % 3 == 0 { lease.fake.set(.active) }
                        lease.fake.endUse()
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
        let server = FakeServer { $0.reset = FakeServer.silence }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        var lease: Lease? = try await pool.lease()
        lease?.fake.set(.active)
        lease = nil
        let time = try await elapsed { try await pool.withFake { XCTAssertEqual($0.number, 2) } }
        XCTAssertLessThan(time, .milliseconds(500))
        await pool.dispose()
    }

    // P21
    func testReleasedTwiceThereAreNeverTwoOwners() async throws {
        let recorder = LogRecorder()
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0), logger: recorder.logger)
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
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        XCTAssertTrue(try lease.activeConnection() === lease.fake)
        await lease.release()
        XCTAssertFalse(lease.isActive)
        let error = await assertThrows(.misuse) { try lease.activeConnection() }
        XCTAssertEqual(error?.message, "the connection was used after it had been released")
        await pool.dispose()
    }

    // P21
    func testReleasedByManyTasksAtOnceOnlyOneCounts() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
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

    // P19
    func testLongLeaseIsWarnedOfOnceAndGoesOn() async throws {
        let recorder = LogRecorder()
        let pool = try FakeServer().pool(
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
