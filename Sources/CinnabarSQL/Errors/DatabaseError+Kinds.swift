extension DatabaseError.Kind {
    // Constraints
    public static let uniqueViolation = Self(rawValue: "uniqueViolation")
    public static let foreignKeyViolation = Self(rawValue: "foreignKeyViolation")
    public static let notNullViolation = Self(rawValue: "notNullViolation")
    public static let checkViolation = Self(rawValue: "checkViolation")
    public static let exclusionViolation = Self(rawValue: "exclusionViolation")
    // Concurrency
    public static let serializationFailure = Self(rawValue: "serializationFailure")
    public static let deadlock = Self(rawValue: "deadlock")
    /// Another connection holds a lock: `lock_timeout`, `NOWAIT`, SQLite's BUSY.
    public static let lockNotAvailable = Self(rawValue: "lockNotAvailable")
    /// A deadline of ours or the server's `statement_timeout` passed.
    public static let timeout = Self(rawValue: "timeout")
    /// Somebody else cancelled the statement.
    public static let queryCanceled = Self(rawValue: "queryCanceled")
    // Connections
    /// A connection could not be made.
    public static let connectionFailed = Self(rawValue: "connectionFailed")
    /// An open connection broke.
    public static let connectionLost = Self(rawValue: "connectionLost")
    public static let authenticationFailed = Self(rawValue: "authenticationFailed")
    public static let tooManyConnections = Self(rawValue: "tooManyConnections")
    /// No connection became free in time.
    public static let poolTimeout = Self(rawValue: "poolTimeout")
    /// The engine is disposed.
    public static let poolClosed = Self(rawValue: "poolClosed")
    // Transactions
    /// COMMIT was sent and its answer is lost: it may or may not have happened.
    public static let commitOutcomeUnknown = Self(rawValue: "commitOutcomeUnknown")
    /// COMMIT was answered with ROLLBACK, because a statement had failed before.
    public static let transactionRolledBack = Self(rawValue: "transactionRolledBack")
    /// A statement in a transaction that has failed already.
    public static let transactionAborted = Self(rawValue: "transactionAborted")
    public static let readOnly = Self(rawValue: "readOnly")
    // Statements
    public static let syntax = Self(rawValue: "syntax")
    public static let undefinedTable = Self(rawValue: "undefinedTable")
    public static let undefinedColumn = Self(rawValue: "undefinedColumn")
    public static let undefinedFunction = Self(rawValue: "undefinedFunction")
    public static let duplicateObject = Self(rawValue: "duplicateObject")
    public static let permissionDenied = Self(rawValue: "permissionDenied")
    /// A value that the column's type cannot hold.
    public static let invalidValue = Self(rawValue: "invalidValue")
    /// A value larger than the protocol or the database allows.
    public static let valueTooLarge = Self(rawValue: "valueTooLarge")
    /// More parameters than the database takes.
    public static let tooManyParameters = Self(rawValue: "tooManyParameters")
    // Results
    public static let noRows = Self(rawValue: "noRows")
    public static let multipleRows = Self(rawValue: "multipleRows")
    // Storage
    public static let diskFull = Self(rawValue: "diskFull")
    public static let corrupt = Self(rawValue: "corrupt")
    public static let notADatabase = Self(rawValue: "notADatabase")
    public static let io = Self(rawValue: "io")
    public static let outOfMemory = Self(rawValue: "outOfMemory")
    // Use
    /// The URL or the configuration is wrong.
    public static let configuration = Self(rawValue: "configuration")
    /// The API was used in a way that cannot work: after close, during a stream, from two tasks.
    public static let misuse = Self(rawValue: "misuse")
    /// Anything that has no kind of its own; see `sqlState` or `resultCode`.
    public static let other = Self(rawValue: "other")
}
