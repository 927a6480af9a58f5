import CinnabarEngine
import CinnabarSQL
import Synchronization
import XCTest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

final class HelperThreadsTests: XCTestCase {
    private struct Failure: Error {}

    func testValuesAndErrorsComeBack() async throws {
        let threads = HelperThreads(limit: 2, stuckLimit: 2)
        let value = try await threads.run(deadline: nil) { 7 }
        XCTAssertEqual(value, 7)
        do {
            try await threads.run(deadline: .after(.seconds(10))) { throw Failure() }
            XCTFail("the error was lost")
        } catch {
            XCTAssertTrue(error is Failure)
        }
    }

    func testAtMostLimitThreadsWorkAndAllEnd() async throws {
        let threads = HelperThreads(limit: 3, stuckLimit: 2)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await threads.run(deadline: nil) {
                        gauge.change(by: 1)
                        usleep(1_000)
                        gauge.change(by: -1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let peak = gauge.peak
        XCTAssertLessThanOrEqual(peak, 3)
        XCTAssertGreaterThan(peak, 1)
        for _ in 0..<100 where threads.threadCount > 0 { try await Task.sleep(for: .milliseconds(2)) }
        XCTAssertEqual(threads.threadCount, 0)
    }

    func testStuckCallsAreLeftAtTheirDeadlineAndStopNobody() async throws {
        let threads = HelperThreads(limit: 2, stuckLimit: 4)
        let late = Gauge()
        let start = MonotonicClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await threads.run(
                            deadline: .after(.milliseconds(30)), late: { late.change(by: $0) }
                        ) {
                            usleep(2_000_000)
                            return 1
                        }
                        XCTFail("the deadline passed")
                    } catch {
                        XCTAssertTrue(error is HelperThreads.DeadlinePassed)
                    }
                }
            }
        }
        let value = try await threads.run(deadline: nil) { 5 }
        XCTAssertEqual(value, 5)
        XCTAssertLessThan(MonotonicClock.now - start, 1_500_000_000)
        for _ in 0..<1_000 where late.peak < 2 { try await Task.sleep(for: .milliseconds(5)) }
        XCTAssertEqual(late.peak, 2, "a late value must reach who cleans up")
    }

    func testCancellationEndsTheWaitAndDropsWhatHasNotBegun() async throws {
        let threads = HelperThreads(limit: 1, stuckLimit: 1)
        threads.start { usleep(1_500_000) }
        let ran = Atomic(false)
        let task = Task { try await threads.run(deadline: nil) { ran.store(true, ordering: .relaxed) } }
        try await Task.sleep(for: .milliseconds(10))
        let start = MonotonicClock.now
        task.cancel()
        do {
            try await task.value
            XCTFail("it was cancelled")
        } catch {
            XCTAssertTrue(error is CancellationError)
        }
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        for _ in 0..<1_000 where threads.threadCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
        XCTAssertFalse(ran.load(ordering: .relaxed))
    }

    func testACancelledTaskDoesNotEvenStart() async throws {
        let threads = HelperThreads(limit: 1, stuckLimit: 1)
        let ran = Atomic(false)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await threads.run(deadline: nil) { ran.store(true, ordering: .relaxed) }
        }
        do {
            try await task.value
            XCTFail("it was cancelled")
        } catch {
            XCTAssertTrue(error is CancellationError)
        }
        XCTAssertFalse(ran.load(ordering: .relaxed))
    }
}

/// A number that goes up and down, and the highest that it was.
private final class Gauge: Sendable {
    private let state = Locked((now: 0, peak: 0))

    func change(by amount: Int) {
        state.withLock { $0 = ($0.now + amount, max($0.peak, $0.now + amount)) }
    }

    var peak: Int { state.withLock { $0.peak } }
}
