import CinnabarEngine
import Synchronization
import XCTest

/// Where the closure of `Placement.run` runs, asserted for every kind of caller.
final class PlacementTests: XCTestCase {
    private let rounds = 200

    func testPlainTaskMovesOntoTheLoopAndOffAgain() async throws {
        let loop = try EventLoopGroup.shared.next()
        for _ in 0..<rounds {
            let places = await Task { await visit(loop) }.value
            XCTAssertEqual(places, .moved)
        }
    }

    func testManyTasksAtOnceMoveOntoTheLoopAndOffAgain() async throws {
        let loop = try EventLoopGroup.shared.next()
        let counts = await withTaskGroup(of: Places.self) { group in
            for _ in 0..<rounds { group.addTask { await visit(loop) } }
            return await group.reduce(into: [Places: Int]()) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(counts, [.moved: rounds])
    }

    func testCallerOnADefaultActorMovesOntoTheLoopAndOffAgain() async throws {
        let loop = try EventLoopGroup.shared.next()
        let caller = Caller()
        var inside = 0, afterAwait = 0
        for _ in 0..<rounds {
            let places = await caller.visit(loop)
            inside += places.inside ? 1 : 0
            afterAwait += places.afterAwait ? 1 : 0
            XCTAssertFalse(places.after)
        }
        // A thread that is emptying the actor's queue may take a resumed job itself; rarely, or it would not be worth it.
        XCTAssertGreaterThanOrEqual(inside, rounds - 2)
        XCTAssertGreaterThanOrEqual(afterAwait, rounds * 8 / 10)
        let count = await caller.count
        XCTAssertEqual(count, rounds)
    }

    @MainActor
    func testMainActorStaysOnItsThread() async throws {
        let loop = try EventLoopGroup.shared.next()
        let main = ThreadStart.current
        var threads: [UInt] = []
        await Placement.run(on: loop, isCurrent: { loop.isCurrent }) {
            threads.append(ThreadStart.current)
            await suspend()
            threads.append(ThreadStart.current)
        }
        threads.append(ThreadStart.current)
        XCTAssertEqual(threads, [main, main, main])
    }

    func testNestedRunStaysOnTheLoopUntilTheOuterEnds() async throws {
        let loop = try EventLoopGroup.shared.next()
        for _ in 0..<rounds {
            let (inner, between) = await Placement.run(on: loop, isCurrent: { loop.isCurrent }) {
                let inner = await visit(loop)
                return (inner, loop.isCurrent)
            }
            XCTAssertEqual(inner, Places(before: true, inside: true, afterAwait: true, after: true))
            XCTAssertTrue(between)
            XCTAssertFalse(loop.isCurrent)
        }
    }

    func testAThrownErrorAlsoLeavesTheThread() async throws {
        struct Failure: Error {}
        let loop = try EventLoopGroup.shared.next()
        for _ in 0..<rounds {
            do {
                try await Placement.run(on: loop, isCurrent: { loop.isCurrent }) {
                    XCTAssertTrue(loop.isCurrent)
                    throw Failure()
                }
                XCTFail("the error was lost")
            } catch {
                XCTAssertTrue(error is Failure)
            }
            XCTAssertFalse(loop.isCurrent)
        }
    }

    func testWithoutAnExecutorTheBodyRunsWhereTheCallerIs() async throws {
        let thread = ThreadStart.current
        let same = await Placement.run(on: nil, isCurrent: { false }) { ThreadStart.current == thread }
        XCTAssertTrue(same)
    }
}

/// Whether the code was on the loop's thread, step by step.
private struct Places: Hashable {
    var before: Bool
    var inside: Bool
    var afterAwait: Bool
    var after: Bool

    static let moved = Places(before: false, inside: true, afterAwait: true, after: false)
}

private func visit(_ loop: EventLoop) async -> Places {
    let before = loop.isCurrent
    let (inside, afterAwait) = await Placement.run(on: loop, isCurrent: { loop.isCurrent }) {
        let inside = loop.isCurrent
        await suspend()
        return (inside, loop.isCurrent)
    }
    return Places(before: before, inside: inside, afterAwait: afterAwait, after: loop.isCurrent)
}

/// Suspends and is resumed from a foreign thread, as by a socket.
private func suspend() async {
    await withCheckedContinuation { continuation in
        HelperThreads.shared.start { continuation.resume() }
    }
}

private actor Caller {
    var count = 0

    func visit(_ loop: EventLoop) async -> Places {
        let before = loop.isCurrent
        let (inside, afterAwait) = await Placement.run(on: loop, isCurrent: { loop.isCurrent }) {
            count += 1
            let inside = loop.isCurrent
            await suspend()
            return (inside, loop.isCurrent)
        }
        return Places(before: before, inside: inside, afterAwait: afterAwait, after: loop.isCurrent)
    }
}
