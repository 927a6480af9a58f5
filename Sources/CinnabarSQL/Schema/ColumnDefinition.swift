/// What a schema says of one column. A class, because every handle of the column shares it.
public final class ColumnDefinition: Sendable {
    public let name: String
    public let type: SQLType
    public let isNullable: Bool
    public let isPrimaryKey: Bool
    public let isUnique: Bool
    public let isIndexed: Bool
    /// Makes the value that the client fills in when an insert names none.
    public let clientDefault: (@Sendable () -> SQLValue)?
    public let serverDefault: ServerDefault?
    public let onUpdate: ServerDefault?
    public let computed: ComputedColumn?
    public let identity: IdentityColumn?
    public let references: ForeignKeyReference?
    public let comment: String?

    public init(
        name: String, type: SQLType, isNullable: Bool = false, isPrimaryKey: Bool = false, isUnique: Bool = false,
        isIndexed: Bool = false, clientDefault: (@Sendable () -> SQLValue)? = nil,
        serverDefault: ServerDefault? = nil, onUpdate: ServerDefault? = nil, computed: ComputedColumn? = nil,
        identity: IdentityColumn? = nil, references: ForeignKeyReference? = nil, comment: String? = nil
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.isPrimaryKey = isPrimaryKey
        self.isUnique = isUnique
        self.isIndexed = isIndexed
        self.clientDefault = clientDefault
        self.serverDefault = serverDefault
        self.onUpdate = onUpdate
        self.computed = computed
        self.identity = identity
        self.references = references
        self.comment = comment
    }
}

/// What the database fills in when an insert names no value.
public enum ServerDefault: Sendable, Hashable {
    /// The current time, in the form that the dialect stores timestamps in.
    case now
    case value(SQLValue)
    /// SQL of your own, written as it is: never build it from input.
    case sql(String)
}

/// A column that the database computes from others.
public struct ComputedColumn: Sendable, Hashable {
    public let sql: String
    public let isStored: Bool

    /// - Parameters:
    ///   - sql: the expression, written as it is.
    ///   - stored: whether the value is kept in the row; PostgreSQL 15 knows no other way.
    public init(_ sql: String, stored: Bool = true) {
        self.sql = sql
        self.isStored = stored
    }
}

/// A number that the database gives to each new row: `GENERATED … AS IDENTITY`.
public struct IdentityColumn: Sendable, Hashable {
    public let always: Bool
    public let start: Int?
    public let increment: Int?

    public init(always: Bool = false, start: Int? = nil, increment: Int? = nil) {
        self.always = always
        self.start = start
        self.increment = increment
    }
}

/// What happens to a row when the row that it refers to is deleted or gets another key.
public enum ReferentialAction: String, Sendable, Hashable {
    case noAction = "NO ACTION"
    case restrict = "RESTRICT"
    case cascade = "CASCADE"
    case setNull = "SET NULL"
    case setDefault = "SET DEFAULT"
}

/// When a foreign key is checked.
public enum Deferrability: String, Sendable, Hashable {
    case initiallyImmediate = "DEFERRABLE INITIALLY IMMEDIATE"
    case initiallyDeferred = "DEFERRABLE INITIALLY DEFERRED"
}

/// A foreign key of one column, declared with it.
///
/// The table is named, not touched, so that tables which point at each other initialise in any order.
public struct ForeignKeyReference: Sendable, Hashable {
    public let schema: String?
    public let table: String
    public let column: String
    public let onDelete: ReferentialAction?
    public let onUpdate: ReferentialAction?
    public let deferrable: Deferrability?

    public init(
        table: String, column: String, schema: String? = nil, onDelete: ReferentialAction? = nil,
        onUpdate: ReferentialAction? = nil, deferrable: Deferrability? = nil
    ) {
        self.schema = schema
        self.table = table
        self.column = column
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.deferrable = deferrable
    }

    /// `references: .to("users", "id", onDelete: .cascade)`
    public static func to(
        _ table: String, _ column: String, schema: String? = nil, onDelete: ReferentialAction? = nil,
        onUpdate: ReferentialAction? = nil, deferrable: Deferrability? = nil
    ) -> Self {
        Self(
            table: table, column: column, schema: schema, onDelete: onDelete, onUpdate: onUpdate,
            deferrable: deferrable)
    }
}
