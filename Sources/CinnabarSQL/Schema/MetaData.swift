/// The tables of an application, as one value: what is created, dropped, compared and migrated together.
///
/// ```swift
/// let schema = MetaData(Users.self, Posts.self)
/// for statement in try schema.createAll(for: dialect) { … }
/// ```
public struct MetaData: Sendable {
    /// Every constraint has its name, and every foreign key the schema of the table that it refers to.
    public private(set) var tables: [Table] = []
    public let naming: NamingConvention
    private var declared: [Table]

    public init(_ tables: [Table] = [], naming: NamingConvention = .standard) {
        self.naming = naming
        self.declared = tables
        resolve()
    }

    public init(_ first: Table, _ others: Table..., naming: NamingConvention = .standard) {
        self.init([first] + others, naming: naming)
    }

    /// The tables of these types, and of all types that they are related to.
    public init(
        _ first: any TypedTable.Type, _ others: any TypedTable.Type..., naming: NamingConvention = .standard
    ) {
        var found: [any TypedTable.Type] = []
        var seen: Set<ObjectIdentifier> = []
        var next = [first] + others
        while !next.isEmpty {
            let fresh = next.filter { seen.insert(ObjectIdentifier($0)).inserted }
            found += fresh
            next = fresh.flatMap { $0.relatedTables }
        }
        self.init(found.map { $0.table }, naming: naming)
    }

    public mutating func add(_ table: Table) {
        declared.append(table)
        resolve()
    }

    /// The table of a name; nil where there is none.
    public func table(_ name: String, schema: String? = nil) -> Table? {
        tables.first { $0.name == name && $0.schema == schema }
    }

    /// A foreign key without schema means the default schema if the table is there, else the schema of its own table.
    private mutating func resolve() {
        let keys = Set(declared.map(\.key))
        tables = declared.map { table in
            var table = table.named(by: naming)
            for place in table.foreignKeys.indices where table.foreignKeys[place].referencedSchema == nil {
                let target = table.foreignKeys[place].referencedTable
                let neighbour = TableName(schema: table.schema, name: target)
                if !keys.contains(TableName(schema: nil, name: target)), keys.contains(neighbour) {
                    table.foreignKeys[place].referencedSchema = table.schema
                }
            }
            return table
        }
    }
}
