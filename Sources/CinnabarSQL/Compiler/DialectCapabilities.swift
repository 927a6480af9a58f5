/// What a dialect can say: tests and the compiler ask for capabilities, never for names.
public struct DialectCapabilities: OptionSet, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static let distinctOn = Self(rawValue: 1 << 0)
    public static let rowLocks = Self(rawValue: 1 << 1)
    public static let lateral = Self(rawValue: 1 << 2)
    public static let deleteUsing = Self(rawValue: 1 << 3)
    public static let quantifiedComparison = Self(rawValue: 1 << 4)
    public static let returning = Self(rawValue: 1 << 5)
    public static let defaultInValues = Self(rawValue: 1 << 6)
    public static let schemas = Self(rawValue: 1 << 7)
    public static let nativeEnums = Self(rawValue: 1 << 8)
    public static let nativeArrays = Self(rawValue: 1 << 9)
    public static let comments = Self(rawValue: 1 << 10)
    public static let alterAddConstraint = Self(rawValue: 1 << 11)
    public static let transactionalDDL = Self(rawValue: 1 << 12)
    public static let isolationLevels = Self(rawValue: 1 << 13)
    public static let listenNotify = Self(rawValue: 1 << 14)
    public static let copy = Self(rawValue: 1 << 15)
    public static let explainAnalyze = Self(rawValue: 1 << 16)
    public static let parenthesizedCompounds = Self(rawValue: 1 << 17)
    public static let aggregateOrderBy = Self(rawValue: 1 << 18)
    public static let identityColumns = Self(rawValue: 1 << 19)
    public static let bulkArrays = Self(rawValue: 1 << 20)
    /// Schemas can be created; where there are schemas and this is not, they are attached databases.
    public static let createSchema = Self(rawValue: 1 << 32)
    /// Computed columns that are not stored.
    public static let virtualColumns = Self(rawValue: 1 << 33)
    /// Indexes have access methods.
    public static let indexMethods = Self(rawValue: 1 << 34)
    /// An index is created with its own schema before its name, not with that of its table.
    public static let schemaBeforeIndexName = Self(rawValue: 1 << 35)
    /// DROP … CASCADE.
    public static let dropCascade = Self(rawValue: 1 << 36)
    public static let rightAndFullJoins = Self(rawValue: 1 << 40)
    /// `AS t (a, b)` in FROM.
    public static let columnAliases = Self(rawValue: 1 << 41)
    /// `(a, b) IN ((1, 2), (3, 4))` without the word VALUES.
    public static let rowLists = Self(rawValue: 1 << 42)
    /// `ON CONFLICT ON CONSTRAINT name`
    public static let conflictConstraints = Self(rawValue: 1 << 43)
    /// `->` and `->>`
    public static let jsonOperators = Self(rawValue: 1 << 45)
    /// RETURNING may name the tables of UPDATE … FROM and DELETE … USING.
    public static let returningOtherTables = Self(rawValue: 1 << 44)
    /// The key that an insert generated is known without RETURNING.
    public static let generatedKeys = Self(rawValue: 1 << 46)
    /// The answers to a group of statements are there before its COMMIT runs: they need not travel.
    public static let answersBeforeCommit = Self(rawValue: 1 << 54)
    /// `WITH a AS (DELETE … RETURNING …)`
    public static let changesInWith = Self(rawValue: 1 << 47)
    /// `STRICT`, `WITHOUT ROWID`
    public static let tableOptions = Self(rawValue: 1 << 48)
    /// `CREATE UNLOGGED TABLE`
    public static let unloggedTables = Self(rawValue: 1 << 49)
    /// `ALTER TABLE … ALTER COLUMN`
    public static let alterColumn = Self(rawValue: 1 << 50)
    /// `INCLUDE (…)` of an index.
    public static let coveringIndexes = Self(rawValue: 1 << 51)
    /// `CREATE INDEX CONCURRENTLY`
    public static let concurrentIndexes = Self(rawValue: 1 << 52)
    /// Sequences that stand alone.
    public static let sequences = Self(rawValue: 1 << 53)
}
