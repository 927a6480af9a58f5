import CinnabarORM
import CinnabarSQL
import FoundationEssentials

// A model as the macro expands it, by hand: the runtime is tested against it without the macro.

final class GoldenUser {
    var id: Int? {
        get { _$withState { $0.attributes.id } }
        set { if _$withState({ $0.write(0) { $0.id = newValue } }) { _$announce() } }
    }
    var name: String {
        get { _$withState { $0.attributes.name } }
        set { if _$withState({ $0.write(1) { $0.name = newValue } }) { _$announce() } }
    }
    var age: Int? {
        get { _$withState { $0.attributes.age } }
        set { if _$withState({ $0.write(2) { $0.age = newValue } }) { _$announce() } }
    }
    var createdAt: Date? {
        get { _$withState { $0.attributes.createdAt } }
        set { if _$withState({ $0.write(3) { $0.createdAt = newValue } }) { _$announce() } }
    }
    // var bio: Deferred<String?>
    var bio: Deferred<String?> {
        Deferred(self, 4, _$withState { $0.attributes.bio })
    }
    var posts: Many<GoldenPost> { Many(self, 0) }

    // members
    struct _$Attributes: ModelAttributes {
        var id: Int?
        var name: String
        var age: Int?
        var createdAt: Date?
        var bio: DeferredSlot<String?>

        init(id: Int?, name: String, age: Int?, createdAt: Date?, bio: DeferredSlot<String?>) {
            self.id = id
            self.name = name
            self.age = age
            self.createdAt = createdAt
            self.bio = bio
        }

        init(_ row: RowReader) throws {
            id = try row.get(0, as: Int.self)  // NOT NULL columns are read as such
            name = try row.get(1)
            age = try row.get(2)
            createdAt = try row.get(3, as: Date.self)
            bio = .unloaded
        }

        static func primaryKey(_ row: RowReader) throws -> Int { try row.get(0) }
        var primaryKey: Int? { id }
        static func values(of key: Int) -> [SQLValue] { [key.sqlValue] }

        func value(_ column: Int) -> SQLValue {
            switch column {
            case 0: id.sqlValue
            case 1: name.sqlValue
            case 2: age.sqlValue
            case 3: createdAt.sqlValue
            case 4: bio.sqlValue
            default: .null
            }
        }

        mutating func set(_ column: Int, to value: SQLValue) throws {
            switch column {
            case 0: id = try value.decode(as: Int?.self)
            case 1: name = try value.decode(as: String.self)
            case 2: age = try value.decode(as: Int?.self)
            case 3: createdAt = try value.decode(as: Date?.self)
            case 4: try bio.set(value)
            default: break
            }
        }
    }

    private let _$lock = ModelLock()
    // Inside the lock only, one access at a time.
    @exclusivity(unchecked) private nonisolated(unsafe) var _$state: ModelState<_$Attributes>

    init(
        id: Int? = nil, name: String, age: Int? = nil, createdAt: Date? = nil, bio: String? = nil,
        posts: [GoldenPost] = []
    ) {
        _$state = ModelState(
            _$Attributes(id: id, name: name, age: age, createdAt: createdAt, bio: .loaded(bio)))
        _$fill(0, posts)
    }

    init(_$state: consuming ModelState<_$Attributes>) { self._$state = _$state }

    func _$withState<Result>(_ body: (inout ModelState<_$Attributes>) throws -> Result) rethrows -> Result {
        try _$lock.withLock { try body(&_$state) }
    }

    static let reference = TableReference(schema: tableSchema, name: tableName)
    static let id = Column<GoldenUser, Int>("id", primaryKey: true)
    static let name = Column<GoldenUser, String>("name", .varchar(100))
    static let age = Column<GoldenUser, Int?>("age")
    static let createdAt = Column<GoldenUser, Date>("created_at", serverDefault: .now)
    static let bio = Column<GoldenUser, String?>("bio")
    static var posts: ManyRelationship<GoldenUser, GoldenPost> { ManyRelationship(0) }

    static let _$mapper = Mapper(
        GoldenUser.self, name: "GoldenUser",
        attributes: [
            Attribute("id", id), Attribute("name", name), Attribute("age", age), Attribute("createdAt", createdAt),
            Attribute("bio", bio, deferred: true),
        ],
        relationships: [
            RelationshipDefinition(
                "posts", .many, target: { GoldenPost.self },
                foreignKey: .init({ GoldenPost.self }, ["authorID"]), cascade: [.all, .deleteOrphan])
        ])

    struct Row: SelectableRow, Codable, Hashable {
        static var tableName: String { GoldenUser.tableName }
        static var tableSchema: String? { GoldenUser.tableSchema }
        static var reference: TableReference { GoldenUser.reference }
        static var table: Table { GoldenUser.table }
        static var selection: [Node] { GoldenUser.selection }

        var id: Int
        var name: String
        var age: Int?
        var createdAt: Date

        init(id: Int, name: String, age: Int?, createdAt: Date) {
            self.id = id
            self.name = name
            self.age = age
            self.createdAt = createdAt
        }

        init(row: RowReader) throws {
            id = try row.get(0)
            name = try row.get(1)
            age = try row.get(2)
            createdAt = try row.get(3)
        }
    }

    /// The row's columns as a plain value.
    var row: Row {
        get throws {
            try _$withState { state in
                let attributes = state.attributes
                return Row(
                    id: try _$required(attributes.id, "id"), name: attributes.name, age: attributes.age,
                    createdAt: try _$required(attributes.createdAt, "createdAt"))
            }
        }
    }
    static var rows: EntitySelection<Row> { Row.entity }
}

extension GoldenUser: Model {
    static var tableName: String { "golden_users" }
}

final class GoldenPost {
    var id: Int? {
        get { _$withState { $0.attributes.id } }
        set { if _$withState({ $0.write(0) { $0.id = newValue } }) { _$announce() } }
    }
    // var title: String { didSet { … oldValue … } }
    var title: String {
        get { _$withState { $0.attributes.title } }
        set {
            let oldValue = title
            if _$withState({ $0.write(1) { $0.title = newValue } }) { _$announce() }
            _$observe(1) { _$didSetTitle(oldValue) }
        }
    }
    private func _$didSetTitle(_ oldValue: String) {
        if title.isEmpty { title = oldValue }
    }
    var authorID: Int? {
        get { _$withState { $0.attributes.authorID } }
        set { if _$withState({ $0.write(2) { $0.authorID = newValue } }) { _$announce() } }
    }
    var author: One<GoldenUser> { One(self, 0) }

    struct _$Attributes: ModelAttributes {
        var id: Int?
        var title: String
        var authorID: Int?

        init(id: Int?, title: String, authorID: Int?) {
            self.id = id
            self.title = title
            self.authorID = authorID
        }

        init(_ row: RowReader) throws {
            id = try row.get(0, as: Int.self)
            title = try row.get(1)
            authorID = try row.get(2, as: Int.self)
        }

        static func primaryKey(_ row: RowReader) throws -> Int { try row.get(0) }
        var primaryKey: Int? { id }
        static func values(of key: Int) -> [SQLValue] { [key.sqlValue] }

        func value(_ column: Int) -> SQLValue {
            switch column {
            case 0: id.sqlValue
            case 1: title.sqlValue
            case 2: authorID.sqlValue
            default: .null
            }
        }

        mutating func set(_ column: Int, to value: SQLValue) throws {
            switch column {
            case 0: id = try value.decode(as: Int?.self)
            case 1: title = try value.decode(as: String.self)
            case 2: authorID = try value.decode(as: Int?.self)
            default: break
            }
        }
    }

    private let _$lock = ModelLock()
    // Inside the lock only, one access at a time.
    @exclusivity(unchecked) private nonisolated(unsafe) var _$state: ModelState<_$Attributes>

    init(id: Int? = nil, title: String, authorID: Int? = nil, author: GoldenUser? = nil) {
        _$state = ModelState(_$Attributes(id: id, title: title, authorID: authorID))
        _$fill(0, author)
    }

    init(_$state: consuming ModelState<_$Attributes>) { self._$state = _$state }

    func _$withState<Result>(_ body: (inout ModelState<_$Attributes>) throws -> Result) rethrows -> Result {
        try _$lock.withLock { try body(&_$state) }
    }

    static let reference = TableReference(schema: tableSchema, name: tableName)
    static let id = Column<GoldenPost, Int>("id", primaryKey: true)
    static let title = Column<GoldenPost, String>("title")
    static let authorID = Column<GoldenPost, Int>("author_id")
    static var author: OneRelationship<GoldenPost, GoldenUser> { OneRelationship(0) }

    static let _$mapper = Mapper(
        GoldenPost.self, name: "GoldenPost",
        attributes: [
            Attribute("id", id), Attribute("title", title),
            Attribute("authorID", authorID, foreignKey: .init({ GoldenUser.self }, "id", onDelete: .cascade)),
        ],
        relationships: [
            RelationshipDefinition(
                "author", .one, target: { GoldenUser.self }, foreignKey: .init({ GoldenPost.self }, ["authorID"]))
        ])
}

extension GoldenPost: Model {
    static var tableName: String { "golden_posts" }
}
