import GRDB

extension Works {
    func insert() -> Work {
        writing { db in
            let statement = try db.makeStatement(
                sql: "INSERT INTO users_copy (\(FastUser.columns)) VALUES (?, ?, ?, ?, ?, ?)")
            for user in TestUsers<FastUser>.fast.first(options.rows) {
                statement.setUncheckedArguments([
                    user.id, user.name, user.email, user.age, user.active, user.createdAt,
                ])
                try statement.execute()
            }
            return Int64(options.rows)
        }
    }

    func codableInsert() -> Work {
        writing { db in
            for user in TestUsers<CodableCopy>.codable.first(options.rows) { try user.insert(db) }
            return Int64(options.rows)
        }
    }

    func change() -> Work {
        writing { db in
            let users = try FastUser.fetchAll(db, sql: "SELECT \(FastUser.columns) FROM users_copy")
            let statement = try db.makeStatement(sql: "UPDATE users_copy SET age = ? WHERE id = ?")
            for var user in users {
                user.age = 7
                statement.setUncheckedArguments([user.age, user.id])
                try statement.execute()
            }
            return Int64(users.count)
        }
    }

    func codableChange() -> Work {
        writing { db in
            let users = try CodableCopy.fetchAll(db)
            for var user in users { try user.updateChanges(db) { $0.age = 7 } }
            return Int64(users.count)
        }
    }

    private func writing(_ body: @escaping @Sendable (Database) throws -> Int64) -> Work {
        { try blocking { try pool.write(body) } }
    }
}
