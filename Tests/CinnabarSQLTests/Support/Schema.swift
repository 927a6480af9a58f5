import CinnabarSQL
import FoundationEssentials

/// Typed tables, written by hand as a user of Core writes them.
struct User: SelectableRow, Equatable {
    static let tableName = "users"
    static let reference = TableReference(name: tableName)
    static let id = Column<User, Int>("id", primaryKey: true)
    static let name = Column<User, String>("name", .varchar(100))
    static let email = Column<User, String>("email", unique: true)
    static let age = Column<User, Int?>("age")
    static let active = Column<User, Bool>("active", default: true)
    static let role = Column<User, String>("role", serverDefault: .value(.text("user")))
    static let managerID = Column<User, Int?>("manager_id", references: .to("users", "id"))
    static let createdAt = Column<User, Date>("created_at", serverDefault: .now)
    static let table = Table(User.self, id, name, email, age, active, role, managerID, createdAt)
    static let selection = [id.node, name.node, age.node]

    let id: Int
    let name: String
    let age: Int?

    init(row: RowReader) throws {
        id = try row.get(0)
        name = try row.get(1)
        age = try row.get(2)
    }
}

struct Post: SelectableRow {
    static let tableName = "posts"
    static let reference = TableReference(name: tableName)
    static let id = Column<Post, Int>("id", primaryKey: true)
    static let title = Column<Post, String>("title")
    static let published = Column<Post, Bool>("published")
    static let views = Column<Post, Int>("views")
    static let authorID = Column<Post, Int>("author_id", references: .to("users", "id"))
    static let updatedAt = Column<Post, Date?>("updated_at", onUpdate: .now)
    static let table = Table(Post.self, id, title, published, views, authorID, updatedAt)
    static let selection = [id.node, title.node]

    let id: Int
    let title: String

    init(row: RowReader) throws {
        id = try row.get(0)
        title = try row.get(1)
    }
}

enum Comment: TypedTable {
    static let tableName = "comments"
    static let reference = TableReference(name: tableName)
    static let id = Column<Comment, Int>("id", primaryKey: true)
    static let content = Column<Comment, String>("content")
    static let postID = Column<Comment, Int>("post_id")
    static let authorID = Column<Comment, Int>("author_id")
    static let table = Table(Comment.self, id, content, postID, authorID)
}

/// Refers to itself, stands in a schema, and makes its own reference each time, as a lazy user writes it.
enum Category: TypedTable {
    static let tableName = "categories"
    static let tableSchema: String? = "shop"
    static let id = Column<Category, Int>("id", primaryKey: true)
    static let name = Column<Category, String>("name")
    static let parentID = Column<Category, Int?>("parent_id")
    static let table = Table(Category.self, id, name, parentID)
}

enum Mood: String, SQLEnum {
    case happy, sad
    static let sqlEnumName: String? = "mood"
}

struct Settings: Codable, Sendable, Equatable {
    var theme: String
}

/// A column of every type.
enum Event: TypedTable {
    static let tableName = "events"
    static let reference = TableReference(name: tableName)
    static let id = Column<Event, Int64>("id", primaryKey: true)
    static let small = Column<Event, Int16>("small")
    static let normal = Column<Event, Int32>("normal")
    static let flag = Column<Event, Bool?>("flag")
    static let single = Column<Event, Float>("single")
    static let double = Column<Event, Double>("double")
    static let price = Column<Event, Decimal>("price", .numeric(precision: 10, scale: 2))
    static let text = Column<Event, String?>("text")
    static let blob = Column<Event, [UInt8]>("blob")
    static let key = Column<Event, UUID>(
        "key", makeDefault: { UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)) })
    static let at = Column<Event, Date>("at")
    static let local = Column<Event, LocalDateTime>("local")
    static let day = Column<Event, LocalDate>("day")
    static let time = Column<Event, LocalTime>("time")
    static let span = Column<Event, CalendarInterval>("span")
    static let settings = Column<Event, JSON<Settings>>("settings")
    static let mood = Column<Event, Mood>("mood")
    static let tags = Column<Event, [String]>("tags")
    static let scores = Column<Event, [Int]?>("scores")
    static let table = Table(
        Event.self, id, small, normal, flag, single, double, price, text, blob, key, at, local, day, time, span,
        settings, mood, tags, scores)
}

/// A plain value that can be inserted.
struct NewPost: InsertableRow {
    typealias Table = Post
    static let insertColumns = ["title", "views", "author_id"]

    let title: String
    let views: Int
    let authorID: Int

    func appendValues(to values: inout [SQLValue]) {
        values.append(title.sqlValue)
        values.append(views.sqlValue)
        values.append(authorID.sqlValue)
    }
}
