import Cinnabar
import Foundation

/// The cheat sheet's tables, declared for Core by hand.
struct Users: SelectableRow {
    static let tableName = "users"
    static let reference = TableReference(name: tableName)
    static let id = Column<Users, Int>("id", primaryKey: true)
    static let name = Column<Users, String>("name", .varchar(100))
    static let email = Column<Users, String>("email", .varchar(255), unique: true)
    static let age = Column<Users, Int?>("age")
    static let active = Column<Users, Bool>("active", default: true, serverDefault: .value(.boolean(true)))
    static let role = Column<Users, String>("role", .varchar(50), default: "user")
    static let createdAt = Column<Users, Date>("created_at", serverDefault: .now)
    static let table = Table(Users.self, id, name, email, age, active, role, createdAt)
    static let selection = [id.node, name.node, email.node, age.node]

    let id: Int
    let name: String
    let email: String
    let age: Int?

    init(row: RowReader) throws {
        id = try row.get(0)
        name = try row.get(1)
        email = try row.get(2)
        age = try row.get(3)
    }
}

enum Posts: TypedTable {
    static let tableName = "posts"
    static let reference = TableReference(name: tableName)
    static let id = Column<Posts, Int>("id", primaryKey: true)
    static let title = Column<Posts, String>("title", .varchar(255))
    static let body = Column<Posts, String>("body")
    static let published = Column<Posts, Bool>("published", default: false)
    static let authorID = Column<Posts, Int>(
        "author_id", index: true, references: .to("users", "id", onDelete: .cascade))
    static let createdAt = Column<Posts, Date>("created_at", serverDefault: .now)
    static let table = Table(Posts.self, id, title, body, published, authorID, createdAt)
}

let schema = MetaData(Users.self, Posts.self)
