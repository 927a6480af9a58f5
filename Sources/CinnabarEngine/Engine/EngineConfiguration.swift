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

    /// Whether reads of several tasks may share connections. `.automatic` is the default.
    public var pipelinedReads: PipelinedReads
    /// How many threads wait for the sockets of this engine's connections, from 1, which is the default: more help
    /// only where the program's own tasks run on them, see ``AsyncEngine/run(_:)``. PostgreSQL; at most 64.
    public var eventLoops: Int

    var isStrict: Bool { isolation == .repeatableRead || isolation == .serializable }

    /// Runs on each new connection before its first lease.
    package var onConnect: (@Sendable (any DriverConnection) async throws -> Void)?

    public init(
        pool: PoolConfiguration = PoolConfiguration(), echo: Bool = false, showsValues: Bool = false,
        statementTimeout: Duration? = nil, slowStatementThreshold: Duration? = nil,
        statementCacheCapacity: Int = 500, isolation: IsolationLevel? = nil,
        pipelinedReads: PipelinedReads = .automatic, eventLoops: Int = 1
    ) {
        self.pool = pool
        self.echo = echo
        self.showsValues = showsValues
        self.statementTimeout = statementTimeout
        self.slowStatementThreshold = slowStatementThreshold
        self.statementCacheCapacity = statementCacheCapacity
        self.isolation = isolation
        self.pipelinedReads = pipelinedReads
        self.eventLoops = eventLoops
    }
}

/// Whether reads in autocommit may travel together, though they belong to different tasks.
///
/// Each is a parameter of a PostgreSQL URL too: `postgresql://localhost/app?pipelined_reads=off`.
public enum PipelinedReads: String, Sendable, Hashable, CaseIterable {
    /// When four other reads are under way, those that are known to be quick share one or two connections: more of
    /// them fit into a second, and each takes less time. Writes, transactions and slow statements have connections of
    /// their own. Needs a pool of two or more, prepared statements, and no change of code.
    case automatic
    /// Every statement has a connection of its own while it runs.
    case off
}
