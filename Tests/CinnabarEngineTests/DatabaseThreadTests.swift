import CinnabarEngine
import CinnabarSQL
import Synchronization
import XCTest

final class DatabaseThreadTests: XCTestCase {
    func testWorkRunsOnTheThreadInOrder() async throws {
        let thread = try DatabaseThread(name: "test-thread")
        XCTAssertFalse(thread.isCurrent)
        let seen = Locked<[Int]>([])
        for index in 0..<100 { thread.submit { seen.withLock { $0.append(index) } } }
        let isOn = try await thread.perform { thread.isCurrent }
        XCTAssertTrue(isOn)
        XCTAssertEqual(seen.withLock { $0 }, Array(0..<100))
    }

    func testPerformOnTheThreadDoesNotSuspend() async throws {
        let thread = try DatabaseThread(name: "test-thread")
        try await Placement.run(on: thread, isCurrent: { thread.isCurrent }) {
            XCTAssertTrue(thread.isCurrent)
            let seen = Locked(0)
            // Were `perform` to queue behind this, it would see 1.
            thread.submit { seen.withLock { $0 = 1 } }
            let value = try await thread.perform { seen.withLock { $0 } }
            XCTAssertEqual(value, 0)
        }
        XCTAssertFalse(thread.isCurrent)
    }

    func testErrorsComeBack() async throws {
        struct Expected: Error {}
        let thread = try DatabaseThread(name: "test-thread")
        do {
            try await thread.perform { throw Expected() }
            XCTFail("no error")
        } catch { XCTAssertTrue(error is Expected) }
    }

    func testAnActorCanLiveOnTheThread() async throws {
        actor Resident {
            nonisolated let isolation: DatabaseThread.Isolation
            private var count = 0
            nonisolated var unownedExecutor: UnownedSerialExecutor { isolation.asUnownedSerialExecutor() }
            init(_ thread: DatabaseThread) { isolation = DatabaseThread.Isolation(thread) }
            func increment(_ thread: DatabaseThread) -> Bool {
                count += 1
                return thread.isCurrent
            }
            var total: Int { count }
        }
        let thread = try DatabaseThread(name: "test-thread")
        let resident = Resident(thread)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    let isOn = await resident.increment(thread)
                    XCTAssertTrue(isOn)
                }
            }
        }
        let total = await resident.total
        XCTAssertEqual(total, 500)
    }

    /// What was queued runs, and the thread ends, though nobody holds it any more.
    func testTheThreadOutlivesItsOwnerForWhatIsQueued() async throws {
        final class Probe: Sendable {
            let ended: @Sendable () -> Void
            init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }
            deinit { ended() }
        }
        for _ in 0..<50 {
            let done = expectation(description: "all of it ran, and was let go")
            done.expectedFulfillmentCount = 11
            var thread: DatabaseThread? = try DatabaseThread(name: "test-thread")
            let probe = Probe { done.fulfill() }
            for _ in 0..<10 {
                thread?.submit {
                    withExtendedLifetime(probe) {}
                    done.fulfill()
                }
            }
            thread = nil
            withExtendedLifetime(probe) {}
            _ = consume probe
            await fulfillment(of: [done], timeout: 5)
        }
    }

    func testTheLastReferenceMayGoOnTheThreadItself() async throws {
        for _ in 0..<50 {
            let done = expectation(description: "ended")
            try {
                let thread = try DatabaseThread(name: "test-thread")
                _ = Task(executorPreference: thread) { done.fulfill() }
            }()
            await fulfillment(of: [done], timeout: 5)
        }
    }
}
