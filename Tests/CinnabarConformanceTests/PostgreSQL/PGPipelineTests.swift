import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import Foundation
import Synchronization
import XCTest

@testable import CinnabarEngine
@testable import CinnabarPostgreSQL

final class PGPipelineTests: PGPipelineTestCase {
    func testTenThousandReadsOfWhichOneInAHundredFails() async throws {
        try await onNumbers { engine in
            let failed = Tally()
            // A read that is quick when it is alone is let in later.
            for _ in 0..<50 { _ = try await engine.execute(Divisor.quotient(1)).one() }
            try await self.inTasks(64, 10_000) { n in
                let id = n % 1_000 + 1
                do {
                    let (found, quotient) = try await engine.execute(Divisor.quotient(id)).one()
                    XCTAssertEqual(found, id)
                    XCTAssertEqual(quotient, 100)
                    XCTAssertNotEqual(id % 100, 0)
                } catch let error as DatabaseError {
                    XCTAssertEqual(error.sqlState, "22012", "\(error)")
                    XCTAssertEqual(id % 100, 0, "\(error)")
                    failed.add()
                }
            }
            XCTAssertEqual(failed.value, 100)
            XCTAssertGreaterThan(try self.reads(engine).served, 1_000)
        }
    }

    func testCancelledReadsLeaveTheOthersAlone() async throws {
        try await onNumbers { engine in
            let (cancelled, finished) = (Tally(), Tally())
            try await self.underLoad(engine) {
                try await self.inTasks(16, 2_000) { n in
                    let task = Task { try await engine.execute(Divisor.read(n % 1_000 + 1)).one() }
                    if n % 3 == 0 {
                        if n % 2 == 0 { await Task.yield() }
                        task.cancel()
                    }
                    do {
                        let id = try await task.value
                        XCTAssertEqual(id, n % 1_000 + 1)
                        finished.add()
                    } catch is CancellationError {
                        XCTAssertEqual(n % 3, 0)
                        cancelled.add()
                    }
                }
            }
            XCTAssertEqual(cancelled.value + finished.value, 2_000)
            XCTAssertGreaterThan(cancelled.value, 0)
        }
    }

    func testReadsGoOnWhenTheServerEndsSharedConnections() async throws {
        try await onNumbers { engine in
            let killer = try AsyncEngine(
                try Self.postgresURL, drivers: [.postgreSQL], pool: PoolConfiguration(size: 1, maxOverflow: 0))
            var killed = 0
            let lost = Tally()
            try await self.underLoad(engine, tasks: 32, lost: lost) {
                let limit = Deadline.after(.seconds(20))
                while killed < 20, !limit.hasPassed {
                    for process in try self.laneProcesses(engine) {
                        let hit = try await killer.execute(
                            select(Fn.call("pg_terminate_backend", literal(process), as: Bool.self, isVolatile: true))
                        ).one()
                        killed += hit ? 1 : 0
                    }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            XCTAssertGreaterThanOrEqual(killed, 20)
            // Half of the tasks are in a batch whenever its server process goes: none of them hears of it. A process may
            // have become that of a connection of one task's own by the time the blow falls.
            XCTAssertLessThanOrEqual(lost.value, 3)
            await killer.dispose()
        }
    }

    func testASlowStatementHoldsUpTheOthersForABoundedTime() async throws {
        try await onNumbers { engine in
            try await engine.execute(self.sleepingFunction)
            try await self.underLoad(engine) {
                // Quick at first, so that it is let in.
                for _ in 0..<200 { _ = try await engine.execute(Divisor.sleep(1)).one() }
                let longest = Locked(Duration.zero)
                async let late = engine.execute(Divisor.sleep(100)).one()
                try await self.inTasks(16, 2_000) { n in
                    let start = ContinuousClock.now
                    let found = try await engine.execute(Divisor.read(n % 99 + 1)).one()
                    XCTAssertEqual(found, n % 99 + 1)
                    let took = ContinuousClock.now - start
                    longest.withLock { $0 = max($0, took) }
                }
                let answer = try await late
                XCTAssertEqual(answer, 0)
                XCTAssertLessThan(longest.withLock { $0 }, .milliseconds(800))
            }
        }
    }

    private var sleepingFunction: some CinnabarSQL.Statement {
        text(
            """
            CREATE FUNCTION sleep_at_zero(n bigint) RETURNS bigint LANGUAGE plpgsql AS
            $$ BEGIN IF n = 0 THEN PERFORM pg_sleep(1.5); END IF; RETURN n; END $$
            """)
    }

    func testTheStatementTimeoutHolds() async throws {
        var configuration = EngineConfiguration(pool: PoolConfiguration(size: 8, maxOverflow: 0))
        configuration.statementTimeout = .milliseconds(250)
        try await onNumbers(configuration) { engine in
            try await engine.execute(self.sleepingFunction)
            try await self.underLoad(engine) {
                for _ in 0..<200 { _ = try await engine.execute(Divisor.sleep(1)).one() }
                let start = ContinuousClock.now
                let error = await failure { _ = try await engine.execute(Divisor.sleep(100)).one() }
                XCTAssertEqual((error as? DatabaseError)?.kind, .timeout, "\(String(describing: error))")
                XCTAssertLessThan(ContinuousClock.now - start, .milliseconds(1_200))
            }
        }
    }

    func testALargeResultGetsAConnectionOfItsOwn() async throws {
        try await onNumbers { engine in
            try await engine.execute(text("UPDATE divisors SET text = repeat('y', 10000)"))
            try await self.underLoad(engine) {
                for _ in 0..<200 { _ = try await engine.execute(Divisor.texts(upTo: 1)).one() }
                for _ in 0..<5 {
                    let texts = try await engine.execute(Divisor.texts(upTo: 1_000)).all()
                    XCTAssertEqual(texts.count, 1_000)
                    XCTAssertTrue(texts.allSatisfy { $0.utf8.count == 10_000 })
                }
            }
            let (compiled, _) = try engine.environment.cache.compile(Divisor.texts(upTo: 1), for: engine.dialect)
            XCTAssertNotEqual(compiled.pace.load(ordering: .relaxed), .quick)
        }
    }

    func testWhatWritesBehindAViewNeverSharesAndHappensOnce() async throws {
        try await onNumbers { engine in
            try await engine.execute(text("CREATE SEQUENCE numbers"))
            try await engine.execute(
                text("CREATE VIEW divisors_seen AS SELECT nextval('numbers') AS id FROM divisors WHERE id = 1"))
            let seen = Locked<[Int]>([])
            try await self.underLoad(engine) {
                try await self.inTasks(16, 400) { _ in
                    let number = try await engine.execute(select(Seen.id)).one()
                    seen.withLock { $0.append(number) }
                }
            }
            XCTAssertEqual(seen.withLock { $0.sorted() }, Array(1...400))
        }
    }

    private enum Seen: TypedTable {
        static let tableName = "divisors_seen"
        static let reference = TableReference(name: tableName)
        static let id = Column<Seen, Int>("id")
        static let table = Table(Seen.self, id)
    }

    func testATransactionSeesItsOwnWrites() async throws {
        try await onNumbers { engine in
            try await self.underLoad(engine) {
                try await engine.begin { connection in
                    for id in 2_000..<2_100 {
                        try await connection.execute(
                            insert(Divisor.self).values(Divisor.id.to(id), Divisor.by.to(1), Divisor.text.to("")))
                        let found = try await connection.execute(Divisor.read(id)).one()
                        XCTAssertEqual(found, id)
                        let outside = try await engine.execute(Divisor.read(id)).first()
                        XCTAssertNil(outside)
                    }
                }
            }
        }
    }

    func testListenersAndRecordersSeeEachSharedRead() async throws {
        try await onNumbers { engine in
            for _ in 0..<50 { _ = try await engine.execute(Divisor.read(1)).one() }
            let recorder = StatementRecorder(engine)
            let served = try self.reads(engine).served
            try await self.inTasks(32, 3_000) { n in
                let found = try await engine.execute(Divisor.read(n % 1_000 + 1)).one()
                XCTAssertEqual(found, n % 1_000 + 1)
            }
            XCTAssertGreaterThan(try self.reads(engine).served, served)
            XCTAssertEqual(recorder.queries.count, 3_000)
            XCTAssertTrue(recorder.queries.allSatisfy { $0.error == nil && $0.rowCount == 1 })
        }
    }

    func testSharedConnectionsAreCountedAndGivenBack() async throws {
        try await onNumbers { engine in
            try await self.underLoad(engine) {
                XCTAssertTrue((1...2).contains(engine.status.shared), "\(engine.status)")
            }
            let limit = Deadline.after(.seconds(5))
            while engine.status.shared > 0, !limit.hasPassed { try await Task.sleep(for: .milliseconds(5)) }
            XCTAssertEqual(engine.status.shared, 0)
            XCTAssertEqual(engine.status.inUse, 0)
        }
    }

    func testNothingIsInUseOnceTheLastReadHasItsAnswer() async throws {
        try await onNumbers { engine in
            for _ in 0..<50 { _ = try await engine.execute(Divisor.read(1)).one() }
            let served = try self.reads(engine).served
            for _ in 0..<50 {
                try await self.inTasks(32, 320) { n in
                    _ = try await engine.execute(Divisor.read(n % 1_000 + 1)).one()
                }
                let status = engine.status
                XCTAssertEqual(status.inUse, 0, "\(status)")
                XCTAssertEqual(status.idle, Int(status.opened - status.closed), "\(status)")
            }
            XCTAssertGreaterThan(try self.reads(engine).served, served)
        }
    }

    func testDisposingEndsSharedReadsInOrder() async throws {
        try await onNumbers { engine in
            let url = try AsyncEngine(engine.url, drivers: [.postgreSQL])
            let (finished, refused) = (Tally(), Tally())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<32 {
                    group.addTask {
                        do {
                            while true {
                                let found = try await url.execute(Divisor.read(task + 1)).one()
                                XCTAssertEqual(found, task + 1)
                                finished.add()
                            }
                        } catch let error as DatabaseError where error.kind == .poolClosed { refused.add() }
                    }
                }
                while finished.value < 2_000 { try await Task.sleep(for: .milliseconds(2)) }
                await url.dispose(gracePeriod: .seconds(5))
                try await group.waitForAll()
            }
            XCTAssertEqual(refused.value, 32)
            XCTAssertEqual(url.status.inUse, 0)
            XCTAssertEqual(url.status.shared, 0)
        }
    }

    func testSessionsShareWhatTheyReadOutsideTransactions() async throws {
        try await TemporaryDatabase.like(
            Self.postgresURL, drivers: [.postgreSQL], creating: MetaData(Writer.self, Article.self)
        ) { engine in
            let sessions = AsyncSessionMaker(engine)
            try await sessions.begin { session in
                session.addAll((1...50).map { Writer(name: "\($0)", posts: [Article(title: "of \($0)")]) })
            }
            let served = try self.reads(engine).served
            try await self.inTasks(32, 2_000) { n in
                try await sessions.withSession { session in
                    let writer = try await session.get(Writer.self, n % 50 + 1)
                    XCTAssertEqual(writer?.id, n % 50 + 1)
                    let posts = try await session.scalars(
                        select(Article.self).where(Article.authorID == n % 50 + 1)
                    ).all()
                    XCTAssertEqual(posts.count, 1)
                }
            }
            XCTAssertGreaterThan(try self.reads(engine).served, served)
        }
    }

    func testOffAndWhatCannotShare() async throws {
        func shares(_ parameters: String, _ pool: PoolConfiguration = PoolConfiguration()) async throws -> Bool {
            let url = try Self.postgresURL
            let engine = try AsyncEngine(
                url + (url.contains("?") ? "&" : "?") + parameters, drivers: [.postgreSQL], pool: pool)
            defer { Task { await engine.dispose() } }
            return engine.environment.source.sharedReads != nil
        }
        var result = try await shares("prepare=auto")
        XCTAssertTrue(result)
        result = try await shares("pipelined_reads=automatic")
        XCTAssertTrue(result)
        result = try await shares("pipelined_reads=off")
        XCTAssertFalse(result)
        result = try await shares("prepare=unnamedOnly")
        XCTAssertFalse(result)
        result = try await shares("prepare=off")
        XCTAssertFalse(result)
        result = try await shares("prepare=auto", PoolConfiguration(size: 1, maxOverflow: 0))
        XCTAssertFalse(result)
        result = try await shares("prepare=auto", .null)
        XCTAssertFalse(result)
        let wrong = await failure { _ = try await shares("pipelined_reads=sometimes") }
        XCTAssertEqual(
            (wrong as? DatabaseError)?.message, "the URL's parameter \"pipelined_reads\" must be automatic, off")
        let loops = await failure { _ = try await shares("event_loops=0") }
        XCTAssertEqual(
            (loops as? DatabaseError)?.message, "the URL's parameter \"event_loops\" must be a number from 1 to 64")
    }
}
