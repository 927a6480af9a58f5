/// How a database keeps a table, where it has a choice. A dialect refuses options of other databases.
public struct TableOptions: OptionSet, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// SQLite: column types are enforced (`STRICT`); needs types that SQLite itself knows.
    public static let strict = Self(rawValue: 1 << 0)
    /// SQLite: rows are kept in the order of the primary key (`WITHOUT ROWID`).
    public static let withoutRowID = Self(rawValue: 1 << 1)
    /// PostgreSQL: the table is not written to the log and is empty after a crash (`UNLOGGED`).
    public static let unlogged = Self(rawValue: 1 << 2)
    /// The numbers of the single integer key are made by the client: the column is no identity.
    public static let clientMadeKey = Self(rawValue: 1 << 3)
}
