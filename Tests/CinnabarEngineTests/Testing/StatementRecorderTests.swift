import CinnabarSQL
import XCTest

@testable import CinnabarEngine
@testable import CinnabarTesting

final class StatementRecorderTests: XCTestCase {
    private func engine(_ database: MockDatabase = MockDatabase()) throws -> AsyncEngine {
        try AsyncEngine("mock://", drivers: [database.driver], logger: .silent)
    }

    func testStatementsAndControlComeInOrderWithTheirCallSites() async throws {
        let engine = try engine()
        let recorder = StatementRecorder(engine)
        let line: UInt = #line + 2
        try await engine.begin { connection in
            try await connection.execute(insert(User.self).values(User.name.to("Alice")))
            try await connection.beginNested { nested in try await nested.execute(delete(User.self)) }
        }
        XCTAssertEqual(
            recorder.sql,
            [
                "BEGIN", #"INSERT INTO "users" ("name") VALUES (?)"#, "SAVEPOINT cinnabar_1", #"DELETE FROM "users""#,
                "RELEASE SAVEPOINT cinnabar_1", "COMMIT",
            ])
        XCTAssertEqual(
            recorder.queries.map(\.callSite),
            ["StatementRecorderTests.swift:\(line)", "StatementRecorderTests.swift:\(line + 1)"])
        XCTAssertEqual(recorder.queries.map(\.intent), [.write, .write])
        XCTAssertEqual(recorder.queries.map(\.affectedRows), [1, 1])
        XCTAssertTrue(recorder.queries.allSatisfy { $0.duration > .zero && $0.error == nil })
        // BEGIN shares the first round trip; SAVEPOINT, RELEASE and COMMIT have their own.
        XCTAssertEqual(recorder.roundTrips, 5)
        recorder.clear()
        XCTAssertEqual(recorder.sql, [])
        XCTAssertEqual(recorder.roundTrips, 0)
    }

    func testABatchIsOneStatementAndAGroupOneRoundTrip() async throws {
        let engine = try engine()
        let recorder = StatementRecorder(engine)
        try await engine.executeMany(["a", "b", "c"].map { insert(User.self).values(User.name.to($0)) })
        XCTAssertEqual(recorder.queries.map(\.batchSize), [3])
        recorder.clear()
        try await engine.connect { connection in
            let environment = engine.environment
            let statements = try [delete(User.self).where(User.id == 1), delete(User.self)].map { statement in
                let (compiled, binds) = try environment.cache.compile(statement, for: engine.dialect)
                return GroupedStatement(compiled, binds: binds, width: binds.count, runCount: 1)
            }
            try await connection.executeGroup(statements, commits: true)
        }
        XCTAssertEqual(
            recorder.sql,
            ["BEGIN", #"DELETE FROM "users" WHERE "users"."id" = ?"#, #"DELETE FROM "users""#, "COMMIT"])
        XCTAssertEqual(recorder.roundTrips, 1)
    }

    func testFailuresAreRecordedWithTheirErrors() async throws {
        let engine = try engine(MockDatabase { _ in .error(DatabaseError(.deadlock, "lost")) })
        let recorder = StatementRecorder(engine)
        _ = try? await engine.execute(delete(User.self))
        XCTAssertEqual((recorder.statements.first?.error as? DatabaseError)?.kind, .deadlock)
    }

    func testRecordingEndsWithTheRecorder() async throws {
        let engine = try engine()
        do {
            let recorder = StatementRecorder(engine)
            let statements = try await recorder.recording { try await engine.execute(delete(User.self)) }
            XCTAssertEqual(statements.map(\.sql), [#"DELETE FROM "users""#])
            XCTAssertEqual(recorder.sql, statements.map(\.sql))
            XCTAssertTrue(engine.environment.measures)
        }
        XCTAssertFalse(engine.environment.measures)
    }

    func testATaskCountsItsOwnAndItsChildrensStatements() async throws {
        let engine = try engine()
        let recorder = StatementRecorder(engine)
        let statements = try await recorder.recording(.task) {
            try await withThrowingTaskGroup { group in
                group.addTask { _ = try await engine.execute(delete(User.self)) }
                try await group.waitForAll()
            }
            try await Task.detached { _ = try await engine.execute(delete(User.self)) }.value
        }
        XCTAssertEqual(statements.count, 1)
        XCTAssertEqual(recorder.queries.count, 2)
    }

    func testListenersHearOfControlStatements() async throws {
        let engine = try engine()
        let heard = Locked<[String]>([])
        engine.events.onControl { statement in
            heard.withLock { $0.append(statement.sql + (statement.ridesAlong ? " along" : "")) }
        }
        try await engine.begin { try await $0.execute(delete(User.self)) }
        _ = try? await engine.begin { connection in
            try await connection.execute(delete(User.self))
            throw CancellationError()
        }
        XCTAssertEqual(heard.withLock { $0 }, ["BEGIN along", "COMMIT", "BEGIN along", "ROLLBACK"])
    }

    func testShapesDifferInNoLists() {
        func shape(_ sql: String) -> String { StatementShape(sql: sql).sql }
        XCTAssertEqual(shape("SELECT 1 WHERE a IN (?, ?, ?) AND b = ?"), "SELECT 1 WHERE a IN (?, …) AND b = ?")
        XCTAssertEqual(shape("a IN (?, ?)"), shape("a IN (?, ?, ?, ?)"))
        XCTAssertEqual(shape("VALUES ($1, $2), ($3, $4), ($5, $6) x"), "VALUES (?, …), … x")
        XCTAssertEqual(shape("VALUES (?), (?), (?)"), "VALUES (?), …")
        XCTAssertEqual(shape("a = $12 AND b = $3"), "a = ? AND b = ?")
        XCTAssertEqual(shape("'$' || é, ?"), "'$' || é, ?")
        XCTAssertEqual(shape(""), "")
    }
}
