import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolCancellationTests: XCTestCase {
    // P4
    func testHalfOfTenThousandWaitersAreCancelled() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let held = try await pool.lease()
        let tasks = (0..<10_000).map { _ in
            Task {
                let lease = try await pool.lease()
                await lease.release()
            }
        }
        await eventually("all wait", within: .seconds(20)) { pool.status.waiting == 10_000 }
        var generator = SystemRandomNumberGenerator()
        let chosen = Set(tasks.indices.shuffled(using: &generator).prefix(5_000))
        for index in chosen { tasks[index].cancel() }
        for index in chosen {
            switch await tasks[index].result {
            case .success: XCTFail("a cancelled waiter was served while nothing was free")
            case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)")
            }
        }
        XCTAssertEqual(pool.status.waiting, 5_000)
        await held.release()
        for index in tasks.indices where !chosen.contains(index) { try await tasks[index].value }
        XCTAssertEqual(pool.status.waiting, 0)
        XCTAssertEqual(pool.status.idle, 1)
        XCTAssertEqual(server.attempts, 1)
        await pool.dispose()
    }

    // P5
    func testCancelledTaskTouchesNothing() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        for _ in 0..<10_000 {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await pool.lease()
            }
            let result = await task.result
            XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        }
        XCTAssertEqual(server.attempts, 0)
        XCTAssertEqual(pool.status.acquired, 0)
        await pool.dispose()
    }

    // P5, P6: cancelled around the moment of joining the queue and of being served.
    func testCancelledAtAnyMomentNothingIsLost() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let served = Counter()
        let cancelled = Counter()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<16 {
                group.addTask {
                    for round in 0..<400 {
                        let task = Task {
                            let lease = try await pool.lease()
                            XCTAssertTrue(lease.fake.use())
                            await Task.yield()
                            lease.fake.endUse()
                            await lease.release()
                        }
                        for _ in 0..<((round &+ worker) % 4) { await Task.yield() }
                        task.cancel()
                        switch await task.result {
                        case .success: served.increment()
                        case .failure(let error):
                            XCTAssertTrue(error is CancellationError, "\(error)")
                            cancelled.increment()
                        }
                    }
                }
            }
        }
        XCTAssertEqual(served.value + cancelled.value, 6_400)
        XCTAssertEqual(pool.status.waiting, 0)
        XCTAssertEqual(pool.status.inUse, 0)
        await eventually("connects have ended") { pool.status.connecting == 0 }
        XCTAssertEqual(pool.status.idle, server.open.count)
        await pool.dispose()
    }

    func testCancelledWaiterGivesItsPlaceToTheNext() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let held = try await pool.lease()
        let first = Task { try await pool.lease() }
        await eventually("one waits") { pool.status.waiting == 1 }
        let second = Task { try await pool.withFake(\.number) }
        await eventually("two wait") { pool.status.waiting == 2 }
        first.cancel()
        await held.release()
        let number = try await second.value
        XCTAssertEqual(number, 1)
        let result = await first.result
        XCTAssertThrowsError(try result.get())
        await pool.dispose()
    }

    // P7
    func testConnectGoesOnWhenItsAcquirerIsCancelled() async throws {
        let gate = Gate()
        let server = FakeServer { $0.connect = { _ in await gate.wait() } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let acquirer = Task { try await pool.lease() }
        await eventually("it connects") { pool.status.connecting == 1 && pool.status.waiting == 1 }
        acquirer.cancel()
        let result = await acquirer.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        gate.open()
        await eventually("the connection is idle") { pool.status.idle == 1 }
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        XCTAssertEqual(server.attempts, 1)
        await pool.dispose()
    }

    // P8
    func testLateConnectionIsKeptWhenItsAcquirerTimedOut() async throws {
        let gate = Gate()
        let server = FakeServer { $0.connect = { _ in await gate.wait() } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let error = await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(20)) }
        XCTAssertTrue(error?.message.contains("0 in use, 0 idle, 1 connecting") == true)
        gate.open()
        await eventually("the connection is idle") { pool.status.idle == 1 }
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        XCTAssertEqual(server.attempts, 1)
        await pool.dispose()
    }

    func testCancelledTaskStillReturnsItsConnectionClean() async throws {
        let server = FakeServer()
        server.change { $0.reset = { _ in try await Task.sleep(for: .milliseconds(20)) } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let task = Task {
            let lease = try await pool.lease()
            lease.fake.set(.active)
            withUnsafeCurrentTask { $0?.cancel() }
            await lease.release()
        }
        try await task.value
        XCTAssertEqual(pool.status.idle, 1)
        XCTAssertEqual(server.connections.first?.resets, 1)
        XCTAssertEqual(server.connections.first?.transactionStatus, .idle)
        await pool.dispose()
    }
}
