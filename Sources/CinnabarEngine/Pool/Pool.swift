package import CinnabarSQL
package import Logging
import Synchronization

/// A pool of connections to one database.
///
/// A pool that is let go without `dispose` closes its idle connections, and the others when they are released.
package final class Pool: Sendable {
    /// Opens a connection within the deadline.
    package typealias Connect = @Sendable (_ deadline: Deadline) async throws -> any DriverConnection
    /// Prepares a new connection; one that throws closes it and fails the connect.
    package typealias OnConnect = @Sendable (_ connection: any DriverConnection) async throws -> Void

    package let configuration: PoolConfiguration
    private let core: PoolCore

    /// Opens nothing yet. Throws `.configuration` for what cannot work.
    package init(
        _ configuration: PoolConfiguration, logger: Logger, timer: any DeadlineTimer = TimerThread.shared,
        observer: PoolObserver? = nil, onConnect: OnConnect? = nil, connect: @escaping Connect
    ) throws(DatabaseError) {
        try configuration.validate()
        self.configuration = configuration
        core = PoolCore(
            configuration, logger: logger, timer: timer, observer: observer, onConnect: onConnect, connect: connect)
    }

    deinit {
        core.update { $0.state.shutdown() }
    }

    package var status: PoolStatus {
        core.shared.withLock { $0.state.status(now: MonotonicClock.now) }
    }

    /// A connection for one owner: idle, returned by somebody, or new. First come, first served.
    ///
    /// - Parameters:
    ///   - deadline: until when to wait; nil for the pool's `acquireTimeout`. One that has passed takes what is idle.
    ///   - site: named in errors and warnings about the lease.
    /// - Throws: `CancellationError`, without having touched anything; `DatabaseError` of the kinds `.poolTimeout`
    ///   and `.poolClosed`, or whatever made the connect fail.
    package func lease(deadline: Deadline? = nil, site: CallSite) async throws -> Lease {
        if let lease = leaseIdle(site: site) { return lease }
        return try await core.waitForLease(deadline: deadline, site: site)
    }

    /// A connection that is idle now: the fast way of `lease`, without suspension. nil when there is none, or when the
    /// task is cancelled.
    package func leaseIdle(site: CallSite) -> Lease? {
        Task.isCancelled ? nil : core.takeIdle(site: site)
    }

    /// Has every connection of today pinged before it is used again: the database was restarted or has moved.
    package func invalidateAll() {
        core.shared.withLock { $0.state.invalidateAll() }
    }

    /// Refuses new leases, fails who waits, and lets those that are out come back until the deadline; then they are
    /// cut off. May be called again, and by several tasks at once: each waits until all is closed.
    ///
    /// Cancelling the task does not cut it short: the deadline does.
    package func dispose(deadline: Deadline) async {
        await core.dispose(deadline: deadline)
    }
}
