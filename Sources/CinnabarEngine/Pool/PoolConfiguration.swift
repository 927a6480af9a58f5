/// How many connections an engine keeps, how long it waits for one, and when it replaces one.
///
/// ```swift
/// let engine = try AsyncEngine(url, drivers: [.postgreSQL], pool: .init(size: 10, maxOverflow: 20))
/// ```
///
/// Every wait has a finite default. When a connection cannot be made, who waits gets that error at once, unless
/// another connection of the pool can still serve; further attempts are spaced out by a jittered back-off of at most
/// 0.4 seconds. A server that has no connections left (`.tooManyConnections`) is retried until the wait is over.
public struct PoolConfiguration: Sendable, Hashable {
    /// How many connections are kept open when nobody uses them. Default 10.
    public var size: Int

    /// How many more are opened under load, and closed when `size` connections are idle already. Default 10.
    /// `.max` means no limit.
    public var maxOverflow: Int

    /// How long to wait for a connection before `.poolTimeout` is thrown. Default 30 seconds.
    ///
    /// `.zero` takes a connection that is idle now, or throws. `nil` waits for ever: a connection that somebody forgot
    /// to return then hangs the program silently, so it is never the default.
    public var acquireTimeout: Duration?

    /// The age at which a connection is replaced, between two uses. Default 30 minutes; `nil` keeps it for ever.
    public var recycle: Duration?

    /// By how much `recycle` is shortened at random, so that connections opened together do not expire together:
    /// 0.1 means by up to a tenth, which is the default.
    public var recycleJitter: Double

    /// How long a connection may lie idle before it is closed. Default 10 minutes; `nil` keeps it.
    public var idleTimeout: Duration?

    /// `idleTimeout` leaves at least this many idle connections open. Default 0.
    public var minimumIdle: Int

    /// Whether a connection is asked if it is still alive before it is handed out. Default `false`: after an error
    /// that shows a broken connection, the idle ones are asked in any case.
    public var prePing: Bool

    /// How long a ping may take before the connection counts as dead. Default 1 second.
    public var pingTimeout: Duration

    /// `prePing` trusts a connection that was in use within this time. Default 0.5 seconds.
    public var pingIfIdleFor: Duration

    /// How long opening a connection may take: name look-up, TLS, authentication and hooks. Default 10 seconds.
    public var connectTimeout: Duration

    /// How long returning a connection (rollback, reset) or closing one may take before it is cut off. Default 5
    /// seconds.
    public var closeTimeout: Duration

    /// How many connections may be in the making at the same time. Default 4.
    ///
    /// While other connections serve, the pool grows gradually: a short burst does not open connections that nobody
    /// needs when they are ready.
    public var maxConcurrentConnects: Int

    /// A connection that is out for longer is logged once, with the place where it was taken. Default `nil`: never.
    public var leakWarningAfter: Duration?

    /// `false` opens a connection for each use and closes it afterwards, without a limit: see ``null``.
    public package(set) var isPooled = true

    public init(
        size: Int = 10, maxOverflow: Int = 10, acquireTimeout: Duration? = .seconds(30),
        recycle: Duration? = .seconds(30 * 60), recycleJitter: Double = 0.1,
        idleTimeout: Duration? = .seconds(10 * 60), minimumIdle: Int = 0, prePing: Bool = false,
        pingTimeout: Duration = .seconds(1), pingIfIdleFor: Duration = .milliseconds(500),
        connectTimeout: Duration = .seconds(10), closeTimeout: Duration = .seconds(5),
        maxConcurrentConnects: Int = 4, leakWarningAfter: Duration? = nil
    ) {
        self.size = size
        self.maxOverflow = maxOverflow
        self.acquireTimeout = acquireTimeout
        self.recycle = recycle
        self.recycleJitter = recycleJitter
        self.idleTimeout = idleTimeout
        self.minimumIdle = minimumIdle
        self.prePing = prePing
        self.pingTimeout = pingTimeout
        self.pingIfIdleFor = pingIfIdleFor
        self.connectTimeout = connectTimeout
        self.closeTimeout = closeTimeout
        self.maxConcurrentConnects = maxConcurrentConnects
        self.leakWarningAfter = leakWarningAfter
    }

    /// No pool: each use opens a connection and closes it afterwards. For programs behind a pooler of their own.
    ///
    /// Not limited in number, except by `maxConcurrentConnects` for those in the making; the time-outs still apply.
    public static var null: PoolConfiguration {
        var configuration = PoolConfiguration(size: 0, maxOverflow: .max)
        configuration.isPooled = false
        return configuration
    }
}
