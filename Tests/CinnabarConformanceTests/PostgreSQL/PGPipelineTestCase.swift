import CinnabarSQL
import Foundation
import Synchronization
import XCTest

@testable import CinnabarEngine
@testable import CinnabarPostgreSQL

/// Numbers by which others are divided.
enum Divisor: TypedTable {
    static let tableName = "divisors"
    static let reference = TableReference(name: tableName)
    static let id = Column<Divisor, Int>("id", primaryKey: true)
    static let by = Column<Divisor, Int>("by")
    static let text = Column<Divisor, String>("text")
    static let table = Table(Divisor.self, id, by, text)

    static func read(_ id: Int) -> Select<Int> { select(Divisor.id).where(Divisor.id == id) }

    /// Fails at every hundredth.
    static func quotient(_ id: Int) -> Select<Int, Int> {
        select(Divisor.id, literal(1_000) / Divisor.by).where(Divisor.id == id)
    }

    /// Takes 1.5 seconds at every hundredth.
    static func sleep(_ id: Int) -> Select<Int> {
        select(Fn.call("sleep_at_zero", Divisor.by, as: Int.self, isVolatile: false)).where(Divisor.id == id)
    }

    static func texts(upTo id: Int) -> Select<String> {
        select(Divisor.text).where(Divisor.id >= 1 && Divisor.id <= id)
    }
}

/// Tests of reads that share connections: on a real server, with enough tasks at once.
class PGPipelineTestCase: XCTestCase {
    /// A table with rows 1 to 1,000, which divide by 10, every hundredth by zero.
    func onNumbers(
        _ configuration: EngineConfiguration = EngineConfiguration(pool: PoolConfiguration(size: 8, maxOverflow: 0)),
        _ body: (AsyncEngine) async throws -> Void
    ) async throws {
        try await onPostgreSQL(configuration) { database in
            try await database.engine.begin { connection in
                try await connection.execute(
                    text(
                        """
                        CREATE TABLE divisors AS
                        SELECT i::bigint AS id, (CASE WHEN i % 100 = 0 THEN 0 ELSE 10 END)::bigint AS by,
                            repeat('x', 100) AS text FROM generate_series(1, 1000) AS i
                        """))
                try await connection.execute(text("ALTER TABLE divisors ADD PRIMARY KEY (id)"))
            }
            try await body(database.engine)
        }
    }

    func reads(_ engine: AsyncEngine) throws -> SharedReads { try XCTUnwrap(engine.environment.source.sharedReads) }

    /// Runs the body with so many reads beside it that those of the body share.
    ///
    /// - Parameter lost: counts reads whose connection was lost, where that is no failure.
    func underLoad(
        _ engine: AsyncEngine, tasks: Int = 16, lost: Tally? = nil, _ body: () async throws -> Void
    ) async throws {
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var id = task
                    while !isOver.isSet {
                        id = id % 99 + 1
                        do {
                            let found = try await engine.execute(Divisor.read(id)).one()
                            XCTAssertEqual(found, id)
                        } catch let error as DatabaseError where error.kind == .connectionLost && lost != nil {
                            lost?.add()
                        }
                    }
                }
            }
            let served = try reads(engine).served
            let limit = Deadline.after(.seconds(20))
            while try reads(engine).served < served + 100, !limit.hasPassed {
                try await Task.sleep(for: .milliseconds(2))
            }
            XCTAssertGreaterThan(try reads(engine).served, served, "nothing shares")
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            isOver.set()
            try await group.waitForAll()
            try result.get()
        }
    }

    /// Runs pieces of work in tasks at the same time.
    func inTasks(_ tasks: Int, _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask { for n in stride(from: task, to: count, by: tasks) { try await work(n) } }
            }
            try await group.waitForAll()
        }
    }

    /// The server processes behind the lanes of now.
    func laneProcesses(_ engine: AsyncEngine) throws -> [Int32] {
        try reads(engine).shared.withLock { shared in
            shared.lanes.compactMap { ($0 as? PGLane)?.connection.processID }
        }
    }
}

/// A yes that stays.
final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

/// Counts from several tasks.
final class Tally: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .acquiring) }
    func add() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
