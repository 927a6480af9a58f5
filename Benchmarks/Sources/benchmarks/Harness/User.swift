import Cinnabar
import FoundationEssentials

/// A row of the test table, as a user of Core writes it.
struct User: SelectableRow {
    static let tableName = "users"
    static let reference = TableReference(name: tableName)
    static let id = Column<User, Int>("id", primaryKey: true)
    static let name = Column<User, String>("name")
    static let email = Column<User, String>("email")
    static let age = Column<User, Int?>("age")
    static let active = Column<User, Bool>("active")
    static let createdAt = Column<User, Date>("created_at")
    static let table = Cinnabar.Table(User.self, id, name, email, age, active, createdAt)
    static let selection = [id.node, name.node, email.node, age.node, active.node, createdAt.node]

    let id: Int
    let name: String
    let email: String
    let age: Int?
    let active: Bool
    let createdAt: Date

    init(row: RowReader) throws {
        id = try row.get(0)
        name = try row.get(1)
        email = try row.get(2)
        age = try row.get(3)
        active = try row.get(4)
        createdAt = try row.get(5)
    }
}

extension User {
    /// Row `id` of the test data, the same as the C side makes.
    init(number id: Int) {
        self.id = id
        name = "User \(id)"
        email = "user\(id)@example.com"
        age = id % 5 == 0 ? nil : 18 + id % 60
        active = id % 2 == 0
        createdAt = Date(timeIntervalSince1970: 1_700_000_000 + Double(id) * 1.125)
    }

    /// What both sides of a benchmark must agree on.
    var weight: Int64 {
        let milliseconds = Int64((createdAt.timeIntervalSince1970 * 1000).rounded())
        return Int64(id + name.utf8.count + email.utf8.count + (age ?? 0) + (active ? 1 : 0)) + milliseconds % 1000
    }

    /// The key of the n-th point select: scattered, the same on both sides.
    static func key(_ n: Int, of rows: Int) -> Int { n * 7919 % rows + 1 }

    static func select(byKey n: Int, of rows: Int) -> Select<User> {
        Cinnabar.select(User.self).where(User.id == key(n, of: rows))
    }
}
