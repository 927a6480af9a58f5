import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolGrowthTests: XCTestCase {
    // P9: the burst is over long before a connection could be made.
    func testBurstIsServedByReturnedConnections() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 50, maxOverflow: 0))
        var leases: [Lease] = []
        for _ in 0..<5 { leases.append(try await pool.lease()) }
        for lease in leases { await lease.release() }
        XCTAssertEqual(pool.status.idle, 5)
        server.change { $0.connect = { _ in try await Task.sleep(for: .milliseconds(400)) } }
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await pool.withMock { _ in try await Task.sleep(for: .milliseconds(2)) } }
                }
                try await group.waitForAll()
            }
        }
        XCTAssertLessThan(time, .milliseconds(300))
        await eventually("connects have ended") { pool.status.connecting == 0 }
        XCTAssertLessThan(server.open.count, 10)
        await pool.dispose()
    }

    // P10
    func testOverflowIsNeverExceededAndClosedWhenIdle() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 3, maxOverflow: 5))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await pool.withMock { mock in
                        XCTAssertTrue(mock.use())
                        try await Task.sleep(for: .milliseconds(1))
                        mock.endUse()
                    }
                }
            }
            try await group.waitForAll()
        }
        await eventually("overflow is closed") { server.open.count == 3 }
        XCTAssertLessThanOrEqual(server.peakOpen, 8)
        XCTAssertGreaterThan(server.peakOpen, 3)
        XCTAssertLessThanOrEqual(server.peakConnecting, 4)
        XCTAssertEqual(pool.status.idle, 3)
        XCTAssertEqual(pool.status.overflow, 0)
        await pool.dispose()
    }

    // P11
    func testFailedConnectsFreeTheirPlaces() async throws {
        let server = MockServer { $0.connect = MockServer.refusal }
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
        try await pool.withMock { XCTAssertTrue($0.isOpen) }
        await pool.dispose()
    }

    func testFirstFailureIsReportedAtOnce() async throws {
        let server = MockServer { $0.connect = MockServer.refusal }
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
        let server = MockServer()
        let pool = try server.pool(.init(size: 2, maxOverflow: 0))
        let held = try await pool.lease()
        server.change { $0.connect = MockServer.refusal }
        let waiter = Task { try await pool.withMock(\.number) }
        await eventually("a connect has failed") { server.attempts >= 2 }
        await held.release()
        let number = try await waiter.value
        XCTAssertEqual(number, 1)
        await pool.dispose()
    }

    // P35
    func testServerWithoutFreeConnectionsIsRetriedUntilTheDeadline() async throws {
        let server = MockServer()
        server.change { state in
            state.connect = { attempt in
                if attempt < 4 { throw DatabaseError(.tooManyConnections, "too many clients") }
            }
        }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0))
        try await pool.withMock { XCTAssertEqual($0.number, 4) }
        pool.invalidateAll()
        await pool.dispose()

        let full = MockServer { state in
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
        let server = MockServer { $0.connect = { if $0 == 1 { await gate.wait() } } }
        let pool = try server.pool(.init(size: 4, maxOverflow: 0))
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await pool.withMock { XCTAssertTrue($0.isUsable) } } }
                try await group.waitForAll()
            }
        }
        XCTAssertLessThan(time, .milliseconds(500))
        gate.open()
        await pool.dispose()
    }

    func testHangingConnectEndsWithTheConnectTimeout() async throws {
        let gate = Gate()
        let server = MockServer { $0.connect = { if $0 == 1 { await gate.wait() } } }
        let pool = try server.pool(.init(size: 1, maxOverflow: 0, connectTimeout: .milliseconds(50)))
        let error = await assertThrows(.connectionFailed) { try await pool.lease() }
        XCTAssertEqual(error?.message, "no connection could be made within 50 ms (connectTimeout)")
        try await pool.withMock { XCTAssertEqual($0.number, 2) }
        gate.open()
        // What comes too late is not leaked.
        await eventually("the late connection is cut off") { server.open.count == 1 && server.connections.count == 2 }
        await pool.dispose()
    }

    // P15
    func testServedInOrderOfArrival() async throws {
        let pool = try MockServer().pool(.init(size: 1, maxOverflow: 0))
        let held = try await pool.lease()
        let order = Order()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<1_000 {
            tasks.append(
                Task {
                    let lease = try await pool.lease()
                    await order.append(number)
                    await lease.release()
                })
            while pool.status.waiting != number + 1 { await Task.yield() }
        }
        await held.release()
        for task in tasks { try await task.value }
        let numbers = await order.numbers
        XCTAssertEqual(numbers, Array(0..<1_000))
        await pool.dispose()
    }

    // P17
    func testTenThousandTasksShareTenConnections() async throws {
        let server = MockServer()
        let pool = try server.pool(.init(size: 10, maxOverflow: 0))
        let served = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10_000 {
                group.addTask {
                    try await pool.withMock { mock in
                        XCTAssertTrue(mock.use())
                        await Task.yield()
                        mock.endUse()
                        served.increment()
                    }
                }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(served.value, 10_000)
        XCTAssertLessThanOrEqual(server.peakOpen, 10)
        XCTAssertEqual(pool.status.waiting, 0)
        XCTAssertEqual(pool.status.acquired, 10_000)
        await pool.dispose()
    }

    func testNullPoolOpensOneForEachUse() async throws {
        let server = MockServer()
        let pool = try server.pool(.null)
        try await pool.withMock { XCTAssertEqual($0.number, 1) }
        try await pool.withMock { XCTAssertEqual($0.number, 2) }
        await eventually("both are closed") { server.open.isEmpty }
        var leases: [Lease] = []
        for _ in 0..<30 { leases.append(try await pool.lease()) }
        XCTAssertEqual(pool.status.inUse, 30)
        for lease in leases { await lease.release() }
        await eventually("all are closed") { server.open.isEmpty }
        await pool.dispose()
    }
}

private actor Order {
    var numbers: [Int] = []
    func append(_ number: Int) { numbers.append(number) }
}
