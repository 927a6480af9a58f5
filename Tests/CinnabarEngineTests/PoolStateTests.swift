import XCTest

@testable import CinnabarEngine

/// Single steps of the pool's state, with a clock that the test moves.
final class PoolStateTests: XCTestCase {
    private let millisecond: Int64 = 1_000_000

    private func state(_ configuration: PoolConfiguration, seed: UInt64 = 1) -> PoolState {
        PoolState(rules: PoolRules(configuration), seed: seed)
    }

    private func acquire(_ state: inout PoolState, tag: Int, now: Int64, waits: Int64 = .max / 2) -> PoolAcquisition {
        state.acquire(tag: tag, deadline: now + waits, now: now, site: CallSite(), owner: 0)
    }

    private struct Unexpected: Error {
        let effects: [PoolEffect]
    }

    /// A state with one connection, lent.
    private func lent() throws -> (PoolState, PoolGrant) {
        var state = state(.init(size: 1, maxOverflow: 0))
        _ = acquire(&state, tag: 0, now: 0)
        state.connected(0, now: 0)
        let effects = state.takeEffects()
        guard case .grant(0, let grant)? = effects.last else { throw Unexpected(effects: effects) }
        return (state, grant)
    }

    // P6
    func testCancelledBeforeTheHandOverTheNextIsServed() throws {
        var (state, grant) = try lent()
        guard case .queued(let ticket) = acquire(&state, tag: 1, now: 1) else { return XCTFail("not queued") }
        _ = acquire(&state, tag: 2, now: 1)
        XCTAssertEqual(state.cancel(ticket: ticket), 1)
        guard case .handed(tag: 2, _) = state.release(grant, .reusable, now: 2) else { return XCTFail("not handed") }
    }

    // P6
    func testCancelledAfterTheHandOverItIsTheOwner() throws {
        var (state, grant) = try lent()
        guard case .queued(let ticket) = acquire(&state, tag: 1, now: 1) else { return XCTFail("not queued") }
        guard case .handed(tag: 1, let next) = state.release(grant, .reusable, now: 2) else {
            return XCTFail("not handed")
        }
        XCTAssertNil(state.cancel(ticket: ticket))
        XCTAssertEqual(state.release(next, .reusable, now: 3), .idle)
    }

    /// P9: 50 tasks of 2 ms on 5 idle connections, while a new one takes 150 ms.
    func testBurstOpensHardlyAnyConnections() {
        var state = state(.init(size: 50, maxOverflow: 0))
        for tag in 0..<5 { _ = acquire(&state, tag: tag, now: 0) }
        var grants: [PoolGrant] = []
        var effects = state.takeEffects()
        while !effects.isEmpty {
            for effect in effects {
                if case .connect(let slot) = effect { state.connected(slot, now: 0) }
                if case .grant(_, let grant) = effect { grants.append(grant) }
            }
            effects = state.takeEffects()
        }
        for grant in grants { _ = state.release(grant, .reusable, now: 0) }
        XCTAssertEqual(state.idle.count, 5)

        var running: [(until: Int64, PoolGrant)] = []
        var connects = 0
        var served = 0
        for tag in 0..<50 {
            if case .granted(let grant) = acquire(&state, tag: tag, now: 0) {
                running.append((2 * millisecond, grant))
                served += 1
            }
        }
        var now: Int64 = 0
        while !running.isEmpty {
            now += millisecond
            if now >= state.nextWake { state.tick(now: now) }
            for (until, grant) in running where until <= now {
                if case .handed(_, let next) = state.release(grant, .reusable, now: now) {
                    running.append((now + 2 * millisecond, next))
                    served += 1
                }
            }
            running.removeAll { $0.until <= now }
            for effect in state.takeEffects() {
                if case .connect = effect { connects += 1 }
            }
        }
        XCTAssertEqual(served, 50)
        XCTAssertEqual(now, 20 * millisecond)
        XCTAssertLessThanOrEqual(connects, 2)
    }

    func testLastingNeedGrowsThePoolToWhatIsNeeded() {
        var state = state(.init(size: 20, maxOverflow: 0))
        for tag in 0..<20 { _ = acquire(&state, tag: tag, now: 0) }
        var rounds: [Int] = []
        while state.waiters.count > 0 {
            let slots = state.takeEffects().compactMap { effect in
                if case .connect(let slot) = effect { slot } else { nil as Int? }
            }
            if !slots.isEmpty { rounds.append(slots.count) }
            XCTAssertLessThanOrEqual(state.connecting, 4)
            if slots.isEmpty { break }
            for slot in slots { state.connected(slot, now: millisecond) }
        }
        XCTAssertEqual(rounds.first, 4)
        XCTAssertEqual(state.waiters.count, 0)
        XCTAssertEqual(rounds.reduce(0, +), 20)
    }

    // P13, P14: the pauses double up to a limit, never in step, and end with the first success.
    func testFailedConnectsAreSpacedOut() {
        for seed: UInt64 in 0..<200 {
            var state = state(.init(size: 4, maxOverflow: 0), seed: seed)
            var now: Int64 = 0
            var pauses: [Int64] = []
            for tag in 0..<12 {
                _ = acquire(&state, tag: tag, now: now)
                if state.connecting == 0 {
                    pauses.append(state.nextWake - now)
                    now = state.nextWake
                    state.tick(now: now)
                }
                XCTAssertEqual(state.connecting, 1)
                state.connectFailed(0, .unreachable, now: now)
                _ = state.takeEffects()
                XCTAssertTrue(state.waiters.isEmpty)
            }
            for (index, pause) in pauses.enumerated() {
                let most = min(400, 20 << index) * millisecond
                XCTAssertTrue((most / 2...most).contains(pause), "pause \(index) is \(pause)")
            }
            _ = acquire(&state, tag: 100, now: now)
            state.tick(now: state.nextWake)
            state.connected(0, now: now)
            XCTAssertEqual(state.failures, 0)
        }
    }

    // P22: connections opened together do not expire together.
    func testLifetimesAreSpreadOut() {
        var state = state(.init(size: 1_000, maxOverflow: 0, recycle: .seconds(100), recycleJitter: 0.1))
        for tag in 0..<1_000 { _ = acquire(&state, tag: tag, now: 0) }
        for slot in 0..<1_000 { state.connected(slot, now: 0) }
        let ends = state.slots.map(\.expiresAt)
        XCTAssertEqual(ends.count, 1_000)
        XCTAssertTrue(ends.allSatisfy { (90_000 * millisecond...100_000 * millisecond).contains($0) })
        let buckets = Dictionary(grouping: ends) { $0 / (100 * millisecond) }
        XCTAssertLessThan(buckets.values.map(\.count).max() ?? 0, 40)
    }

    func testPermanentFailureEndsAllWaitsAtOnce() {
        var state = state(.init(size: 4, maxOverflow: 0))
        for tag in 0..<10 { _ = acquire(&state, tag: tag, now: 0) }
        XCTAssertEqual(state.connecting, 4)
        _ = state.takeEffects()
        state.connectFailed(2, .permanent, now: 1)
        XCTAssertEqual(state.takeEffects(), (0..<10).map { .fail(tag: $0, .connectFailed) })
    }

    func testQueueFindsLeaversWhereverTheyStand() {
        var queue = WaiterQueue()
        var expected: [UInt64] = []
        var generator = SplitMix64(state: 7)
        var ticket: UInt64 = 0
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                ticket += .random(in: 1...3, using: &generator)
                expected.append(ticket)
                queue.append(
                    .init(ticket: ticket, tag: Int(ticket), deadline: Int64(ticket), site: CallSite(), owner: 0))
            case 5..<8:
                let leaver = UInt64.random(in: 0...ticket, using: &generator)
                let index = expected.firstIndex(of: leaver)
                XCTAssertEqual(queue.remove(ticket: leaver)?.ticket, index.map { expected[$0] })
                if let index { expected.remove(at: index) }
            case 8:
                XCTAssertEqual(queue.popFirst()?.ticket, expected.isEmpty ? nil : expected.removeFirst())
            default:
                guard Int.random(in: 0..<20, using: &generator) == 0, let middle = expected.dropFirst(3).first else {
                    continue
                }
                let (overdue, next) = queue.removeOverdue(now: Int64(middle))
                XCTAssertEqual(overdue.map(\.ticket), expected.filter { $0 <= middle })
                expected.removeAll { $0 <= middle }
                XCTAssertEqual(next, expected.first.map(Int64.init) ?? .max)
            }
            XCTAssertEqual(queue.count, expected.count)
        }
    }
}
