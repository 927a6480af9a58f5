public import CinnabarSQL

/// One change of a database, as a value: made by the comparison or by hand, rendered to Swift source, run or printed
/// as SQL, and reversed.
///
/// What drops something holds all of it, so that it can be reversed. Learned from Alembic's operation objects.
public enum MigrationOperation: Sendable {
    case createSchema(String)
    case dropSchema(String)
    /// The table with its indexes and comments.
    case createTable(Table)
    case dropTable(Table)
    case renameTable(TableName, to: String)
    /// The column alone; its constraints and indexes are operations of their own.
    case addColumn(ColumnDefinition, to: TableName)
    case dropColumn(ColumnDefinition, of: TableName)
    /// Type, NOT NULL, default and identity.
    case alterColumn(ColumnDefinition, to: ColumnDefinition, of: TableName, using: String?)
    case renameColumn(String, of: TableName, to: String)
    case addConstraint(Constraint, to: TableName)
    case dropConstraint(Constraint, of: TableName)
    case renameConstraint(Constraint, of: TableName, to: String)
    case createIndex(Index, on: TableName, concurrently: Bool)
    case dropIndex(Index, of: TableName, concurrently: Bool)
    case renameIndex(Index, of: TableName, to: String)
    case createEnum(EnumType)
    case dropEnum(EnumType)
    case alterEnum(EnumChange)
    case renameEnum(EnumType, to: String, uses: [ColumnName])
    case createSequence(SequenceDefinition)
    case dropSequence(SequenceDefinition)
    /// The comment of a table, or of its column.
    case setComment(String?, was: String?, on: TableName, column: String?)
    case insert(RowsInsert)
    case execute(SQLStep)
    case run(CodeStep)
}

/// A column with its table's name.
public struct ColumnName: Sendable, Hashable {
    public var table: TableName
    public var column: String

    public init(_ column: String, of table: TableName) {
        self.table = table
        self.column = column
    }
}

/// Other labels for an enum, in every column that has it.
///
/// On PostgreSQL added labels are `ALTER TYPE … ADD VALUE`, renamed ones `RENAME VALUE`, and for labels that go the
/// type is made anew; where enums are text with a check, the check of each column is made anew.
public struct EnumChange: Sendable, Hashable {
    public var old: EnumType
    public var new: EnumType
    /// Old labels and their new names: rows keep their meaning.
    public var renamedLabels: [String: String]
    /// The columns that have the type.
    public var uses: [ColumnName]

    public init(from old: EnumType, to new: EnumType, renaming: [String: String] = [:], uses: [ColumnName]) {
        self.old = old
        self.new = new
        self.renamedLabels = renaming
        self.uses = uses
    }

    /// The labels that no row may have afterwards.
    public var lostLabels: [String] {
        old.labels.filter { !new.labels.contains($0) && renamedLabels[$0] == nil }
    }

    var reversed: EnumChange {
        EnumChange(
            from: new, to: old,
            renaming: Dictionary(renamedLabels.map { ($1, $0) }, uniquingKeysWith: { first, _ in first }), uses: uses)
    }
}

/// Rows that a migration brings with it.
public struct RowsInsert: Sendable, Hashable {
    public var table: TableName
    public var columns: [String]
    public var rows: [[SQLValue]]

    public init(into table: TableName, columns: [String], rows: [[SQLValue]]) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }
}

/// SQL of your own, the same on every database or one text for each.
public struct SQLStep: Sendable, Hashable {
    /// By the dialect's name in small letters (`postgresql`, `sqlite`); `""` for all others.
    public var texts: [String: String]
    /// The way back; nil where there is none.
    public var reverse: [String: String]?
    /// Whether it may run inside a transaction; VACUUM and their kin may not.
    public var isTransactional: Bool

    public init(_ texts: [String: String], reverse: [String: String]? = nil, isTransactional: Bool = true) {
        self.texts = texts
        self.reverse = reverse
        self.isTransactional = isTransactional
    }

    /// The text for a dialect; nil where it says nothing there.
    public func sql(for dialect: any Dialect) -> String? { texts[dialect.name.lowercased()] ?? texts[""] }
}
