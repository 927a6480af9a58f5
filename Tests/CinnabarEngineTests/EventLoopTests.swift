import CinnabarEngine
import CinnabarSQL
import Synchronization
import XCTest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

final class EventLoopTests: XCTestCase {
    func testTimersFireInOrderAndNeverEarly() async throws {
        let loop = try EventLoopGroup.shared.next()
        let fired = Locked<[Int]>([])
        let start = MonotonicClock.now
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            for number in (0..<50).shuffled() {
                _ = loop.schedule(at: Deadline(nanoseconds: start + Int64(number) * 1_000_000)) {
                    XCTAssertTrue(loop.isCurrent)
                    XCTAssertGreaterThanOrEqual(MonotonicClock.now, start + Int64(number) * 1_000_000)
                    fired.withLock { $0.append(number) }
                    if number == 49 { continuation.resume() }
                }
            }
        }
        XCTAssertEqual(fired.withLock { $0 }, Array(0..<50))
    }

    func testACancelledTimerDoesNotFireAndIsForgotten() async throws {
        let loop = try EventLoopGroup.shared.next()
        let before = loop.timerCount
        let fired = Atomic(0)
        let timers = (0..<1_000).map { index in
            loop.schedule(at: .after(.milliseconds(20 + index % 7))) { fired.add(1, ordering: .relaxed) }
        }
        XCTAssertEqual(loop.timerCount, before + 1_000)
        for timer in timers.shuffled() { XCTAssertTrue(loop.cancel(timer)) }
        XCTAssertEqual(loop.timerCount, before)
        XCTAssertFalse(loop.cancel(timers[0]))
        try await Task.sleep(for: .milliseconds(50))
        XCTAssertEqual(fired.load(ordering: .relaxed), 0)
    }

    func testAShorterTimerThanTheOneSleptForWakesTheLoop() async throws {
        let loop = try EventLoopGroup.shared.next()
        let long = loop.schedule(at: .after(.seconds(600))) { XCTFail("much too early") }
        try await Task.sleep(for: .milliseconds(5))
        let start = MonotonicClock.now
        await withCheckedContinuation { continuation in
            _ = loop.schedule(at: .after(.milliseconds(5))) { continuation.resume() }
        }
        XCTAssertLessThan(MonotonicClock.now - start, 500_000_000)
        XCTAssertTrue(loop.cancel(long))
    }

    func testJobsFromManyThreadsAllRunOnTheLoop() async throws {
        let loop = try EventLoopGroup.shared.next()
        let count = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<2_000 {
                group.addTask(executorPreference: loop) {
                    var onLoop = 0
                    for _ in 0..<5 {
                        onLoop += loop.isCurrent ? 1 : 0
                        await Task.yield()
                    }
                    return onLoop
                }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(count, 10_000)
    }

    /// C16: a number that was closed and given out again brings no event to the old handler.
    func testAReusedDescriptorNumberReachesItsNewHandlerOnly() async throws {
        let loop = try EventLoopGroup.shared.next()
        var numbers: [Int32: Int] = [:]
        for _ in 0..<2_000 {
            let old = try SocketPair()
            let closed = CountingHandler()
            let registration = try loop.register(old.near, closed)
            old.write()
            loop.deregister(registration)
            old.close()
            closed.isOver.store(true, ordering: .sequentiallyConsistent)

            let fresh = try SocketPair()
            numbers[fresh.near, default: 0] += 1
            let handler = CountingHandler()
            let second = try loop.register(fresh.near, handler)
            fresh.write()
            await handler.waitForInput()
            loop.deregister(second)
            fresh.close()
            XCTAssertEqual(handler.foreign.load(ordering: .relaxed), 0)
        }
        XCTAssertGreaterThan(numbers.values.max() ?? 0, 100, "the numbers were not reused: nothing was proven")
    }

    func testRegistrationsAreForgotten() async throws {
        let loop = try EventLoopGroup.shared.next()
        let before = loop.registrationCount
        weak var handler: CountingHandler?
        do {
            let pair = try SocketPair()
            let strong = CountingHandler()
            handler = strong
            let registration = try loop.register(pair.near, strong)
            XCTAssertEqual(loop.registrationCount, before + 1)
            loop.deregister(registration)
            loop.deregister(registration)
            pair.close()
        }
        XCTAssertEqual(loop.registrationCount, before)
        // An event may have been under way; it holds the handler for that long.
        for _ in 0..<100 where handler != nil { try await Task.sleep(for: .milliseconds(1)) }
        XCTAssertNil(handler)
    }
}

private struct SocketPair {
    let near: Int32
    let far: Int32

    init() throws {
        var pair: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        (near, far) = (pair[0], pair[1])
    }

    func write() { _ = Glibc.write(far, "x", 1) }

    func close() {
        _ = Glibc.close(near)
        _ = Glibc.close(far)
    }
}

private final class CountingHandler: LoopHandler {
    let isOver = Atomic(false)
    /// Events after the descriptor was closed.
    let foreign = Atomic(0)
    private let waiter = Locked<(input: Bool, continuation: CheckedContinuation<Void, Never>?)>((false, nil))

    func ready(_ events: LoopEvents) {
        if isOver.load(ordering: .sequentiallyConsistent) { foreign.add(1, ordering: .relaxed) }
        guard events.contains(.readable) else { return }
        let continuation = waiter.withLock { waiter in
            waiter.input = true
            defer { waiter.continuation = nil }
            return waiter.continuation
        }
        continuation?.resume()
    }

    func waitForInput() async {
        await withCheckedContinuation { continuation in
            let isThere = waiter.withLock { waiter in
                if !waiter.input { waiter.continuation = continuation }
                return waiter.input
            }
            if isThere { continuation.resume() }
        }
    }
}
