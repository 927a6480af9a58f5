/// A table, view or subquery as the expressions of one statement name it.
public final class TableReference: Sendable {
    public let schema: String?
    public let name: String
    public let alias: String?
    /// The subquery, CTE or function whose rows the name stands for; nil for a table.
    let derived: Source?
    /// `"schema"."name"`
    let quoted: QuotedName
    let quotedAlias: QuotedName?

    public convenience init(schema: String? = nil, name: String, alias: String? = nil) {
        self.init(schema: schema, name: name, alias: alias, derived: nil)
    }

    init(schema: String? = nil, name: String, alias: String? = nil, derived: Source?) {
        self.schema = schema
        self.name = name
        self.alias = alias
        self.derived = derived
        quoted = QuotedName(schema.map { [$0, name] } ?? [name])
        quotedAlias = alias.map { QuotedName([$0]) }
    }

    /// What a FROM clause holds to have it.
    var source: Source { derived ?? .table(self) }

    /// What stands before its columns.
    var qualifier: [String] { alias.map { [$0] } ?? quoted.parts }
}

extension TableReference: Hashable {
    public static func == (left: TableReference, right: TableReference) -> Bool {
        left === right || (left.name == right.name && left.alias == right.alias && left.schema == right.schema)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(alias ?? name)
    }
}
