import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// A group happens whole or not at all, and says what went wrong where.
final class GroupFailureTests: XCTestCase {
    private static let one: EngineConfiguration = {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        return configuration
    }()

    func testAnErrorAtEachPlaceUndoesTheWholeGroup() async throws {
        try await onEveryDatabase(configuration: Self.one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            try await engine.execute(insert(Account.self).values([Account(id: 99, owner: "taken", balance: 1)]))
            for place in 0..<4 {
                for autocommit in [true, false] {
                    let owners = (0..<4).map { $0 == place ? "taken" : "o\($0)" }
                    let group = try [
                        engine.grouped((0..<2).map { GroupTests.account($0, owners[$0]) }),
                        engine.grouped([update(Account.self).set(Account.balance.to(5)).where(Account.id == 99)]),
                        engine.grouped((2..<4).map { GroupTests.account($0, owners[$0]) }),
                    ]
                    let error = await failure {
                        _ = try await engine.connect(autocommit: autocommit) { connection in
                            do { try await connection.executeGroup(group, commits: true) } catch {
                                // In autocommit it is undone already.
                                try await connection.rollback()
                                let one = try await connection.scalar(select(literal(1)))
                                XCTAssertEqual(one, 1)
                                throw error
                            }
                        }
                    }
                    let failed = error as? GroupFailure
                    XCTAssertEqual(failed?.statement, place < 2 ? 0 : 2, "\(database.name) \(place)")
                    XCTAssertEqual(failed?.run, place % 2, "\(database.name) \(place)")
                    let known = failed?.error as? DatabaseError
                    XCTAssertEqual(known?.kind, .uniqueViolation)
                    XCTAssertTrue(known?.sql?.hasPrefix("INSERT") ?? false)
                    let rows = try await engine.execute(select(Account.self)).all()
                    XCTAssertEqual(rows, [Account(id: 99, owner: "taken", balance: 1)], "\(database.name) \(place)")
                }
            }
        }
    }

    /// Values that cannot be sent are errors of their run, and undo as much.
    func testAValueThatCannotBeBoundUndoesTheWholeGroup() async throws {
        try await onEveryDatabase(configuration: Self.one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let group = try [
                engine.grouped((0..<3_000).map { GroupTests.account($0, $0 == 2_500 ? "a\0b" : "o\($0)") })
            ]
            for commits in [true, false] {
                let error = await failure {
                    _ = try await engine.connect(autocommit: true) {
                        try await $0.executeGroup(group, commits: commits)
                    }
                }
                XCTAssertEqual((error as? GroupFailure)?.run, 2_500, database.name)
                XCTAssertEqual(((error as? GroupFailure)?.error as? DatabaseError)?.kind, .invalidValue, database.name)
            }
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0, database.name)
        }
    }

    func testWhatASinkThrowsUndoesTheGroupOrComesTooLate() async throws {
        struct Stop: Error {}
        try await onEveryDatabase(configuration: Self.one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let sink = GroupRows { if $0 == 1 { throw Stop() } }
            let group = try [
                engine.grouped((0..<3).map { GroupTests.account($0, "o\($0)").returning(Account.id) }, sink)
            ]
            try await engine.connect { connection in
                let error = await failure { try await connection.executeGroup(group) }
                XCTAssertTrue((error as? GroupFailure)?.error is Stop, "\(database.name): \(String(describing: error))")
                XCTAssertEqual((error as? GroupFailure)?.run, 1)
                try await connection.rollback()
            }
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0, database.name)
        }
    }

    func testAConstraintThatIsCheckedAtCommitFailsTheCommit() async throws {
        try await onEveryDatabase(configuration: Self.one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            try await engine.execute(
                text("CREATE TABLE later (id INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED)"))
            let group = try [engine.grouped([text("INSERT INTO later (id) VALUES (404)")])]
            for autocommit in [true, false] {
                let error = await failure {
                    _ = try await engine.connect(autocommit: autocommit) { connection in
                        try await connection.executeGroup(group, commits: true)
                    }
                }
                XCTAssertNil((error as? GroupFailure)?.statement)
                let known = (error as? GroupFailure)?.error as? DatabaseError
                XCTAssertEqual(known?.kind, .foreignKeyViolation, database.name)
                XCTAssertTrue(known?.fields.fileID?.hasSuffix("GroupFailureTests.swift") ?? false)
                let rows = try await engine.scalar(text("SELECT count(*) FROM later").columns(Int.self))
                XCTAssertEqual(rows, 0, database.name)
            }
        }
    }

    func testAReadOnlyTransactionRefusesAGroupThatWrites() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(bank)
            let group = try [database.engine.grouped([GroupTests.account(1, "a")])]
            let error = await failure { _ = try await database.engine.read { try await $0.executeGroup(group) } }
            XCTAssertEqual(((error as? GroupFailure)?.error as? DatabaseError)?.kind, .readOnly, database.name)
        }
    }

    func testADeadlineEndsAGroup() async throws {
        var configuration = Self.one
        configuration.statementTimeout = .milliseconds(100)
        try await onEveryDatabase(configuration: configuration) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let endless = text(
                """
                INSERT INTO accounts (id, owner, balance)
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000)
                SELECT count(*), 'x', 1 FROM n
                """)
            let group = try [engine.grouped([GroupTests.account(1, "a")]), engine.grouped([endless])]
            let error = await failure {
                _ = try await engine.connect(autocommit: true) { try await $0.executeGroup(group) }
            }
            XCTAssertEqual((error as? GroupFailure)?.statement, 1, database.name)
            XCTAssertEqual(((error as? GroupFailure)?.error as? DatabaseError)?.kind, .timeout, database.name)
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0, database.name)
        }
    }
}
