/// A table, view or subquery as the expressions of one statement name it.
public final class TableReference: Sendable {
    public let schema: String?
    public let name: String
    public let alias: String?

    public init(schema: String? = nil, name: String, alias: String? = nil) {
        self.schema = schema
        self.name = name
        self.alias = alias
    }
}

extension TableReference: Hashable {
    public static func == (left: TableReference, right: TableReference) -> Bool {
        left === right || (left.name == right.name && left.alias == right.alias && left.schema == right.schema)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(alias ?? name)
    }
}
