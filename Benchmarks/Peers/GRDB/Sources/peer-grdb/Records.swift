import Foundation
import GRDB

/// GRDB's fastest documented record: columns by position, statements of its own.
struct FastUser: FetchableRecord {
    static let columns = "id, name, email, age, active, created_at"

    let id: Int
    let name: String
    let email: String
    var age: Int?
    let active: Bool
    let createdAt: Date

    init(row: Row) {
        id = row[0]
        name = row[1]
        email = row[2]
        age = row[3]
        active = row[4]
        createdAt = row[5]
    }

    /// Row `id` of the test data.
    init(number id: Int) {
        self.id = id
        name = "User \(id)"
        email = "user\(id)@example.com"
        age = id % 5 == 0 ? nil : 18 + id % 60
        active = id % 2 == 0
        createdAt = Date(timeIntervalSince1970: 1_700_000_000 + Double(id) * 1.125)
    }

    var weight: Int64 { weigh(id, name, email, age, active, createdAt) }
}

/// The convenient record: all of it made by Codable.
struct CodableUser: Codable, FetchableRecord, TableRecord {
    static let databaseTableName = "users"

    let id: Int
    let name: String
    let email: String
    let age: Int?
    let active: Bool
    let createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id, name, email, age, active
        case createdAt = "created_at"
    }

    var weight: Int64 { weigh(id, name, email, age, active, createdAt) }
}

/// The same, in the table that is written to.
struct CodableCopy: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "users_copy"

    var id: Int
    var name: String
    var email: String
    var age: Int?
    var active: Bool
    var createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id, name, email, age, active
        case createdAt = "created_at"
    }

    init(_ user: FastUser) {
        (id, name, email, age) = (user.id, user.name, user.email, user.age)
        (active, createdAt) = (user.active, user.createdAt)
    }
}

/// What of a user is shown to others.
struct Contact: Codable, FetchableRecord, TableRecord {
    static let databaseTableName = "users"

    let id: Int
    let name: String
    let email: String
    let age: Int
    let active: Bool

    enum Columns {
        static let id = Column(CodingKeys.id)
        static let age = Column(CodingKeys.age)
    }
}

private func weigh(_ id: Int, _ name: String, _ email: String, _ age: Int?, _ active: Bool, _ createdAt: Date) -> Int64
{
    let milliseconds = Int64((createdAt.timeIntervalSince1970 * 1000).rounded())
    return Int64(id + name.utf8.count + email.utf8.count + (age ?? 0) + (active ? 1 : 0)) + milliseconds % 1000
}
