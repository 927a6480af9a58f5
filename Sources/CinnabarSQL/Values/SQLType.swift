/// A column's type, independent of the database.
///
/// A dialect spells it: `.json` is `JSONB` on PostgreSQL and `TEXT` on SQLite.
///
/// ```swift
/// Column<Users, String>("name", .varchar(100))
/// ```
public indirect enum SQLType: Sendable, Hashable {
    case boolean
    case smallint
    case integer
    case bigint
    /// A four-byte float.
    case real
    /// An eight-byte float.
    case double
    /// An exact number; without precision, of any size that the database allows.
    case numeric(precision: Int? = nil, scale: Int? = nil)
    case text
    case varchar(Int? = nil)
    case char(Int)
    case blob
    /// A point in time, stored in UTC (`timestamptz`).
    case timestamp
    /// A calendar date with a time of day and no time zone.
    case localTimestamp
    case date
    case time
    case interval
    case uuid
    /// `JSONB` on PostgreSQL, text elsewhere.
    case json
    case array(SQLType)
    /// A named set of labels: a native type on PostgreSQL, `VARCHAR` with a check elsewhere.
    case enumeration(EnumType)
    /// Spelled as given, on every dialect.
    case custom(String)
}

/// A named set of labels.
public struct EnumType: Sendable, Hashable {
    public let name: String
    public let schema: String?
    public let labels: [String]

    public init(_ name: String, schema: String? = nil, labels: [String]) {
        self.name = name
        self.schema = schema
        self.labels = labels
    }
}
