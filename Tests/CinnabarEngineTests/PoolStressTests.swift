import CinnabarSQL
import Synchronization
import XCTest

@testable import CinnabarEngine

/// Everything at once, on a server that fails in every way it can: no place is lost, nobody shares a connection.
final class PoolStressTests: XCTestCase {
    func testNothingIsLostWhateverHappens() async throws {
        for seed: UInt64 in 1...3 { try await run(seed: seed) }
    }

    private func run(seed: UInt64) async throws {
        let dice = Dice(seed: seed)
        let server = faulty(dice)
        let pool = try server.pool(
            .init(
                size: 3, maxOverflow: 2, acquireTimeout: .milliseconds(200), recycle: .milliseconds(40),
                idleTimeout: .milliseconds(15), minimumIdle: 1, prePing: true, pingTimeout: .milliseconds(20),
                pingIfIdleFor: .milliseconds(5), connectTimeout: .milliseconds(40), closeTimeout: .milliseconds(20),
                leakWarningAfter: .milliseconds(10)),
            onConnect: { connection in
                if dice.roll(30), let fake = connection as? FakeConnection { await fake.cutOff.wait() }
                if dice.roll(30) { throw DatabaseError(.permissionDenied, "hook") }
            })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<24 {
                group.addTask { for _ in 0..<60 { await Self.step(pool, dice) } }
            }
        }
        await eventually("all leases are back, seed \(seed)") { pool.status.inUse == 0 && pool.status.waiting == 0 }
        XCTAssertLessThanOrEqual(server.peakConnecting, 5)

        // The server is well again: the pool has its full capacity, and not a connection more.
        server.change { state in
            state = healed(state)
        }
        dice.stop()
        await eventually("late connections are gone, seed \(seed)") {
            pool.status.connecting == 0 && server.open.count == pool.status.idle
        }
        var leases: [Lease] = []
        await eventually("the pool has its full capacity, seed \(seed)") {
            // On a busy machine a connect may still miss its 40 ms.
            if let lease = try? await pool.lease(within: .seconds(5)) { leases.append(lease) }
            return leases.count == 5
        }
        XCTAssertEqual(Set(leases.map(\.fake.number)).count, 5)
        await assertThrows(.poolTimeout) { try await pool.lease(within: .milliseconds(20)) }
        for lease in leases { await lease.release() }
        await pool.dispose()
        XCTAssertTrue(server.open.isEmpty)
        XCTAssertEqual(pool.status.opened, pool.status.closed)
    }

    /// One use, or misuse, of the pool.
    private static func step(_ pool: Pool, _ dice: Dice) async {
        let task = Task {
            let lease = try await pool.lease(within: .microseconds(dice.below(40_000)))
            XCTAssertTrue(lease.fake.use())
            lease.fake.touch()
            if dice.roll(3) { await Task.yield() }
            if dice.roll(4) { lease.fake.set(dice.roll(2) ? .active : .failed) }
            if dice.roll(20) { lease.fake.set(.unknown) }
            if dice.roll(20) { lease.fake.breakDown() }
            if dice.roll(30) { pool.invalidateAll() }
            lease.fake.endUse()
            // One in eight is forgotten.
            if !dice.roll(8) { await lease.release(reusable: !dice.roll(8), thorough: dice.roll(8)) }
            if dice.roll(10) { await lease.release() }
        }
        if dice.roll(4) {
            for _ in 0..<dice.below(5) { await Task.yield() }
            task.cancel()
        }
        switch await task.result {
        case .success: break
        case .failure(let error as DatabaseError):
            XCTAssertTrue(
                [.poolTimeout, .connectionFailed, .authenticationFailed].contains(error.kind), "\(error)")
        case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)")
        }
    }

    private func faulty(_ dice: Dice) -> FakeServer {
        FakeServer { state in
            state.connect = { _ in
                if dice.roll(4) { try await Task.sleep(for: .microseconds(dice.below(3_000))) }
                if dice.roll(12) { throw DatabaseError(.connectionFailed, "refused") }
                if dice.roll(20) { throw DatabaseError(.tooManyConnections, "full") }
                if dice.roll(40) { throw DatabaseError(.authenticationFailed, "wrong password") }
                if dice.roll(40) { try await Task.sleep(for: .milliseconds(60)) }
            }
            let answer: FakeServer.Answer = { connection in
                if dice.roll(4) { await Task.yield() }
                if dice.roll(10) { try await FakeServer.silence(connection) }
                if dice.roll(10) { throw DatabaseError(.connectionLost, "lost") }
            }
            state.ping = answer
            state.reset = answer
            state.close = answer
        }
    }
}

private func healed(_ state: FakeServer.State) -> FakeServer.State {
    var state = state
    state.connect = { _ in }
    state.ping = { _ in }
    state.reset = { _ in }
    state.close = { _ in }
    return state
}

/// Chances for many tasks from one seed; which task gets which is up to the scheduler.
private final class Dice: Sendable {
    private let generator: Locked<SplitMix64>
    private let isStopped = Atomic(false)

    init(seed: UInt64) { generator = Locked(SplitMix64(state: seed)) }

    func below(_ limit: Int) -> Int { generator.withLock { Int.random(in: 0..<limit, using: &$0) } }
    /// One time in `sides`.
    func roll(_ sides: Int) -> Bool { !isStopped.load(ordering: .relaxed) && below(sides) == 0 }
    func stop() { isStopped.store(true, ordering: .relaxed) }
}
