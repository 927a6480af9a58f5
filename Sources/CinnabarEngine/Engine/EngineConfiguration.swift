/// How an engine behaves. Every field has a default that suits a server.
public struct EngineConfiguration: Sendable {
    public var pool: PoolConfiguration
    /// Logs each statement with its times, at `info`. Values stay hidden unless `showsValues` is on.
    public var echo: Bool
    /// Whether logs show bound values. They may be personal data: off by default.
    public var showsValues: Bool
    /// When a statement is given up and cancelled; nil, the default, never.
    public var statementTimeout: Duration?
    /// From when on a statement is logged as slow, at `warning`; nil, the default, never.
    public var slowStatementThreshold: Duration?
    /// How many compiled statements are kept.
    public var statementCacheCapacity: Int
    /// The isolation level of transactions that name none; nil is the database's own.
    public var isolation: IsolationLevel?

    /// Runs on each new connection before its first lease.
    package var onConnect: (@Sendable (any DriverConnection) async throws -> Void)?

    public init(
        pool: PoolConfiguration = PoolConfiguration(), echo: Bool = false, showsValues: Bool = false,
        statementTimeout: Duration? = nil, slowStatementThreshold: Duration? = nil,
        statementCacheCapacity: Int = 500, isolation: IsolationLevel? = nil
    ) {
        self.pool = pool
        self.echo = echo
        self.showsValues = showsValues
        self.statementTimeout = statementTimeout
        self.slowStatementThreshold = slowStatementThreshold
        self.statementCacheCapacity = statementCacheCapacity
        self.isolation = isolation
    }
}
