public import CinnabarSQL

/// How revisions are run. Every field has a default that suits a server that migrates when it starts.
public struct MigrationConfiguration: Sendable {
    /// The table that remembers what was applied.
    public var table: TableName
    /// How constraints without a name get one: that of the models' `MetaData`.
    public var naming: NamingConvention
    /// How long to wait until another process has migrated. Default 60 s.
    public var lockTimeout: Duration
    /// How long a statement may wait for a table that the application holds: while it waits, it holds up every later
    /// query of that table (PostgreSQL's `lock_timeout`). Default 2 s.
    public var statementLockTimeout: Duration
    /// How often a revision is tried when its tables are busy. Default 10.
    public var attempts: Int
    /// The pause after the first such failure; it doubles, up to a hundred times as much. Default 200 ms.
    public var pause: Duration
    /// Called at each step, in the task that migrates.
    public var onEvent: (@Sendable (MigrationEvent) -> Void)?

    public init(
        table: TableName = "cinnabar_revisions", naming: NamingConvention = .standard,
        lockTimeout: Duration = .seconds(60),
        statementLockTimeout: Duration = .seconds(2), attempts: Int = 10, pause: Duration = .milliseconds(200),
        onEvent: (@Sendable (MigrationEvent) -> Void)? = nil
    ) {
        self.table = table
        self.naming = naming
        self.lockTimeout = lockTimeout
        self.statementLockTimeout = statementLockTimeout
        self.attempts = attempts
        self.pause = pause
        self.onEvent = onEvent
    }
}
