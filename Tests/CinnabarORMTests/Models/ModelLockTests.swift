import Foundation
import XCTest

@testable import CinnabarORM

final class ModelLockTests: XCTestCase {
    private final class Counter: @unchecked Sendable {  // what changes is behind the lock
        let lock = ModelLock()
        var count = 0
    }

    func testOwnersFollowOneAnotherThoughSomeSleep() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for turn in 0..<2_000 {
                        counter.lock.withLock {
                            let before = counter.count
                            if turn % 500 == 0 { Thread.sleep(forTimeInterval: 0.002) }
                            counter.count = before + 1
                        }
                    }
                }
            }
        }
        XCTAssertEqual(counter.lock.withLock { counter.count }, 8_000)
    }

    func testAnErrorLetsGoOfIt() {
        struct Failure: Error {}
        let lock = ModelLock()
        XCTAssertThrowsError(try lock.withLock { throw Failure() })
        XCTAssertEqual(lock.withLock { 1 }, 1)
    }
}
