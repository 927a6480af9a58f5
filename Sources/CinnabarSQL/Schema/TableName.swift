/// A table's name with its schema: what tells tables apart.
///
/// ```swift
/// let name: TableName = "users"
/// let other = TableName("users", schema: "audit")
/// ```
public struct TableName: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Nil for the database's default schema.
    public var schema: String?
    public var name: String

    public init(_ name: String, schema: String? = nil) {
        self.schema = schema
        self.name = name
    }

    init(schema: String?, name: String) {
        self.init(name, schema: schema)
    }

    public init(stringLiteral name: String) { self.init(name) }

    /// Quoted, as it stands in messages: `"audit"."users"`.
    public var description: String { schema.map { "\"\($0)\".\"\(name)\"" } ?? "\"\(name)\"" }

    public static func < (left: Self, right: Self) -> Bool {
        (left.schema ?? "", left.name) < (right.schema ?? "", right.name)
    }

    package var reference: TableReference { TableReference(schema: schema, name: name) }
}

extension Table {
    /// The table's name with its schema.
    public var key: TableName { TableName(name, schema: schema) }
}

extension ForeignKey {
    /// The table that the key refers to.
    public var target: TableName { TableName(referencedTable, schema: referencedSchema) }
}
