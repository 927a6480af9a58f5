import GRDB

struct Parent: Codable, FetchableRecord, TableRecord {
    static let databaseTableName = "parents"
    static let children = hasMany(Child.self, using: ForeignKey(["parent_id"]))

    let id: Int
    let name: String
}

struct Child: Codable, FetchableRecord, TableRecord {
    static let databaseTableName = "children"

    let id: Int
    let name: String
    let parentID: Int

    enum CodingKeys: String, CodingKey {
        case id, name
        case parentID = "parent_id"
    }
}

/// A parent with its children, as `including(all:)` makes it.
struct Family: Decodable, FetchableRecord {
    let parent: Parent
    let children: [Child]

    enum CodingKeys: String, CodingKey {
        case parent = "parents"
        case children
    }

    init(parent: Parent, children: [Child]) {
        self.parent = parent
        self.children = children
    }

    init(from decoder: any Decoder) throws {
        // The parent's columns lie at the top.
        parent = try Parent(from: decoder)
        children = try decoder.container(keyedBy: CodingKeys.self).decode([Child].self, forKey: .children)
    }

    var weight: Int64 {
        children.reduce(0) { $0 + Int64(parent.id + $1.id + $1.name.utf8.count) }
    }
}

extension Family {
    /// GRDB's own way.
    static func included(_ db: Database) throws -> [Family] {
        try Parent.including(all: Parent.children).asRequest(of: Family.self).fetchAll(db)
    }

    /// By hand: two statements by position, put together in order.
    static func byHand(_ db: Database) throws -> [Family] {
        var grouped: [Int: [Child]] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT id, name, parent_id FROM children ORDER BY parent_id")
        while let row = try rows.next() {
            let child = Child(id: row[0], name: row[1], parentID: row[2])
            grouped[child.parentID, default: []].append(child)
        }
        let parents = try Row.fetchCursor(db, sql: "SELECT id, name FROM parents ORDER BY id")
        return try Array(
            parents.map { row in
                let parent = Parent(id: row[0], name: row[1])
                return Family(parent: parent, children: grouped[parent.id] ?? [])
            })
    }
}
