import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// Transactions, errors and bulk work on real databases.
final class BankTests: XCTestCase {
    private func open(_ database: TestDatabase) async throws -> AsyncEngine {
        try await database.engine.createAll(bank)
        try await database.engine.execute(
            insert(Account.self).values([
                Account(id: 1, owner: "Ann", balance: 100), Account(id: 2, owner: "Bob", balance: 50),
            ]))
        return database.engine
    }

    private func balances(_ engine: AsyncEngine) async throws -> [Int] {
        try await engine.execute(select(Account.balance).order(by: Account.id)).all()
    }

    private func move(_ amount: Int, _ connection: AsyncConnection) async throws {
        try await connection.execute(
            update(Account.self).where(Account.id == 1).set(Account.balance, to: Account.balance - amount))
        try await connection.execute(
            update(Account.self).where(Account.id == 2).set(Account.balance, to: Account.balance + amount))
    }

    func testATransactionHappensWholeOrNotAtAll() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            try await engine.begin { try await move(30, $0) }
            var found = try await balances(engine)
            XCTAssertEqual(found, [70, 80], database.name)
            let error = await failure { try await engine.begin { try await self.move(80, $0) } }
            XCTAssertEqual((error as? DatabaseError)?.kind, .checkViolation, database.name)
            found = try await balances(engine)
            XCTAssertEqual(found, [70, 80], database.name)
        }
    }

    func testCommitAsYouGoKeepsOnlyWhatWasCommitted() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            try await engine.connect { connection in
                try await move(10, connection)
                try await connection.commit()
                try await move(10, connection)
            }
            let found = try await balances(engine)
            XCTAssertEqual(found, [90, 60], database.name)
        }
    }

    /// T6: an inner failure leaves the outer transaction usable, a thousand levels deep.
    func testSavepoints() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            try await engine.begin { connection in
                try await move(1, connection)
                let error = await failure {
                    try await connection.beginNested { try await self.move(1000, $0) }
                }
                XCTAssertEqual((error as? DatabaseError)?.kind, .checkViolation, database.name)
                try await connection.beginNested { try await move(1, $0) }
                var points: [Savepoint] = []
                for _ in 0..<1000 { points.append(try await connection.savepoint()) }
                try await move(1, connection)
                // From the inside to an outer point: what came after it is gone.
                try await points[0].rollback()
            }
            let found = try await balances(engine)
            XCTAssertEqual(found, [98, 52], database.name)

            // A point that is gone cannot be released; the transaction around it is the caller's to end.
            let error = await failure {
                try await engine.begin { connection in
                    let outer = try await connection.savepoint()
                    let inner = try await connection.savepoint()
                    try await outer.rollback()
                    try await inner.release()
                }
            }
            XCTAssertNotNil(error as? DatabaseError, database.name)
            XCTAssertEqual(engine.status.inUse, 0, database.name)
        }
    }

    /// T3
    func testCommitAfterASwallowedErrorSaysThatItRolledBack() async throws {
        try await onEveryDatabase(requires: .isolationLevels) { database in
            let engine = try await open(database)
            let error = await failure {
                try await engine.begin { connection in
                    _ = try? await connection.execute(text("SELECT 1 / 0"))
                }
            }
            XCTAssertEqual((error as? DatabaseError)?.kind, .transactionRolledBack)
            let connection = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(connection, 2)
        }
    }

    /// T15: options of one transaction are not those of the next on the same connection.
    func testIsolationAndReadOnlyDoNotOutliveTheirTransaction() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        try await onEveryDatabase(configuration: configuration) { database in
            let engine = try await open(database)
            let error = await failure {
                try await engine.begin(.init(isolation: .serializable, readOnly: true)) { try await self.move(1, $0) }
            }
            XCTAssertEqual((error as? DatabaseError)?.kind, .readOnly, database.name)
            try await engine.begin { try await move(1, $0) }
            if database.capabilities.contains(.isolationLevels) {
                let level = try await engine.begin { connection in
                    try await connection.execute(text("SHOW transaction_isolation")).scalar(as: String.self)
                }
                XCTAssertEqual(level, "read committed")
            }
        }
    }

    func testErrorsNameConstraintTableAndColumns() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            func error(_ statement: some Statement) async -> DatabaseError? {
                await failure { _ = try await engine.execute(statement) } as? DatabaseError
            }
            let unique = await error(insert(Account.self).values([Account(id: 3, owner: "Ann", balance: 1)]))
            XCTAssertEqual(unique?.kind, .uniqueViolation, database.name)
            XCTAssertEqual(unique?.table, "accounts", database.name)
            XCTAssertEqual(unique?.columns, ["owner"], database.name)
            // S8: the value that PostgreSQL puts into DETAIL is in neither description.
            XCTAssertFalse("\(unique as Any)".contains("Ann"))
            XCTAssertFalse(String(reflecting: unique).contains("Ann"))

            let key = await error(
                insert(Transfers.self).values(
                    Transfers.id.to(1), Transfers.accountID.to(99), Transfers.amount.to(1)))
            XCTAssertEqual(key?.kind, .foreignKeyViolation, database.name)
            let null = await error(insert(Account.self).values(Account.id.to(9), Account.balance.to(1)))
            XCTAssertEqual(null?.kind, .notNullViolation, database.name)
            XCTAssertEqual(null?.columns, ["owner"], database.name)
            let check = await error(update(Account.self).set(Account.balance, to: -1))
            XCTAssertEqual(check?.kind, .checkViolation, database.name)
            let syntax = await error(text("SELEKT 1"))
            XCTAssertEqual(syntax?.kind, .syntax, database.name)
            let table = await error(text("SELECT * FROM nowhere"))
            XCTAssertEqual(table?.kind, .undefinedTable, database.name)
            let column = await error(text("SELECT absent FROM accounts"))
            XCTAssertEqual(column?.kind, .undefinedColumn, database.name)
            XCTAssertEqual(column?.sql, "SELECT absent FROM accounts")
            let still = try await balances(engine)
            XCTAssertEqual(still, [100, 50], database.name)
        }
    }

    /// C17, T19: more rows than parameters fit are still one transaction.
    func testABulkInsertIsAllOrNothing() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            let rows = (10..<60_010).map { Account(id: $0, owner: "owner \($0)", balance: $0) }
            let inserted = try await engine.execute(insert(Account.self).values(rows)).affectedRows
            XCTAssertEqual(inserted, 60_000, database.name)
            var more = (70_000..<100_000).map { Account(id: $0, owner: "owner \($0)", balance: $0) }
            more.append(Account(id: 1, owner: "again", balance: 0))
            let error = await failure { try await engine.execute(insert(Account.self).values(more)) }
            XCTAssertEqual((error as? DatabaseError)?.kind, .uniqueViolation, database.name)
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 60_002, database.name)
        }
    }

    func testExecuteManyRunsEachWithItsOwnValues() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            let changed = try await engine.executeMany(
                [(1, 7), (2, 8), (3, 9)].map { id, balance in
                    update(Account.self).where(Account.id == id).set(Account.balance, to: balance)
                })
            XCTAssertEqual(changed, 2, database.name)
            let found = try await balances(engine)
            XCTAssertEqual(found, [7, 8], database.name)
        }
    }

    /// Many tasks that add one each lose nothing.
    func testConcurrentIncrements() async throws {
        try await onEveryDatabase { database in
            let engine = try await open(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await engine.begin { connection in
                                try await connection.execute(
                                    update(Account.self).where(Account.id == 1)
                                        .set(Account.balance, to: Account.balance + 1))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let found = try await balances(engine)
            XCTAssertEqual(found[0], 600, database.name)
            XCTAssertEqual(engine.status.inUse, 0, database.name)
        }
    }
}
