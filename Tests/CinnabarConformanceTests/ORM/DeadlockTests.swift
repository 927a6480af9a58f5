import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarTesting
import Synchronization
import XCTest

/// Two sessions that lock two rows in opposite order, on the database that lets them.
final class DeadlockTests: XCTestCase {
    private enum Way: CaseIterable {
        /// SELECT … FOR UPDATE, and the change with the commit.
        case read
        /// UPDATE in a flush of its own.
        case flush
    }

    private func withLines(_ body: (AsyncSessionMaker) async throws -> Void) async throws {
        // The server looks for deadlocks after a second, by itself.
        let url = try Self.postgresURL + "?options=-cdeadlock_timeout%3D10ms"
        let configuration = EngineConfiguration(pool: PoolConfiguration(size: 2, maxOverflow: 0))
        try await TemporaryDatabase.postgreSQLSchema(
            url: url, drivers: [.postgreSQL], creating: MetaData(OrderLine.self), configuration: configuration
        ) { engine in
            let sessions = AsyncSessionMaker(engine)
            try await sessions.begin { session in
                session.addAll([1, 2].map { OrderLine(orderID: 1, line: $0, quantity: 0) })
            }
            try await body(sessions)
            XCTAssertEqual(engine.status.inUse, 0)
            let open = text(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND datname = current_database() AND state LIKE 'idle in transaction%'
                """
            ).columns(Int.self)
            let count = try await engine.scalar(open)
            XCTAssertEqual(count, 0)
        }
    }

    /// Adds one to both lines, and waits between them until somebody else has the other one.
    private static func add(
        _ lines: [Int], _ way: Way, _ meeting: Meeting, _ session: isolated AsyncSession
    ) async throws {
        for (place, number) in lines.enumerated() {
            let key = OrderLine.PrimaryKey(orderID: 1, line: number)
            switch way {
            case .read:
                let line = try await session.get(OrderLine.self, key, forUpdate: true)
                line?.quantity += 1
            case .flush:
                let line = try await session.getOne(OrderLine.self, key)
                line.set(OrderLine.quantity, to: OrderLine.quantity + 1)
                try await session.flush()
            }
            if place == 0 { await meeting.arrive() }
        }
    }

    /// T7: the victim runs again from the start with a fresh session, and nothing is counted twice or lost.
    func testTheVictimOfADeadlockIsRunAgain() async throws {
        let rounds = 200
        try await withLines { sessions in
            let runs = Runs()
            for round in 0..<rounds {
                let meeting = Meeting(of: 2)
                let way = Way.allCases[round % 2]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lines in [[1, 2], [2, 1]] {
                        group.addTask {
                            try await sessions.begin(attempts: 10) { session in
                                runs.count.add(1, ordering: .relaxed)
                                try await Self.add(lines, way, meeting, session)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let quantities = try await sessions.engine.execute(
                select(OrderLine.quantity).order(by: OrderLine.line)
            ).all()
            XCTAssertEqual(quantities, [2 * rounds, 2 * rounds])
            // Each round has had its deadlock, so it was a test.
            XCTAssertGreaterThanOrEqual(runs.count.load(ordering: .relaxed), 3 * rounds)
        }
    }

    func testWithoutAttemptsTheVictimGetsAnErrorThatSaysItMayBeRetried() async throws {
        for way in Way.allCases {
            try await withLines { sessions in
                let meeting = Meeting(of: 2)
                let tasks = [[1, 2], [2, 1]].map { lines in
                    Task {
                        try await sessions.begin { session in try await Self.add(lines, way, meeting, session) }
                    }
                }
                var errors: [any Error] = []
                for task in tasks {
                    if case .failure(let error) = await task.result { errors.append(error) }
                }
                XCTAssertEqual(errors.count, 1, "\(errors)")
                let error = errors.first as? DatabaseError
                XCTAssertEqual(error?.kind, .deadlock, "\(errors)")
                XCTAssertEqual(error?.isRetryable, true)
                let quantities = try await sessions.engine.execute(select(OrderLine.quantity)).all()
                XCTAssertEqual(quantities, [1, 1])
            }
        }
    }
}

private final class Runs: Sendable {
    let count = Atomic<Int>(0)
}

/// Where tasks wait for each other, once: who comes later walks through.
private final class Meeting: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(of count: Int) { state = Mutex(State(missing: count)) }

    func arrive() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in ready { continuation.resume() }
        }
    }
}
