/// A table of a schema, as a plain value: what `MetaData` collects, DDL writes and migrations compare.
public struct Table: Sendable {
    public var schema: String?
    public var name: String
    public var columns: [ColumnDefinition]
    public var primaryKey: PrimaryKey?
    public var foreignKeys: [ForeignKey]
    public var uniques: [UniqueConstraint]
    public var checks: [CheckConstraint]
    public var indexes: [Index]
    public var comment: String?
    public var options: TableOptions

    /// Columns bring their own primary key, foreign key, unique and index options; `items` adds the rest.
    ///
    /// ```swift
    /// Table("users", [id, name], items: [.unique(["name"]), .check("length(name) > 0", name: "name_not_empty")])
    /// ```
    public init(
        _ name: String, schema: String? = nil, columns: [ColumnDefinition], items: [TableItem] = [],
        comment: String? = nil, options: TableOptions = []
    ) {
        self.schema = schema
        self.name = name
        self.columns = columns
        self.comment = comment
        self.options = options
        let keyColumns = columns.filter(\.isPrimaryKey).map(\.name)
        primaryKey = keyColumns.isEmpty ? nil : PrimaryKey(columns: keyColumns)
        foreignKeys = columns.compactMap { column in
            column.references.map { ForeignKey(columns: [column.name], reference: $0) }
        }
        uniques = columns.filter(\.isUnique).map { UniqueConstraint(columns: [$0.name]) }
        checks = []
        indexes = columns.filter { $0.isIndexed && !$0.isUnique }.map { Index([.column($0.name)]) }
        for item in items {
            switch item {
            case .primaryKeyItem(let key): primaryKey = key
            case .foreignKeyItem(let key): foreignKeys.append(key)
            case .uniqueItem(let unique): uniques.append(unique)
            case .checkItem(let check): checks.append(check)
            case .indexItem(let index): indexes.append(index)
            }
        }
    }

    /// The table of a `TypedTable`, from its column handles.
    public init<Owner: TypedTable>(
        _ owner: Owner.Type, _ columns: any AnyColumn..., items: [TableItem] = [], comment: String? = nil,
        options: TableOptions = []
    ) {
        self.init(
            Owner.tableName, schema: Owner.tableSchema, columns: columns.map(\.definition), items: items,
            comment: comment, options: options)
    }
}

/// A type that stands for a table: its columns are static members.
///
/// Core users write one by hand, see `Column`; the ORM's macro writes the rest.
public protocol TypedTable: Sendable {
    static var tableName: String { get }
    static var tableSchema: String? { get }
    /// The table's one shared reference; write it as a stored `static let` where speed matters.
    static var reference: TableReference { get }
    static var table: Table { get }
    /// The types of the tables that this one refers to or is related to: `MetaData` follows them. Empty by default.
    static var relatedTables: [any TypedTable.Type] { get }
}

extension TypedTable {
    public static var tableSchema: String? { nil }
    public static var relatedTables: [any TypedTable.Type] { [] }
    public static var reference: TableReference { TableReference(schema: tableSchema, name: tableName) }
}

/// A constraint or index that a table has beside its columns' own.
public enum TableItem: Sendable, Hashable {
    case primaryKeyItem(PrimaryKey)
    case foreignKeyItem(ForeignKey)
    case uniqueItem(UniqueConstraint)
    case checkItem(CheckConstraint)
    case indexItem(Index)

    public static func primaryKey(_ columns: [String], name: String? = nil) -> TableItem {
        .primaryKeyItem(PrimaryKey(columns: columns, name: name))
    }

    public static func foreignKey(
        _ columns: [String], references table: String, _ referenced: [String], schema: String? = nil,
        onDelete: ReferentialAction? = nil, onUpdate: ReferentialAction? = nil, deferrable: Deferrability? = nil,
        name: String? = nil
    ) -> TableItem {
        .foreignKeyItem(
            ForeignKey(
                columns: columns, referencedSchema: schema, referencedTable: table, referencedColumns: referenced,
                onDelete: onDelete, onUpdate: onUpdate, deferrable: deferrable, name: name))
    }

    public static func unique(_ columns: [String], name: String? = nil) -> TableItem {
        .uniqueItem(UniqueConstraint(columns: columns, name: name))
    }

    /// The condition is written as it is.
    public static func check(_ sql: String, name: String? = nil) -> TableItem {
        .checkItem(CheckConstraint(sql, name: name))
    }

    public static func index(
        _ parts: [Index.Part], name: String? = nil, unique: Bool = false, where condition: String? = nil,
        method: String? = nil, including included: [String] = []
    ) -> TableItem {
        .indexItem(
            Index(parts, name: name, unique: unique, where: condition, method: method, including: included))
    }
}
