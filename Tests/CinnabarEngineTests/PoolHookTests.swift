import CinnabarEngine
import CinnabarSQL
import Logging
import XCTest

final class PoolHookTests: XCTestCase {
    // P33
    func testFailingHookClosesTheConnectionAndFreesItsPlace() async throws {
        struct Refusal: Error {}
        let errors: [any Error] = [Refusal(), CancellationError(), DatabaseError(.permissionDenied, "SET ROLE")]
        for thrown in errors {
            let server = FakeServer()
            let attempts = Counter()
            let pool = try server.pool(
                .init(size: 1, maxOverflow: 0), onConnect: { _ in if attempts.increment() == 1 { throw thrown } })
            let error = await assertThrows(.connectionFailed) { try await pool.lease() }
            XCTAssertTrue(error?.message.hasPrefix("the on-connect hook failed, so the connection was closed") == true)
            XCTAssertNotNil(error?.underlying)
            XCTAssertEqual(server.connections.map(\.closes), [1])
            try await pool.withFake { XCTAssertEqual($0.number, 2) }
            await pool.dispose()
        }
    }

    // P33
    func testHangingHookEndsWithTheConnectTimeout() async throws {
        let server = FakeServer()
        let attempts = Counter()
        let pool = try server.pool(
            .init(size: 1, maxOverflow: 0, connectTimeout: .milliseconds(300)),
            onConnect: { connection in
                guard attempts.increment() == 1, let fake = connection as? FakeConnection else { return }
                await fake.cutOff.wait()
            })
        await assertThrows(.connectionFailed) { try await pool.lease() }
        try await pool.withFake { XCTAssertEqual($0.number, 2) }
        XCTAssertEqual(server.connections.first?.aborts, 1)
        await pool.dispose()
    }

    func testObserverSeesEveryStep() async throws {
        let recorder = LogRecorder()
        let logger = recorder.logger
        var observer = PoolObserver()
        observer.connected = { entry, _ in logger.info("connected \(entry.number)") }
        observer.connectFailed = { logger.info("failed \($0)") }
        observer.checkedOut = { entry, _ in logger.info("out \(entry.number)") }
        observer.checkedIn = { logger.info("in \($0.number)") }
        observer.closed = { logger.info("closed \($0.number)") }
        observer.timedOut = { error, _ in logger.info("timed out \(error.kind.rawValue)") }
        let server = FakeServer()
        let pool = try server.pool(.init(size: 1, maxOverflow: 0), observer: observer)
        let lease = try await pool.lease()
        await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(1)) }
        await lease.release(reusable: false)
        server.change { $0.connect = FakeServer.refusal }
        await assertThrows(.connectionFailed) { try await pool.lease() }
        await pool.dispose()
        XCTAssertEqual(
            recorder.entries.map(\.message),
            [
                "connected 1", "out 1", "timed out poolTimeout", "in 1", "closed 1",
                "failed connectionFailed: refused",
            ])
    }
}
