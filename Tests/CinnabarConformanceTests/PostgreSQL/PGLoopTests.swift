import CinnabarSQL
import XCTest

@testable import CinnabarEngine
@testable import CinnabarPostgreSQL

/// Where the closure of `AsyncEngine.run` runs.
final class PGLoopTests: PGPipelineTestCase {
    private func onLoops(_ loops: Int, _ body: (AsyncEngine) async throws -> Void) async throws {
        var configuration = EngineConfiguration(pool: PoolConfiguration(size: 8, maxOverflow: 0))
        configuration.eventLoops = loops
        try await onNumbers(configuration, body)
    }

    func testAClosureRunsOnALoopBetweenItsStatementsToo() async throws {
        try await onLoops(1) { engine in
            XCTAssertFalse(EventLoopGroup.shared.isCurrent)
            for _ in 0..<100 {
                let places = try await engine.run {
                    var places = [EventLoopGroup.shared.isCurrent]
                    for id in 1...3 {
                        _ = try await engine.execute(Divisor.read(id)).one()
                        places.append(EventLoopGroup.shared.isCurrent)
                    }
                    async let child = EventLoopGroup.shared.isCurrent
                    places.append(await child)
                    return places
                }
                XCTAssertEqual(places, Array(repeating: true, count: 5))
                XCTAssertFalse(EventLoopGroup.shared.isCurrent)
            }
        }
    }

    func testNestedRunsStayWhereTheyAre() async throws {
        try await onLoops(4) { engine in
            for _ in 0..<50 {
                let (outer, inner) = await engine.run {
                    let outer = ThreadStart.current
                    return (outer, await engine.run { ThreadStart.current })
                }
                XCTAssertEqual(outer, inner)
            }
        }
    }

    func testTheMainActorStaysOnItsThread() async throws {
        try await onLoops(1) { engine in
            let hasStayed = await staysOnTheMainThread(engine)
            XCTAssertTrue(hasStayed)
        }
    }

    func testErrorsAndCancellationComeThrough() async throws {
        try await onLoops(1) { engine in
            let error = await failure { try await engine.run { throw DatabaseError(.other, "mine") } }
            XCTAssertEqual((error as? DatabaseError)?.message, "mine")
            let task = Task {
                try await engine.run {
                    while true { _ = try await engine.execute(Divisor.read(1)).one() }
                }
            }
            try await Task.sleep(for: .milliseconds(20))
            task.cancel()
            let ended = await failure { try await task.value }
            XCTAssertTrue(ended is CancellationError, "\(String(describing: ended))")
        }
    }

    func testManyTasksOnSeveralLoopsShareAndAreRight() async throws {
        for loops in [1, 2, 3] {
            try await onLoops(loops) { engine in
                // A read that is quick when it is alone is let in later.
                for id in 1...100 { _ = try await engine.execute(Divisor.read(id)).one() }
                let served = try self.reads(engine).served
                let used = Locked<Set<UInt>>([])
                try await self.inTasks(32, 4_000) { n in
                    try await engine.run {
                        _ = used.withLock { $0.insert(ThreadStart.current) }
                        let found = try await engine.execute(Divisor.read(n % 1_000 + 1)).one()
                        XCTAssertEqual(found, n % 1_000 + 1)
                    }
                }
                XCTAssertGreaterThan(try self.reads(engine).served, served)
                XCTAssertEqual(used.withLock { $0.count }, loops)
            }
        }
    }

    func testOnSQLiteNothingMoves() async throws {
        try await onSQLite { database in
            let inside = await database.engine.run { EventLoopGroup.shared.isCurrent }
            XCTAssertFalse(inside)
        }
    }
}

@MainActor
private func staysOnTheMainThread(_ engine: AsyncEngine) async -> Bool {
    let main = ThreadStart.current
    return await engine.run { ThreadStart.current } == main
}
