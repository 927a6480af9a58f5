import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import Logging
import Synchronization
import XCTest

/// What a group of statements sends, in order.
final class GroupTests: XCTestCase {
    private let insertSQL = #"INSERT INTO "users" ("name") VALUES (?)"#
    private let deleteSQL = #"DELETE FROM "users" WHERE "users"."id" = ?"#

    private func engine(_ database: MockDatabase, _ configuration: EngineConfiguration = EngineConfiguration())
        throws -> AsyncEngine
    {
        try AsyncEngine("mock://", drivers: [database.driver], configuration: configuration)
    }

    private func group(_ sink: (any GroupSink)? = nil) -> [GroupedStatement] {
        let added = CompiledStatement(sql: insertSQL, intent: .write, returnsRows: sink != nil)
        let deleted = CompiledStatement(sql: deleteSQL, intent: .write, returnsRows: false)
        return [
            GroupedStatement(added, binds: [.text("Ann"), .text("Bob")], width: 1, runCount: 2, sink: sink),
            GroupedStatement(deleted, binds: [.integer(7)], width: 1),
        ]
    }

    private func failure(_ body: () async throws -> Void) async -> GroupFailure? {
        do {
            try await body()
            XCTFail("no error")
        } catch {
            XCTAssertTrue(error is GroupFailure, "\(error)")
            return error as? GroupFailure
        }
        return nil
    }

    func testAGroupInAutocommitIsATransactionOfItsOwn() async throws {
        let database = MockDatabase()
        let outcome = try await engine(database).connect(autocommit: true) { try await $0.executeGroup(group()) }
        XCTAssertEqual(outcome.affectedRows, [[1, 1], [1]])
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, insertSQL, deleteSQL, "COMMIT"])
        XCTAssertEqual(database.received.map(\.binds), [[], [.text("Ann")], [.text("Bob")], [.integer(7)], []])
    }

    func testTheCommitOfAGroupEndsTheTransaction() async throws {
        let database = MockDatabase(separatesWriters: true)
        let engine = try engine(database)
        try await engine.connect { connection in
            try await connection.executeGroup(group())
            XCTAssertTrue(connection.isInTransaction)
            try await connection.executeGroup(group(), commits: true)
            XCTAssertFalse(connection.isInTransaction)
            // The one writer is free again.
            XCTAssertEqual(engine.status.inUse, 0)
            try await connection.execute(select(User.id))
        }
        XCTAssertEqual(
            database.statements.prefix(8),
            [
                "BEGIN IMMEDIATE", insertSQL, insertSQL, deleteSQL, insertSQL, insertSQL, deleteSQL, "COMMIT",
            ])
        XCTAssertEqual(database.statements.count, 9)
    }

    func testAnExplicitBeginTravelsWithTheGroup() async throws {
        let database = MockDatabase()
        try await engine(database).connect(autocommit: true) { connection in
            try await connection.begin(.serializable)
            try await connection.executeGroup(group(), commits: true)
            try await connection.execute(select(User.id))
        }
        XCTAssertEqual(
            database.statements,
            [
                "BEGIN ISOLATION LEVEL SERIALIZABLE", insertSQL, insertSQL, deleteSQL, "COMMIT",
                #"SELECT "users"."id" FROM "users""#,
            ])
    }

    func testAnErrorAtEachPlaceKeepsTheRestFromRunning() async throws {
        let whole = ["BEGIN", insertSQL, insertSQL, deleteSQL, "COMMIT"]
        let places: [(statement: Int?, run: Int)] = [(nil, 0), (0, 0), (0, 1), (1, 0), (nil, 0)]
        for (position, place) in places.enumerated() {
            let count = Atomic(0)
            let scripted = MockDatabase { _ in
                let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
                return number == position ? .error(DatabaseError(.checkViolation, "no")) : .affected(1)
            }
            let error = await failure {
                _ = try await engine(scripted).connect(autocommit: true) { try await $0.executeGroup(self.group()) }
            }
            XCTAssertEqual(error?.statement, place.statement)
            XCTAssertEqual(error?.run, place.run)
            let known = error?.error as? DatabaseError
            XCTAssertEqual(known?.kind, .checkViolation)
            XCTAssertEqual(known?.sql, place.statement.map { [insertSQL, deleteSQL][$0] })
            XCTAssertTrue(known?.fields.fileID?.hasSuffix("GroupTests.swift") ?? false)
            let isOpen = position > 0 && position < 4
            XCTAssertEqual(
                scripted.statements, Array(whole.prefix(position + 1)) + (isOpen ? ["ROLLBACK"] : []))
        }
    }

    func testInsideATransactionTheCallerRollsBack() async throws {
        let database = MockDatabase { $0.sql.hasPrefix("DELETE") ? .error(DatabaseError(.deadlock, "")) : .affected(1) }
        _ = await failure {
            _ = try await engine(database).begin { try await $0.executeGroup(self.group(), commits: true) }
        }
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, insertSQL, deleteSQL, "ROLLBACK"])
    }

    func testRowsGoToTheSinkRunByRun() async throws {
        let database = MockDatabase { received in
            switch received.binds {
            case [.text("Ann")]: .rows([["id": .integer(4)]])
            case [.text("Bob")]: .rows([])
            default: .affected(1)
            }
        }
        let sink = IDSink()
        let outcome = try await engine(database).begin { try await $0.executeGroup(group(sink), commits: true) }
        XCTAssertEqual(outcome.affectedRows, [[1, 0], [1]])
        XCTAssertEqual(sink.rows.withLock { $0 }, [[0, 4]])
    }

    func testEachStatementHasItsEventsAndItsLine() async throws {
        let recorder = LogRecorder()
        let events = Locked<[String]>([])
        let engine = try AsyncEngine(
            "mock://", drivers: [MockDatabase().driver], echo: true, logger: recorder.logger)
        engine.events.beforeExecute { context in
            events.withLock { $0.append("before \(context.sql.prefix(6)) × \(context.batchSize)") }
        }
        engine.events.afterExecute { context, summary in
            events.withLock { $0.append("after \(context.sql.prefix(6)): \(summary.affectedRows)") }
        }
        try await engine.connect(autocommit: true) { try await $0.executeGroup(group()) }
        XCTAssertEqual(
            events.withLock { $0 }, ["before INSERT × 2", "before DELETE × 1", "after INSERT: 2", "after DELETE: 1"])
        let lines = recorder.entries.map(\.message).filter { !$0.hasPrefix("connection") }
        XCTAssertEqual(lines, ["BEGIN", insertSQL, deleteSQL, "COMMIT"])
    }

    func testEachAnnouncedStatementEndsWithAnError() async throws {
        let database = MockDatabase { $0.sql.hasPrefix("DELETE") ? .error(DatabaseError(.deadlock, "")) : .affected(1) }
        let engine = try engine(database)
        let kinds = Locked<[DatabaseError.Kind?]>([])
        engine.events.onError { _, error in kinds.withLock { $0.append((error as? DatabaseError)?.kind) } }
        _ = await failure { _ = try await engine.connect(autocommit: true) { try await $0.executeGroup(self.group()) } }
        XCTAssertEqual(kinds.withLock { $0 }, [.transactionAborted, .deadlock])
    }

    func testCancellationIsNoFailureOfAStatement() async throws {
        let database = MockDatabase { $0.sql.hasPrefix("DELETE") ? .after(.seconds(20), .affected(1)) : .affected(1) }
        let engine = try engine(database)
        let task = Task { [group = group()] in
            try await engine.connect(autocommit: true) { try await $0.executeGroup(group) }
        }
        while !database.statements.contains(deleteSQL) { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let result = await task.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError, "\($0)") }
        XCTAssertEqual(database.statements.suffix(2), [deleteSQL, "ROLLBACK"])
        XCTAssertEqual(engine.status.inUse, 0)
    }
}

private final class IDSink: GroupSink {
    let rows = Locked<[[Int]]>([])

    func consume(run: Int, _ cursor: RowCursor) throws {
        while try cursor.next() {
            let id = try cursor.row.get(0, as: Int.self)
            rows.withLock { $0.append([run, id]) }
        }
    }
}
