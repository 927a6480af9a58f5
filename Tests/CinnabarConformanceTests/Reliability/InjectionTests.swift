import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// S1: hostile values through every way that takes one are stored and found as they are.
final class InjectionTests: XCTestCase {
    func testValuesAreNeverSQL() async throws {
        XCTAssertGreaterThanOrEqual(HostileTexts.all.count, 1000)
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let unique = Array(Set(HostileTexts.all)).sorted()
            // As parameters of an insert, one by one and in bulk.
            try await engine.execute(
                insert(Account.self).values(unique.enumerated().map { Account(id: $0, owner: $1, balance: 0) }))
            let stored = try await engine.execute(select(Account.owner).order(by: Account.id)).all()
            XCTAssertEqual(stored.map { Array($0.utf8) }, unique.map { Array($0.utf8) }, database.name)

            try await engine.connect { connection in
                for (id, payload) in unique.enumerated() {
                    let byValue = try await connection.execute(
                        select(Account.id).where(Account.owner == payload).where(Account.owner.in([payload]))
                    ).all()
                    XCTAssertEqual(byValue, [id], payload)
                    let byText = try await connection.execute(
                        text("SELECT id FROM accounts WHERE owner = :owner", ["owner": payload]).columns(Int.self)
                    ).all()
                    XCTAssertEqual(byText, [id], payload)
                    let bySQL = try await connection.execute(
                        sql("SELECT id FROM accounts WHERE owner = \(payload)").columns(Int.self)
                    ).all()
                    XCTAssertEqual(bySQL, [id], payload)
                    // S4
                    let found = try await connection.execute(
                        select(Account.id).where(Account.owner.startsWith(payload)).where(Account.id == id)
                    ).all()
                    XCTAssertEqual(found, [id], payload)
                }
            }
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, unique.count, database.name)
        }
    }

    /// S2
    func testIdentifiersAreQuoted() async throws {
        try await onEveryDatabase { database in
            for name in [
                "select", "a\"b", "ü ñ", "semi;colon", "a--b", "x\u{202E}y", String(repeating: "n", count: 63),
            ] {
                let table = CinnabarTable(
                    name, columns: [ColumnDefinition(name: name, type: .bigint, isPrimaryKey: true)])
                try await database.engine.createAll(MetaData([table]))
                try await database.engine.execute(sql("INSERT INTO \(identifier: name) VALUES (7)"))
                let value = try await database.engine.execute(
                    sql("SELECT \(identifier: name) FROM \(identifier: name)").columns(Int.self)
                ).one()
                XCTAssertEqual(value, 7, "\(database.name): \(name)")
                try await database.engine.dropAll(MetaData([table]))
            }
        }
    }

    /// S14
    func testANULIsAnErrorBeforeItIsSent() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(bank)
            let error = await failure {
                try await database.engine.execute(
                    insert(Account.self).values([Account(id: 1, owner: "a\0b", balance: 1)]))
            }
            XCTAssertEqual(
                (error as? DatabaseError)?.kind, .invalidValue, "\(database.name): \(String(describing: error))")
            let count = try await database.engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0)
        }
    }
}
