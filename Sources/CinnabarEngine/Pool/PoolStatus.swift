/// A snapshot of a connection pool, for health checks and metrics.
public struct PoolStatus: Sendable, Hashable {
    /// How many connections are kept when idle, as configured.
    public var size = 0
    /// How many more may be opened, as configured.
    public var maxOverflow = 0
    /// Open connections that nobody uses; shared ones with nothing to answer are among them.
    public var idle = 0
    /// Connections in use, or being cleaned after it.
    public var inUse = 0
    /// How many serve the reads of many tasks at once, busy or not: see ``EngineConfiguration/pipelinedReads``.
    public var shared = 0
    /// How many of the open connections are above `size`.
    public var overflow = 0
    /// Tasks that wait for a connection.
    public var waiting = 0
    /// Connections in the making.
    public var connecting = 0
    /// Whether the engine was disposed.
    public var isClosed = false

    /// Connections opened so far.
    public var opened: UInt64 = 0
    /// Connections closed or lost so far.
    public var closed: UInt64 = 0
    /// How often a connection was handed out so far.
    public var acquired: UInt64 = 0
    /// How often a wait for a connection ran out of time so far.
    public var timeouts: UInt64 = 0

    /// How long the connection that is out for the longest time has been out.
    public var oldestLease: Duration?
    /// Where that connection was taken, as `Module/File.swift:line`.
    public var oldestLeaseSite: String?

    public init() {}

    /// Two pools of one engine, seen as one.
    package static func + (left: PoolStatus, right: PoolStatus) -> PoolStatus {
        var sum = left
        sum.size += right.size
        sum.maxOverflow =
            left.maxOverflow.addingReportingOverflow(right.maxOverflow).overflow
            ? .max : left.maxOverflow + right.maxOverflow
        sum.idle += right.idle
        sum.inUse += right.inUse
        sum.shared += right.shared
        sum.overflow += right.overflow
        sum.waiting += right.waiting
        sum.connecting += right.connecting
        sum.isClosed = left.isClosed && right.isClosed
        sum.opened += right.opened
        sum.closed += right.closed
        sum.acquired += right.acquired
        sum.timeouts += right.timeouts
        if let other = right.oldestLease, other > left.oldestLease ?? .zero {
            sum.oldestLease = other
            sum.oldestLeaseSite = right.oldestLeaseSite
        }
        return sum
    }
}
