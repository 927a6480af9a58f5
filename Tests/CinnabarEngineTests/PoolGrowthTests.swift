import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolGrowthTests: XCTestCase {
    // P9: the burst is over long before a connection could be made.
    func testBurstIsServedByReturnedConnections() async throws {
        let server = FakeServer()
        let pool = try server.pool(.init(size: 50, maxOverflow: 0))
        var leases: [Lease] = []
        for _ in 0..<5 { leases.append(try await pool.lease()) }
        for lease in leases { await lease.release() }
        XCTAssertEqual(pool.status.idle, 5)
        server.change { $0.connect = { _ in try await Task.sleep(for: .milliseconds(400)) } }
        let time = try await elapsed {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await pool.withFake { _ in try await Task.sleep(for: .milliseconds(2)) } }
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
        let server = FakeServer()
        let pool = try server.pool(.init(size: 3, maxOverflow: 5))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await pool.withFake { fake in
                        XCTAssertTrue(fake.use())
                        try await Task.sleep(for: .milliseconds(1))
                        fake.endUse()
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

    // P15
    func testServedInOrderOfArrival() async throws {
        let pool = try FakeServer().pool(.init(size: 1, maxOverflow: 0))
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
        let server = FakeServer()
        let pool = try server.pool(.init(size: 10, maxOverflow: 0))
        let served = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10_000 {
                group.addTask {
                    try await pool.withFake { fake in
                        XCTAssertTrue(fake.use())
                        await Task.yield()
                        fake.endUse()
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
        let server = FakeServer()
        let pool = try server.pool(.null)
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
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
