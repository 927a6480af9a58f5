import CinnabarSQL

/// A table as a class: what its parts are called and which of its foreign keys can be said.
struct ModelClass: Sendable {
    let table: Table
    let name: String
    /// The columns that have a Swift type; those of the primary key in its order, which is the order of declaration.
    let columns: [ColumnDefinition]
    let types: [String: ModelType]
    /// By column.
    let properties: [String: String]
    var names: TakenNames
    var keys: [ModelKey] = []
    var relationships: [ModelRelationship] = []

    init(_ table: Table, _ names: ModelNames) {
        self.table = table
        name = names.type(table.key)
        var types: [String: ModelType] = [:]
        for column in table.columns { types[column.name] = ModelType(column.type, names) }
        self.types = types
        var used = TakenNames(Self.takenNames)
        var properties: [String: String] = [:]
        for column in table.columns where types[column.name] != nil {
            properties[column.name] = used.take(ModelWords.camel(column.name))
        }
        self.properties = properties
        self.names = used
        var keyColumns = (table.primaryKey?.columns ?? []).compactMap { key in table.columns.first { $0.name == key } }
        keyColumns.reverse()
        columns = table.columns.filter { types[$0.name] != nil }.compactMap { column in
            table.primaryKey?.columns.contains(column.name) == true ? keyColumns.popLast() : column
        }
    }

    /// Whether it can be a model: rows are told apart by a key, all of which has Swift types.
    var hasKey: Bool { table.primaryKey?.columns.allSatisfy { types[$0] != nil } ?? false }

    /// Whether it only links two others: its key is made of its two keys to them, and there is nothing else.
    var isLink: Bool {
        guard keys.count == 2, keys[0].target != keys[1].target, table.foreignKeys.count == 2 else { return false }
        let linked = Set(keys.flatMap(\.key.columns))
        return linked == Set(table.columns.map(\.name)) && linked == Set(table.primaryKey?.columns ?? [])
    }

    func isKey(_ column: String) -> Bool { table.primaryKey?.columns.contains(column) ?? false }

    /// `\Post.authorID`; nil where a column is left out.
    func paths(_ columns: [String]) -> [SourceNode]? {
        let found = columns.compactMap { properties[$0] }
        return found.count == columns.count
            ? found.map { .text("\\\(name).\(ModelWords.escaped($0))") } : nil
    }

    /// What every model has already, and what a dot in front of it would make something else of.
    private static let takenNames = [
        "alias", "entity", "hashValue", "init", "materialize", "primaryKey", "reference", "relatedTables", "row",
        "rows", "selection", "self", "table", "tableName", "tableSchema",
    ]
}

/// A foreign key that can be said.
struct ModelKey: Sendable {
    let key: ForeignKey
    let owner: TableName
    let target: TableName
    /// The properties that it refers to, in the order of its columns.
    let paths: [SourceNode]
    /// Whether a row may refer to nothing.
    let isNullable: Bool
    /// Whether no two rows refer to the same.
    let isUnique: Bool
    /// What the referred object is called here: `author` for `author_id`.
    let name: String
}

/// A relationship's property.
struct ModelRelationship: Sendable {
    let name: String
    let type: String
    let marker: SourceNode
}
