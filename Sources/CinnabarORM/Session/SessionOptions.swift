public import CinnabarEngine

/// How a session behaves.
public struct SessionOptions: Sendable {
    /// Whether commit has every object read again before it is trusted: its relationships are unloaded, and the next
    /// query that meets it overwrites its attributes. Reading an attribute gives the last known value meanwhile.
    /// Off by default, so that objects can be used after the commit as they are.
    public var expireOnCommit: Bool
    /// Whether changes are flushed before a query, so that it sees them; on by default.
    public var autoflush: Bool
    /// Isolation and access of the session's transactions.
    public var transaction: TransactionOptions

    public init(
        expireOnCommit: Bool = false, autoflush: Bool = true, transaction: TransactionOptions = .default
    ) {
        self.expireOnCommit = expireOnCommit
        self.autoflush = autoflush
        self.transaction = transaction
    }
}
