/// The configuration in the state machine's units: nanoseconds, `.max` for never.
struct PoolRules {
    var size: Int
    var maxOverflow: Int
    var capacity: Int
    var isPooled: Bool
    var maxConnects: Int
    var minimumIdle: Int
    var lifetime: Int64
    var lifetimeJitter: Double
    var idleTimeout: Int64
    /// A connection that lay idle for this long is pinged before use.
    var pingAfter: Int64
    var leakWarningAfter: Int64
    /// Waiters that still wait after this justify one more connect, beside those under way.
    var growthInterval: Int64 = 25_000_000
    var backoffBase: Int64 = 20_000_000
    var backoffLimit: Int64 = 400_000_000

    init(_ configuration: PoolConfiguration) {
        size = configuration.size
        maxOverflow = configuration.maxOverflow
        capacity = configuration.capacity
        isPooled = configuration.isPooled
        maxConnects = configuration.maxConcurrentConnects
        minimumIdle = configuration.minimumIdle
        lifetime = configuration.recycle?.clampedNanoseconds ?? .max
        lifetimeJitter = configuration.recycleJitter
        idleTimeout = configuration.idleTimeout?.clampedNanoseconds ?? .max
        pingAfter = configuration.prePing ? configuration.pingIfIdleFor.clampedNanoseconds : .max
        leakWarningAfter = configuration.leakWarningAfter?.clampedNanoseconds ?? .max
    }
}
