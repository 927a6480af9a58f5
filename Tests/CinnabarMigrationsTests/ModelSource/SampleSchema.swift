import CinnabarMigrations
import CinnabarSQL

/// What databases of others look like: the schema of which the models in Tests/ReflectedModels are written.
enum SampleSchema {
    static let mood = EnumType("mood", labels: ["happy", "so so", "self", "2nd best"])

    private static func id(_ type: SQLType = .bigint) -> ColumnDefinition {
        ColumnDefinition(name: "id", type: type, isPrimaryKey: true)
    }

    private static func column(
        _ name: String, _ type: SQLType, null: Bool = false, default value: ServerDefault? = nil,
        key: Bool = false, references: ForeignKeyReference? = nil, comment: String? = nil
    ) -> ColumnDefinition {
        ColumnDefinition(
            name: name, type: type, isNullable: null, isPrimaryKey: key, serverDefault: value, references: references,
            comment: comment)
    }

    static let users = Table(
        "users",
        columns: [
            id(), column("name", .varchar(100), comment: "as it is\n\"written\""), column("email", .text, null: true),
            column("mood", .enumeration(mood), default: .value(.enumeration(mood, "so so"))),
            column("createdAt", .timestamp, default: .now),
            column("seen_at", .timestamp, null: true, default: .now),
        ],
        items: [
            .unique(["name"], name: "users_name_key"), .unique(["email"]), .check("name <> ''", name: "name_not_empty"),
        ], comment: "who writes")

    /// One to one: the key is the other's.
    static let profiles = Table(
        "profiles",
        columns: [
            column("user_id", .bigint, key: true, references: .to("users", "id", onDelete: .cascade)),
            column("bio", .text, null: true), column("born_on", .date, null: true),
        ])

    static let categories = Table(
        "categories",
        columns: [
            id(), column("name", .text),
            column(
                "parent_id", .bigint, null: true,
                references: .to("categories", "id", onDelete: .setNull, deferrable: .initiallyDeferred)),
        ])

    /// Two keys to one table, what is computed, and what no model can say.
    static let posts = Table(
        "posts",
        columns: [
            id(), column("title", .text), column("author_id", .bigint), column("editor_id", .bigint, null: true),
            column("category_id", .bigint, null: true, references: .to("categories", "id")),
            column("price", .numeric(precision: 10, scale: 2), default: .value(.integer(0))),
            ColumnDefinition(
                name: "title_length", type: .integer, isNullable: true, computed: ComputedColumn("length(title)")),
            column("place", .custom("point"), null: true),
        ],
        items: [
            .foreignKey(["author_id"], references: "users", ["id"], onDelete: .cascade, name: "posts_author_fk"),
            .foreignKey(["editor_id"], references: "users", ["id"], onUpdate: .cascade),
            .index([.column("author_id"), .column("title")]),
            .index([.column("title")], name: "dear_posts", unique: true, where: "price > 100"),
            .index([.expression("lower(title)")], name: "posts_by_lower_title"),
        ])

    static let tags = Table("tags", columns: [column("name", .varchar(40), key: true)])
    static let postTags = Table(
        "post_tags",
        columns: [
            column("post_id", .bigint, key: true, references: .to("posts", "id", onDelete: .cascade)),
            column("tag_name", .varchar(40), key: true, references: .to("tags", "name")),
        ])

    /// Names of every kind: signs, capitals, keywords, and what every model has already.
    static let orderLines = Table(
        "Order Lines",
        columns: [
            column("Order No.", .bigint, key: true), column("LINE", .integer, key: true),
            column("default", .boolean, default: .value(.boolean(true))), column("row", .text, null: true),
            column("row2", .text, null: true), column("self", .text, null: true), column("init", .text, null: true),
            column("Type", .text, null: true), column("12 months", .double, null: true),
            column("userIDs", .array(.integer), null: true), column("größe", .real, null: true),
        ], items: [.check("\"LINE\" > 0", name: "line numbers")])

    /// A key of two columns, of which one may be missing.
    static let shipments = Table(
        "shipments",
        columns: [id(.integer), column("order_no", .bigint), column("line", .integer, null: true)],
        items: [
            .foreignKey(
                ["order_no", "line"], references: "Order Lines", ["Order No.", "LINE"], onDelete: .cascade,
                name: "shipped line")
        ])

    static let tokens = Table(
        "tokens",
        columns: [
            column("id", .uuid, key: true), column("secret", .blob), column("ends", .localTimestamp),
            column("at", .time, null: true), column("lasts", .interval, null: true), column("payload", .json),
            column("small", .smallint), column("letter", .char(1)), column("amount", .numeric()),
            column("kind", .enumeration(EnumType("", labels: ["a", "b c"])), null: true),
        ])

    /// The program makes the numbers.
    static let counters = Table(
        "counters", columns: [id(), column("value", .bigint)], options: .clientMadeKey)

    /// No primary key.
    static let events = Table(
        "events",
        columns: [
            column("message", .text), column("mood", .enumeration(mood), null: true),
            column("at", .timestamp, default: .now), column("place", .custom("point"), null: true),
        ], items: [.index([.column("at", descending: true)], name: "events_by_time")])

    /// Another schema, which SQLite does not have.
    static let accounts = Table(
        "users", schema: "audit",
        columns: [
            ColumnDefinition(
                name: "no", type: .bigint, isPrimaryKey: true, identity: IdentityColumn(always: true, start: 100)),
            column("state", .enumeration(EnumType("state", schema: "audit", labels: ["on", "off"]))),
        ], options: .unlogged)

    static let shared = [
        users, profiles, categories, posts, tags, postTags, orderLines, shipments, tokens, counters, events,
    ]
    static var all: DatabaseSchema { DatabaseSchema(MetaData(shared + [accounts])) }
}
