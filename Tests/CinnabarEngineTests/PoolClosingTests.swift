import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolClosingTests: XCTestCase {
    // P29
    func testDisposeWaitsForLeasesAndFailsWaitersAtOnce() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        let waiter = Task { try await pool.lease() }
        await eventually("one waits") { pool.status.waiting == 1 }
        let disposal = Task { await pool.dispose() }
        let error = await assertThrows(.poolClosed) { try await waiter.value }
        XCTAssertEqual(error?.message, "the engine was disposed: it gives no more connections")
        await assertThrows(.poolClosed) { try await pool.lease() }
        XCTAssertTrue(lease.fake.isUsable)
        XCTAssertEqual(pool.status.inUse, 1)
        await lease.release()
        await disposal.value
        XCTAssertEqual(server.connections.map(\.closes), [1])
        XCTAssertTrue(pool.status.isClosed)
    }

    // P29
    func testDisposeCutsOffWhatIsNotReturnedInTime() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let lease = try await pool.lease()
        let idle = try await pool.lease()
        await idle.release()
        let time = await elapsed { await pool.dispose(deadline: .after(.milliseconds(50))) }
        XCTAssertGreaterThanOrEqual(time, .milliseconds(50))
        XCTAssertLessThan(time, .seconds(1))
        XCTAssertFalse(lease.fake.isUsable)
        XCTAssertTrue(server.open.isEmpty)
        XCTAssertEqual(pool.status.inUse, 0)
        // The owner's release comes too late to matter.
        await lease.release()
        XCTAssertEqual(pool.status.idle, 0)
        XCTAssertEqual(pool.status.closed, 2)
    }

    // P29
    func testDisposeWithAPassedDeadlineClosesAtOnce() async throws {
        let server = FakeServer { $0.close = FakeServer.silence }
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let first = try await pool.lease()
        let second = try await pool.lease()
        await first.release()
        let time = await elapsed { await pool.dispose(deadline: Deadline(nanoseconds: 0)) }
        XCTAssertLessThan(time, .seconds(1))
        XCTAssertTrue(server.open.isEmpty)
        await second.release()
    }

    // P29
    func testDisposeTwiceAndFromManyTasks() async throws {
        let server = FakeServer { $0.close = { _ in try await Task.sleep(for: .milliseconds(20)) } }
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        for _ in 0..<3 { try await pool.withFake { _ in } }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    await pool.dispose()
                    XCTAssertTrue(server.open.isEmpty)
                }
            }
        }
        await pool.dispose()
        XCTAssertEqual(server.connections.map(\.closes), [1])
    }

    // P29
    func testDisposeDuringConnectAndAfterFailedConnects() async throws {
        let server = FakeServer { $0.connect = { _ in try await Task.sleep(for: .seconds(60)) } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let acquirer = Task { try await pool.lease() }
        await eventually("it connects") { pool.status.connecting == 1 }
        let time = await elapsed { await pool.dispose() }
        XCTAssertLessThan(time, .seconds(2))
        await assertThrows(.poolClosed) { try await acquirer.value }

        let down = FakeServer { $0.connect = FakeServer.refusal }
        let other = try down.pool(.init(size: 1, maxOverflow: 0))
        for _ in 0..<3 { await assertThrows(.connectionFailed) { try await other.lease() } }
        let waiter = Task { try await other.lease() }
        await eventually("one waits for the back-off") { other.status.waiting == 1 || down.attempts > 3 }
        await other.dispose()
        _ = await waiter.result
        XCTAssertEqual(other.status.waiting, 0)
    }

    // P29
    func testDisposeAtAnyMomentOfAConnect() async throws {
        for round in 0..<300 {
            let server = FakeServer { $0.connect = { _ in try await Task.sleep(for: .seconds(60)) } }
            let pool = try server.pool(.init(size: 1, maxOverflow: 0))
            let acquirer = Task { try await pool.lease() }
            for _ in 0..<(round % 12) { await Task.yield() }
            let time = await elapsed { await pool.dispose() }
            XCTAssertLessThan(time, .seconds(2))
            await assertThrows(.poolClosed) { try await acquirer.value }
        }
    }

    // P29
    func testDisposeWhileAConnectIgnoresEverything() async throws {
        let gate = Gate()
        let server = FakeServer { $0.connect = { _ in await gate.wait() } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        let acquirer = Task { try await pool.lease() }
        await eventually("it connects") { pool.status.connecting == 1 }
        let time = await elapsed { await pool.dispose(deadline: .after(.milliseconds(50))) }
        XCTAssertLessThan(time, .seconds(1))
        await assertThrows(.poolClosed) { try await acquirer.value }
        gate.open()
        await eventually("the late connection is cut off") { server.connections.count == 1 && server.open.isEmpty }
    }

    // P29, P31
    func testDisposeAmongLeasesStartingAndEnding() async throws {
        for round in 0..<100 {
            let server = FakeServer()
            let pool = try server.pool(.init(size: 2, maxOverflow: 1))
            let closed = Counter()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        if number == 6 {
                            for _ in 0..<(round % 10) { await Task.yield() }
                            await pool.dispose()
                            return
                        }
                        do {
                            try await pool.withFake { fake in
                                XCTAssertTrue(fake.use())
                                await Task.yield()
                                fake.endUse()
                            }
                        } catch let error as DatabaseError {
                            XCTAssertEqual(error.kind, .poolClosed)
                            closed.increment()
                        } catch {
                            XCTFail("\(error)")
                        }
                    }
                }
            }
            XCTAssertTrue(server.open.isEmpty)
            XCTAssertLessThanOrEqual(server.peakOpen, 3)
            XCTAssertEqual(pool.status.waiting, 0)
        }
    }

    func testCancellingDisposeDoesNotCutLeasesOff() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
        let lease = try await pool.lease()
        let disposal = Task { await pool.dispose() }
        await eventually("it is closing") { pool.status.isClosed }
        disposal.cancel()
        try await Task.sleep(for: .milliseconds(20))
        XCTAssertTrue(lease.fake.isUsable)
        await lease.release()
        await disposal.value
    }

    func testForgottenPoolClosesItsConnections() async throws {
        let server = FakeServer()
        var pool: Pool? = try server.pool(.init(size: 2, maxOverflow: 0))
        let lease = try await pool?.lease()
        try await pool?.withFake { _ in }
        pool = nil
        await eventually("the idle one is closed") { server.open.count == 1 }
        XCTAssertEqual(lease?.fake.isUsable, true)
        await lease?.release()
        await eventually("the other one too") { server.open.isEmpty }
    }

    // P31
    func testFirstUseByManyTasksMakesOneConnectPerPlace() async throws {
        for _ in 0..<50 {
            let server = FakeServer { $0.connect = { _ in await Task.yield() } }
            let pool = try server.pool(.init(size: 1, maxOverflow: 0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await pool.withFake { _ in } } }
                try await group.waitForAll()
            }
            XCTAssertEqual(server.attempts, 1)
            await pool.dispose()
        }
    }
}
