/// What a database has, or what models want it to have: one value for reflection, comparison and snapshots.
///
/// `MetaData` is the models' side of it; `AsyncEngine.reflect` reads one from a database.
public struct DatabaseSchema: Sendable {
    /// Every constraint has its name.
    public var tables: [Table]
    /// The named enum types, where the database has them.
    public var enums: [EnumType]
    public var views: [View]
    public var sequences: [SequenceDefinition]
    public var triggers: [Trigger]
    /// The names of the schemas beside the default one.
    public var schemas: [String]

    public init(
        tables: [Table] = [], enums: [EnumType] = [], views: [View] = [], sequences: [SequenceDefinition] = [],
        triggers: [Trigger] = [], schemas: [String] = []
    ) {
        self.tables = tables
        self.enums = enums
        self.views = views
        self.sequences = sequences
        self.triggers = triggers
        self.schemas = schemas
    }

    /// The tables and enums that models declare.
    public init(_ metaData: MetaData) {
        self.init(
            tables: metaData.tables.map(\.withKnownKey), enums: metaData.namedEnums, schemas: metaData.schemas)
    }

    /// The table of a name; nil where there is none.
    public func table(_ name: TableName) -> Table? { tables.first { $0.key == name } }
}

/// A stored query.
public struct View: Sendable, Hashable {
    public var name: String
    public var schema: String?
    /// The query, as the database shows it.
    public var sql: String
    /// Whether its rows are kept (PostgreSQL).
    public var isMaterialized: Bool

    public init(_ name: String, schema: String? = nil, sql: String, isMaterialized: Bool = false) {
        self.name = name
        self.schema = schema
        self.sql = sql
        self.isMaterialized = isMaterialized
    }
}

/// A source of numbers that stands alone (PostgreSQL): those of identity columns belong to their columns.
public struct SequenceDefinition: Sendable, Hashable {
    public var name: String
    public var schema: String?
    public var start: Int
    public var increment: Int

    public init(_ name: String, schema: String? = nil, start: Int = 1, increment: Int = 1) {
        self.name = name
        self.schema = schema
        self.start = start
        self.increment = increment
    }
}

/// A trigger, with the statement that makes it.
public struct Trigger: Sendable, Hashable {
    public var name: String
    public var table: TableName
    /// The whole CREATE TRIGGER, as the database shows it.
    public var sql: String

    public init(_ name: String, on table: TableName, sql: String) {
        self.name = name
        self.table = table
        self.sql = sql
    }
}

extension Table {
    /// Says as an option what a default of the client's, which no other process can know, means for the key.
    var withKnownKey: Table {
        guard let key = primaryKey, key.columns.count == 1,
            let column = columns.first(where: { $0.name == key.columns[0] }), column.clientDefault != nil,
            [.smallint, .integer, .bigint].contains(column.type)
        else { return self }
        var table = self
        table.options.insert(.clientMadeKey)
        return table
    }
}
