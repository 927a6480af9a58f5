import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// Different statements that travel together.
final class GroupTests: XCTestCase {
    private static let one: EngineConfiguration = {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        return configuration
    }()

    /// Inserts that return their keys, an update and a delete with their counts, and a read between them.
    func testMixedStatementsReportRowsAndCountsRunByRun() async throws {
        try await onEveryLibrary { engine in
            let keys = GroupRows()
            let read = GroupRows()
            let group = try [
                engine.grouped(
                    (10..<13).map { id in
                        insert(Author.self).values(Author.id.to(id), Author.name.to("n\(id)")).returning(Author.id)
                    }, keys),
                engine.grouped([
                    update(Author.self).set(Author.age.to(5)).where(Author.id >= 11),
                    update(Author.self).set(Author.age.to(6)).where(Author.id >= 99),
                    update(Author.self).set(Author.age.to(7)).where(Author.id >= 10),
                ]),
                engine.grouped(
                    [update(Author.self).set(Author.age.to(8)).where(Author.id >= 11).returning(Author.age)], read),
                engine.grouped([12, 77].map { delete(Author.self).where(Author.id == $0) }),
            ]
            try await engine.connect { connection in
                let outcome = try await connection.executeGroup(group, commits: true)
                XCTAssertEqual(outcome.affectedRows, [[1, 1, 1], [2, 0, 3], [2], [1, 0]])
                XCTAssertFalse(connection.isInTransaction)
            }
            XCTAssertEqual(keys.rows, [[0, 10], [1, 11], [2, 12]])
            XCTAssertEqual(read.rows, [[0, 8], [0, 8]])
            let ages = try await engine.execute(
                select(Author.id, Author.age).where(Author.id >= 10).order(by: Author.id))
            assertRows(ages.all().map { ($0.0, $0.1 ?? 0) }, [(10, 7), (11, 8)])
        }
    }

    /// The same statement twice, once more after others, and with values of other types.
    func testAStatementMayComeBackWithinItsGroup() async throws {
        try await onEveryLibrary { engine in
            func aged(_ id: Int, _ age: Int?) -> some Statement {
                update(Author.self).set(Author.age.to(age)).where(Author.id == id)
            }
            for _ in 0..<2 {
                let group = try [
                    engine.grouped([aged(1, 1), aged(2, nil)]),
                    engine.grouped([delete(Book.self).where(Book.id == 99)]),
                    engine.grouped([aged(1, nil), aged(2, 2), aged(99, 3)]),
                ]
                let outcome = try await engine.connect(autocommit: true) { try await $0.executeGroup(group) }
                XCTAssertEqual(outcome.affectedRows, [[1, 1], [0], [1, 1, 0]])
            }
            let ages = try await engine.execute(
                select(Author.id, Author.age).where(Author.id <= 2).order(by: Author.id))
            assertRows(ages.all().map { ($0.0, $0.1 ?? 0) }, [(1, 0), (2, 2)])
        }
    }

    func testAnErrorAtEachPlaceUndoesTheWholeGroup() async throws {
        try await onEveryDatabase(configuration: Self.one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            try await engine.execute(insert(Account.self).values([Account(id: 99, owner: "taken", balance: 1)]))
            for place in 0..<4 {
                for autocommit in [true, false] {
                    let owners = (0..<4).map { $0 == place ? "taken" : "o\($0)" }
                    let group = try [
                        engine.grouped((0..<2).map { Self.account($0, owners[$0]) }),
                        engine.grouped([update(Account.self).set(Account.balance.to(5)).where(Account.id == 99)]),
                        engine.grouped((2..<4).map { Self.account($0, owners[$0]) }),
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
            let group = try [engine.grouped((0..<3_000).map { Self.account($0, $0 == 2_500 ? "a\0b" : "o\($0)") })]
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
            let group = try [engine.grouped((0..<3).map { Self.account($0, "o\($0)").returning(Account.id) }, sink)]
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
                XCTAssertTrue(known?.fields.fileID?.hasSuffix("GroupTests.swift") ?? false)
                let rows = try await engine.scalar(text("SELECT count(*) FROM later").columns(Int.self))
                XCTAssertEqual(rows, 0, database.name)
            }
        }
    }

    func testAReadOnlyTransactionRefusesAGroupThatWrites() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(bank)
            let group = try [database.engine.grouped([Self.account(1, "a")])]
            let error = await failure { _ = try await database.engine.read { try await $0.executeGroup(group) } }
            XCTAssertEqual(((error as? GroupFailure)?.error as? DatabaseError)?.kind, .readOnly, database.name)
        }
    }

    func testManyRunsOfSeveralStatements() async throws {
        try await onEveryDatabase(configuration: EngineConfiguration(statementTimeout: .seconds(60))) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let keys = GroupRows()
            let group = try [
                engine.grouped((0..<10_000).map { Self.account($0, "o\($0)").returning(Account.id) }, keys),
                engine.grouped((10_000..<20_000).map { Self.account($0, "o\($0)") }),
                engine.grouped(
                    (0..<20_000).map { update(Account.self).set(Account.balance.to($0)).where(Account.id == $0) }),
            ]
            let outcome = try await engine.connect { try await $0.executeGroup(group, commits: true) }
            XCTAssertEqual(outcome.affectedRows.map(\.count), [10_000, 10_000, 20_000], database.name)
            XCTAssertEqual(outcome.affectedRows.joined().reduce(0, +), 40_000, database.name)
            XCTAssertEqual(keys.rows.map { $0[1] }, Array(0..<10_000), database.name)
            let sum = try await engine.scalar(
                text("SELECT CAST(SUM(balance) AS BIGINT) FROM accounts").columns(Int.self))
            XCTAssertEqual(sum, 20_000 * 19_999 / 2, database.name)
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
            let group = try [engine.grouped([Self.account(1, "a")]), engine.grouped([endless])]
            let error = await failure {
                _ = try await engine.connect(autocommit: true) { try await $0.executeGroup(group) }
            }
            XCTAssertEqual((error as? GroupFailure)?.statement, 1, database.name)
            XCTAssertEqual(((error as? GroupFailure)?.error as? DatabaseError)?.kind, .timeout, database.name)
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0, database.name)
        }
    }

    static func account(_ id: Int, _ owner: String) -> Insert<Account> {
        insert(Account.self).values(Account.id.to(id), Account.owner.to(owner), Account.balance.to(1))
    }
}
