import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// Different statements that travel together.
final class GroupTests: XCTestCase {
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

    func testGeneratedKeysAreKnownWithoutReturning() async throws {
        try await onEveryDatabase(requires: .generatedKeys) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            func added(_ owner: String) -> some Statement {
                text(
                    "INSERT INTO accounts (owner, balance) VALUES (:owner, 1) ON CONFLICT (owner) DO NOTHING",
                    ["owner": owner])
            }
            var first = try engine.grouped(["a", "b", "a"].map(added))
            first.reportsKeysOf = TableReference(name: "accounts")
            let second = try engine.grouped([added("c")])
            let outcome = try await engine.connect { try await $0.executeGroup([second, first], commits: true) }
            XCTAssertEqual(outcome.affectedRows, [[1], [1, 1, 0]])
            XCTAssertEqual(outcome.generatedKeys.keys.sorted(), [1])
            XCTAssertEqual(outcome.generatedKeys[1]?.prefix(2), [2, 3])
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

    static func account(_ id: Int, _ owner: String) -> Insert<Account> {
        insert(Account.self).values(Account.id.to(id), Account.owner.to(owner), Account.balance.to(1))
    }
}
