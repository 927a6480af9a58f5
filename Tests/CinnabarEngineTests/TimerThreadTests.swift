import CinnabarEngine
import CinnabarSQL
import XCTest

final class TimerThreadTests: XCTestCase {
    func testFiresInOrderAndNotBeforeItsTime() async {
        let fired = Locked<[Int]>([])
        let early = Counter()
        let last = Gate()
        let start = MonotonicClock.now
        for (number, delay) in [(3, 30), (1, 10), (4, 40), (2, 20)] {
            let deadline = Deadline(nanoseconds: start + Int64(delay) * 1_000_000)
            _ = TimerThread.shared.schedule(at: deadline) {
                if !deadline.hasPassed { early.increment() }
                fired.withLock { $0.append(number) }
                if number == 4 { last.open() }
            }
        }
        await last.wait()
        XCTAssertEqual(fired.withLock { $0 }, [1, 2, 3, 4])
        XCTAssertEqual(early.value, 0)
    }

    func testAnEarlierDeadlineWakesTheThread() async {
        let far = TimerThread.shared.schedule(at: .after(.seconds(60))) {}
        let gate = Gate()
        let time = await elapsed {
            _ = TimerThread.shared.schedule(at: .after(.milliseconds(5))) { gate.open() }
            await gate.wait()
        }
        XCTAssertLessThan(time, .seconds(2))
        TimerThread.shared.cancel(far)
    }

    func testPassedDeadlinesAndTheEndOfTimeAreHarmless() async {
        let gate = Gate()
        let never = TimerThread.shared.schedule(at: Deadline(nanoseconds: .max)) {}
        _ = TimerThread.shared.schedule(at: Deadline(nanoseconds: .min)) { gate.open() }
        await gate.wait()
        TimerThread.shared.cancel(never)
        TimerThread.shared.cancel(never)
    }

    func testCancelledNeverFires() async throws {
        let fired = Counter()
        for _ in 0..<1_000 {
            let token = TimerThread.shared.schedule(at: .after(.milliseconds(30))) { fired.increment() }
            TimerThread.shared.cancel(token)
        }
        try await Task.sleep(for: .milliseconds(60))
        XCTAssertEqual(fired.value, 0)
    }

    func testScheduledAndCancelledFromManyTasks() async {
        let fired = Counter()
        let cancelled = Counter()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<500 {
                        let delay = Duration.microseconds((round * 7 + worker) % 900)
                        let token = TimerThread.shared.schedule(at: .after(delay)) { fired.increment() }
                        if round.isMultiple(of: 2) {
                            // Some of these come too late: either way it fires once at the most.
                            TimerThread.shared.cancel(token)
                            cancelled.increment()
                        }
                    }
                }
            }
        }
        await eventually("all others have fired") { fired.value >= 8 * 250 }
        XCTAssertLessThanOrEqual(fired.value, 8 * 500)
        XCTAssertEqual(cancelled.value, 8 * 250)
    }
}
