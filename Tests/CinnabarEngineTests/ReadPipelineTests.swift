import XCTest

@testable import CinnabarEngine

/// The rules of shared reads, without a socket or a clock.
final class ReadPipelineTests: XCTestCase {
    private func pipeline(_ change: (inout ReadPipeline<Int>.Rules) -> Void = { _ in }) -> ReadPipeline<Int> {
        var rules = ReadPipeline<Int>.Rules()
        rules.lanes = 2
        change(&rules)
        return ReadPipeline(rules)
    }

    func testWithoutALaneReadsGoElsewhere() {
        var pipeline = pipeline()
        XCTAssertEqual(pipeline.enqueue(1, now: 0), .refused)
    }

    func testABatchIsWhatHasGatheredSinceTheLastOne() {
        var pipeline = pipeline()
        XCTAssertEqual(pipeline.open(now: 0), 0)
        XCTAssertEqual(pipeline.enqueue(1, now: 0), .queued(id: 1, wake: nil))
        XCTAssertEqual(pipeline.enqueue(2, now: 0), .queued(id: 2, wake: nil))
        XCTAssertEqual(pipeline.take(0, now: 0).batch.map(\.read), [1, 2])
        XCTAssertEqual(pipeline.enqueue(3, now: 1), .queued(id: 3, wake: nil))
        XCTAssertEqual(pipeline.answered(0)?.read, 1)
        XCTAssertEqual(pipeline.answered(0)?.read, 2)
        XCTAssertEqual(pipeline.ended(0, now: 2), .fly)
        XCTAssertEqual(pipeline.take(0, now: 2).batch.map(\.read), [3])
        XCTAssertEqual(pipeline.answered(0)?.read, 3)
        XCTAssertEqual(pipeline.ended(0, now: 3), .rest)
        XCTAssertEqual(pipeline.enqueue(4, now: 4), .queued(id: 4, wake: 0))
        XCTAssertEqual(pipeline.enqueue(5, now: 4), .queued(id: 5, wake: nil))
    }

    func testAnErrorSendsTheNeighboursBehindItIntoTheNextBatchInOrder() {
        var pipeline = pipeline()
        _ = pipeline.open(now: 0)
        for read in 1...4 { _ = pipeline.enqueue(read, now: 0) }
        _ = pipeline.take(0, now: 0)
        XCTAssertEqual(pipeline.answered(0)?.read, 1)
        XCTAssertEqual(pipeline.answered(0)?.read, 2)
        XCTAssertNil(pipeline.skip(0))
        XCTAssertNil(pipeline.skip(0))
        _ = pipeline.enqueue(5, now: 1)
        XCTAssertEqual(pipeline.ended(0, now: 1), .fly)
        XCTAssertEqual(pipeline.take(0, now: 1).batch.map(\.read), [3, 4, 5])
    }

    func testAReadThatIsSkippedTooOftenGoesElsewhere() {
        var pipeline = pipeline()
        _ = pipeline.open(now: 0)
        _ = pipeline.enqueue(1, now: 0)
        for _ in 0..<2 {
            XCTAssertEqual(pipeline.take(0, now: 0).batch.map(\.read), [1])
            XCTAssertNil(pipeline.skip(0))
            XCTAssertEqual(pipeline.ended(0, now: 0), .fly)
        }
        _ = pipeline.take(0, now: 0)
        XCTAssertEqual(pipeline.skip(0)?.read, 1)
        XCTAssertEqual(pipeline.ended(0, now: 0), .rest)
    }

    func testWhileEveryBatchIsOldNewReadsGoElsewhere() {
        var pipeline = pipeline { $0.patience = 10 }
        _ = pipeline.open(now: 0)
        _ = pipeline.enqueue(1, now: 0)
        _ = pipeline.take(0, now: 0)
        XCTAssertEqual(pipeline.enqueue(2, now: 9), .queued(id: 2, wake: nil))
        XCTAssertEqual(pipeline.enqueue(3, now: 10), .refused)
        XCTAssertEqual(pipeline.open(now: 10), 1)
        XCTAssertEqual(pipeline.enqueue(4, now: 10), .queued(id: 3, wake: nil))
    }

    func testALongQueueIsSharedWithTheLaneThatRests() {
        var pipeline = pipeline { $0.split = 4 }
        for lane in 0..<2 {
            XCTAssertEqual(pipeline.open(now: 0), lane)
            XCTAssertEqual(pipeline.take(lane, now: 0).batch.count, 0)
        }
        for read in 1...6 { _ = pipeline.enqueue(read, now: 0) }
        let (batch, wake) = pipeline.take(0, now: 0)
        XCTAssertEqual(batch.map(\.read), [1, 2, 3])
        XCTAssertEqual(wake, [1])
        XCTAssertEqual(pipeline.take(1, now: 0).batch.map(\.read), [4, 5, 6])
    }

    func testOnlyABatchThatNobodyWantsIsStopped() {
        var pipeline = pipeline()
        _ = pipeline.open(now: 0)
        for read in 1...3 { _ = pipeline.enqueue(read, now: 0) }
        XCTAssertNil(pipeline.cancel(3))
        XCTAssertEqual(pipeline.take(0, now: 0).batch.map(\.read), [1, 2])
        XCTAssertNil(pipeline.cancel(1))
        XCTAssertFalse(pipeline.isUnwanted(0))
        XCTAssertEqual(pipeline.cancel(2), 0)
        XCTAssertTrue(pipeline.isUnwanted(0))
        XCTAssertNil(pipeline.answered(0))
        XCTAssertNil(pipeline.answered(0))
        XCTAssertEqual(pipeline.ended(0, now: 0), .rest)
        XCTAssertTrue(pipeline.dropped.isEmpty)
    }

    func testTheLastLaneThatGoesTakesTheQueueWithIt() {
        var pipeline = pipeline()
        for _ in 0..<2 { _ = pipeline.open(now: 0) }
        for read in 1...3 { _ = pipeline.enqueue(read, now: 0) }
        _ = pipeline.take(0, now: 0)
        for read in 4...5 { _ = pipeline.enqueue(read, now: 0) }
        XCTAssertEqual(pipeline.closed(0).orphans.map(\.read), [1, 2, 3])
        XCTAssertEqual(pipeline.closed(1).orphans.map(\.read), [4, 5])
        XCTAssertEqual(pipeline.laneCount, 0)
    }

    func testALaneThatGoesCallsAnotherForTheQueue() {
        var pipeline = pipeline()
        for lane in 0..<2 {
            _ = pipeline.open(now: 0)
            _ = pipeline.take(lane, now: 0)
        }
        XCTAssertEqual(pipeline.enqueue(1, now: 0), .queued(id: 1, wake: 0))
        XCTAssertEqual(pipeline.closed(0).wake, 1)
        XCTAssertEqual(pipeline.take(1, now: 0).batch.map(\.read), [1])
    }

    func testALaneGoesAfterItsTimeAndAfterItsRest() {
        var pipeline = pipeline {
            $0.lifetime = 100
            $0.rest = 10
        }
        _ = pipeline.open(now: 0)
        _ = pipeline.take(0, now: 50)
        XCTAssertFalse(pipeline.expire(0, now: 59))
        _ = pipeline.enqueue(1, now: 59)
        XCTAssertFalse(pipeline.expire(0, now: 80), "it was called")
        _ = pipeline.take(0, now: 80)
        _ = pipeline.answered(0)
        XCTAssertEqual(pipeline.ended(0, now: 100), .close)
    }

    func testAClosedPipelineServesWhatIsThereAndTakesNothingMore() {
        var pipeline = pipeline()
        _ = pipeline.open(now: 0)
        _ = pipeline.enqueue(1, now: 0)
        pipeline.close()
        XCTAssertEqual(pipeline.enqueue(2, now: 0), .refused)
        XCTAssertNil(pipeline.open(now: 0))
        XCTAssertEqual(pipeline.take(0, now: 0).batch.map(\.read), [1])
        XCTAssertEqual(pipeline.answered(0)?.read, 1)
        XCTAssertEqual(pipeline.ended(0, now: 0), .close)
    }

    /// Any order of events: each read is told once, in the order of its batch, and nothing is left behind.
    func testRandomEvents() {
        for seed in 0..<3_000 {
            var run = ReadPipelineRun(seed: UInt64(seed))
            for _ in 0..<200 { run.step() }
            run.drain()
            XCTAssertEqual(run.problems, [], "seed \(seed)")
        }
    }
}
