import Foundation
import GRDB

extension Works {
    private static let byKey = "SELECT \(FastUser.columns) FROM users WHERE id = ?"

    func scan() -> Work {
        reading { db in
            try FastUser.fetchAll(db, sql: "SELECT \(FastUser.columns) FROM users").reduce(0) { $0 + $1.weight }
        }
    }

    func codableScan() -> Work {
        reading { db in try CodableUser.fetchAll(db).reduce(0) { $0 + $1.weight } }
    }

    func points() -> Work {
        reading { db in
            var sum: Int64 = 0
            for n in 0..<options.selects { sum += try Self.user(db, options.key(n)) }
            return sum
        }
    }

    func codablePoints() -> Work {
        reading { db in
            var sum: Int64 = 0
            for n in 0..<options.selects { sum += try CodableUser.find(db, key: options.key(n)).weight }
            return sum
        }
    }

    func pointsBySync() -> Work {
        eachBlocking { n in try pool.read { db in try Self.user(db, options.key(n)) } }
    }

    func codablePointsBySync() -> Work {
        eachBlocking { n in try pool.read { db in try CodableUser.find(db, key: options.key(n)).weight } }
    }

    func pointsByAsync() -> Work {
        {
            var sum: Int64 = 0
            for n in 0..<options.selects {
                let key = options.key(n)
                sum += try await pool.read { db in try Self.user(db, key) }
            }
            return sum
        }
    }

    func json() -> Work {
        {
            let contacts = try blocking {
                try pool.read { db in
                    try Contact.filter(Contact.Columns.age != nil).order(Contact.Columns.id).limit(options.answers)
                        .fetchAll(db)
                }
            }
            return Int64(try JSONEncoder().encode(contacts).count)
        }
    }

    func emptyReads() -> Work { eachBlocking { _ in try pool.read { _ in 1 } } }

    func emptyAsyncReads() -> Work {
        {
            var sum: Int64 = 0
            for _ in 0..<options.selects { sum += try await pool.read { _ in 1 } }
            return sum
        }
    }

    private func eachBlocking(_ body: @escaping @Sendable (Int) throws -> Int64) -> Work {
        {
            try blocking {
                var sum: Int64 = 0
                for n in 0..<options.selects { sum += try body(n) }
                return sum
            }
        }
    }

    private static func user(_ db: Database, _ key: Int) throws -> Int64 {
        let statement = try db.cachedStatement(sql: byKey)
        return try FastUser.fetchOne(statement, arguments: [key])?.weight ?? 0
    }
}
