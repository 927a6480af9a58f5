import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import XCTest

/// What reaches the database, in order.
final class TransactionTests: XCTestCase {
    private let insertBob = insert(User.self).values(User.name.to("Bob"))
    private let readAll = select(User.self)
    private let insertSQL = #"INSERT INTO "users" ("name") VALUES (?)"#
    private let selectSQL = #"SELECT "users"."id", "users"."name" FROM "users""#

    private func engine(_ database: MockDatabase) throws -> AsyncEngine {
        try AsyncEngine("mock://", drivers: [database.driver])
    }

    func testBeginCommitsOnReturn() async throws {
        let database = MockDatabase()
        try await engine(database).begin { try await $0.execute(insertBob) }
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, "COMMIT"])
    }

    func testBeginRollsBackOnThrowAndKeepsTheError() async throws {
        struct Stop: Error {}
        let database = MockDatabase()
        do {
            try await engine(database).begin { connection in
                try await connection.execute(insertBob)
                throw Stop()
            }
            XCTFail("no error")
        } catch is Stop {}
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, "ROLLBACK"])
    }

    func testBeginWithoutStatementsSendsNothing() async throws {
        let database = MockDatabase()
        try await engine(database).begin { _ in }
        XCTAssertEqual(database.statements, [])
    }

    func testIsolationAndReadOnlyAreSaidWithBegin() async throws {
        let database = MockDatabase()
        try await engine(database).begin(.init(isolation: .serializable, readOnly: true)) {
            try await $0.execute(readAll)
        }
        XCTAssertEqual(
            database.statements, ["BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", selectSQL, "COMMIT"])
    }

    func testAReadOutsideATransactionNeedsNoBegin() async throws {
        let database = MockDatabase()
        try await engine(database).connect { try await $0.execute(readAll) }
        XCTAssertEqual(database.statements, [selectSQL])
    }

    func testCommitAsYouGoBeginsBeforeTheFirstWrite() async throws {
        let database = MockDatabase()
        try await engine(database).connect { connection in
            try await connection.execute(readAll)
            try await connection.execute(insertBob)
            try await connection.commit()
            try await connection.execute(insertBob)
        }
        XCTAssertEqual(
            database.statements, [selectSQL, "BEGIN", insertSQL, "COMMIT", "BEGIN", insertSQL, "ROLLBACK"])
    }

    func testAutocommitNeverBegins() async throws {
        let database = MockDatabase()
        try await engine(database).connect(autocommit: true) { try await $0.execute(insertBob) }
        try await engine(database).execute(insertBob)
        XCTAssertEqual(database.statements, [insertSQL, insertSQL])
    }

    func testManyRowsInAutocommitAreOneTransaction() async throws {
        let database = MockDatabase()
        try await engine(database).execute(insert(User.self, User.name).values(["Ann", "Bob", "Cleo"]))
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, insertSQL, insertSQL, "COMMIT"])
    }

    func testAFailedBatchIsRolledBack() async throws {
        let database = MockDatabase { statement in
            statement.binds == [.text("Bob")]
                ? .error(DatabaseError(.uniqueViolation, "duplicate")) : .affected(1)
        }
        do {
            try await engine(database).executeMany(
                ["Ann", "Bob"].map { insert(User.self).values(User.name.to($0)) })
            XCTFail("no error")
        } catch let error as DatabaseError {
            XCTAssertEqual(error.kind, .uniqueViolation)
            XCTAssertEqual(error.sql, insertSQL)
        }
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, insertSQL, "ROLLBACK"])
    }

    /// T6
    func testASavepointTakesBackOnlyItsOwnWork() async throws {
        struct Stop: Error {}
        let database = MockDatabase()
        try await engine(database).begin { connection in
            try await connection.execute(insertBob)
            do {
                try await connection.beginNested { nested in
                    try await nested.execute(insertBob)
                    throw Stop()
                }
            } catch is Stop {}
            try await connection.beginNested { try await $0.execute(insertBob) }
        }
        XCTAssertEqual(
            database.statements,
            [
                "BEGIN", insertSQL, "SAVEPOINT cinnabar_1", insertSQL, "ROLLBACK TO SAVEPOINT cinnabar_1",
                "RELEASE SAVEPOINT cinnabar_1", "SAVEPOINT cinnabar_2", insertSQL, "RELEASE SAVEPOINT cinnabar_2",
                "COMMIT",
            ])
    }

    /// T3
    func testCommitOfAFailedTransactionIsAnError() async throws {
        let database = MockDatabase { statement in
            statement.sql.hasPrefix("INSERT") ? .error(DatabaseError(.uniqueViolation, "duplicate")) : .affected(1)
        }
        do {
            try await engine(database).begin { connection in
                _ = try? await connection.execute(insertBob)
            }
            XCTFail("no error")
        } catch let error as DatabaseError {
            XCTAssertEqual(error.kind, .transactionRolledBack)
        }
    }

    /// T5
    func testAFailingRollbackKeepsTheFirstErrorAndIsAttachedToIt() async throws {
        let database = MockDatabase { statement in
            switch statement.sql {
            case "BEGIN": .affected(0)
            case "ROLLBACK": .error(DatabaseError(.connectionLost, "the server went away"))
            default: .error(DatabaseError(.checkViolation, "age is negative"))
            }
        }
        do {
            try await engine(database).begin { try await $0.execute(insertBob) }
            XCTFail("no error")
        } catch let error as DatabaseError {
            XCTAssertEqual(error.kind, .checkViolation)
            XCTAssertEqual(error.secondary, "connectionLost: the server went away")
            XCTAssertEqual(
                "\(error)",
                "checkViolation: age is negative (and while cleaning up: connectionLost: the server went away)")
        }
    }

    func testCancellationRollsBack() async throws {
        let database = MockDatabase { $0.sql.hasPrefix("INSERT") ? .after(.seconds(20), .affected(1)) : .affected(0) }
        let engine = try engine(database)
        let task = Task { [insertBob] in try await engine.begin { try await $0.execute(insertBob) } }
        while !database.statements.contains(insertSQL) { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let result = await task.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        XCTAssertEqual(database.statements, ["BEGIN", insertSQL, "ROLLBACK"])
        XCTAssertEqual(engine.status.inUse, 0)
    }

    func testAConnectionWithOneWriterMovesToItWithItsFirstWrite() async throws {
        let database = MockDatabase(separatesWriters: true)
        try await engine(database).connect { connection in
            try await connection.execute(readAll)
            try await connection.execute(insertBob)
            try await connection.commit()
            try await connection.execute(readAll)
        }
        XCTAssertEqual(database.received.map(\.sql), [selectSQL, "BEGIN IMMEDIATE", insertSQL, "COMMIT", selectSQL])
        XCTAssertEqual(database.received.map(\.connection), [1, 2, 2, 2, 1])
    }

    func testExplicitBeginInsideConnect() async throws {
        let database = MockDatabase()
        try await engine(database).connect { connection in
            try await connection.begin(.serializable)
            do {
                try await connection.begin()
                XCTFail("no error")
            } catch let error as DatabaseError {
                XCTAssertEqual(error.kind, .misuse)
            }
            try await connection.execute(readAll)
            try await connection.rollback()
        }
        XCTAssertEqual(database.statements, ["BEGIN ISOLATION LEVEL SERIALIZABLE", selectSQL, "ROLLBACK"])
    }
}
