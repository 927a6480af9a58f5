import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolTimeoutTests: XCTestCase {
    // P1
    func testExhaustedPoolTimesOutAndSaysWhoHoldsTheConnections() async throws {
        let pool = try FakeServer().pool(.init(size: 2, maxOverflow: 0))
        let first = try await pool.lease(fileID: "App/Report.swift", line: 12)
        let second = try await Task { try await pool.lease() }.value
        var caught: DatabaseError?
        let time = await elapsed {
            caught = await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(100)) }
        }
        XCTAssertGreaterThanOrEqual(time, .milliseconds(100))
        XCTAssertLessThan(time, .milliseconds(400))
        let message = try XCTUnwrap(caught?.message)
        // The ages differ from run to run; the rest is pinned.
        XCTAssertEqual(
            message.replacing(#/\d+ ms/#, with: "N ms"),
            "no connection was free within N ms: 2 in use, 0 idle, 0 connecting, 0 more waiting (size 2, maxOverflow "
                + "0); the one out for the longest, N ms, was taken at App/Report.swift:12; this task itself holds "
                + "one, taken at App/Report.swift:12, and waits for a second one")
        XCTAssertEqual(
            caught?.hint,
            "raise the pool's size or maxOverflow, hold connections for a shorter time, or wait longer with "
                + "acquireTimeout")
        XCTAssertEqual(pool.status.waiting, 0)
        XCTAssertEqual(pool.status.timeouts, 1)
        await first.release()
        await second.release()
        XCTAssertEqual(pool.status.idle, 2)
        await pool.dispose()
    }

    func testTheConfiguredTimeoutCounts() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0, acquireTimeout: .milliseconds(20)))
        let held = try await pool.lease()
        await assertThrows(.poolTimeout) { try await pool.lease() }
        await held.release()
        await pool.dispose()
    }

    // P2
    func testZeroTakesOnlyWhatIsIdle() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0, acquireTimeout: .zero))
        await assertThrows(.poolTimeout) { try await pool.lease() }
        // The first try has a connection opened for the next one.
        await eventually("a connection is idle") { pool.status.idle == 1 }
        let lease = try await pool.lease()
        await assertThrows(.poolTimeout) { try await pool.lease() }
        await lease.release()
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        await pool.dispose()
    }

    // P2
    func testTimeoutBelowAMillisecond() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let held = try await pool.lease()
        for _ in 0..<50 {
            await assertThrows(.poolTimeout) { try await pool.lease(within: .microseconds(100)) }
        }
        await held.release()
        await pool.dispose()
    }

    // P2
    func testNilWaitsUntilThereIsOne() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0, acquireTimeout: nil))
        let held = try await pool.lease()
        let waiter = Task { try await pool.withFake(\.number) }
        await eventually("the task waits") { pool.status.waiting == 1 }
        await held.release()
        let number = try await waiter.value
        XCTAssertEqual(number, 1)
        await pool.dispose()
    }

    /// A shorter deadline that comes later must not wait for the timer of a longer one.
    func testALaterButShorterDeadlineIsKept() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let held = try await pool.lease()
        let patient = Task { try await pool.lease(within: .seconds(20)) }
        await eventually("the task waits") { pool.status.waiting == 1 }
        let time = await elapsed {
            await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(20)) }
        }
        XCTAssertLessThan(time, .seconds(1))
        await held.release()
        let lease = try await patient.value
        await lease.release()
        await pool.dispose()
    }

    // P3
    func testTimeoutAgainstGrantLosesNothing() async throws {
        let rounds = 400
        let granted = Counter()
        let timedOut = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<8 {
                let server = FakeServer()
                let pool = try server.pool(.init(size: 1, maxOverflow: 0))
                group.addTask {
                    for round in 0..<rounds {
                        let held = try await pool.lease()
                        let waiter = Task {
                            do {
                                let lease = try await pool.lease(within: .microseconds(150))
                                XCTAssertTrue(lease.fake.use())
                                lease.fake.endUse()
                                await lease.release()
                                granted.increment()
                            } catch let error as DatabaseError {
                                XCTAssertEqual(error.kind, .poolTimeout)
                                timedOut.increment()
                            }
                        }
                        // About when the waiter's time is over, now a little before, now after.
                        try await Task.sleep(for: .microseconds((round &* 37 &+ seed &* 11) % 300))
                        await held.release()
                        try await waiter.value
                    }
                    XCTAssertEqual(pool.status.idle, 1)
                    XCTAssertEqual(server.attempts, 1)
                    await pool.dispose()
                }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(granted.value + timedOut.value, 8 * rounds)
        XCTAssertGreaterThan(timedOut.value, 0)
    }

    // P18
    func testTaskThatWaitsForItselfIsTold() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let own = try await pool.lease(fileID: "App/Own.swift", line: 7)
        let error = await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(5)) }
        XCTAssertTrue(error?.message.contains("this task itself holds one, taken at App/Own.swift:7") == true)
        let other = await Task {
            await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(5)) }
        }.value
        XCTAssertTrue(other?.message.contains("this task itself") == false)
        await own.release()
        await pool.dispose()
    }
}
