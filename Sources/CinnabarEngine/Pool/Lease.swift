import Synchronization

/// The right to use a connection until `release`.
///
/// One that is dropped without it is a mistake: it is logged, the connection is rolled back or cut off, and the pool
/// has its place back.
package final class Lease: Sendable {
    let pool: Pool
    package let entry: PoolEntry
    let grant: PoolGrant
    private let isReleased = Atomic(false)

    init(pool: Pool, entry: PoolEntry, grant: PoolGrant) {
        self.pool = pool
        self.entry = entry
        self.grant = grant
    }

    deinit {
        if !isReleased.load(ordering: .acquiring) { pool.leaseDropped(entry, grant) }
    }

    /// Only for as long as the lease is active.
    package var connection: any DriverConnection { entry.connection }

    /// Different for each lease of a pool.
    package var id: UInt64 { grant.ticket }

    /// False once `release` was called.
    package var isActive: Bool { !isReleased.load(ordering: .acquiring) }

    /// The connection, or `.misuse` after `release`: by then it may belong to somebody else.
    package func activeConnection() throws -> any DriverConnection {
        guard isActive else { throw PoolErrors.usedAfterRelease }
        return entry.connection
    }

    /// Gives the connection back. Does not suspend when it is idle and clean; else it is rolled back and reset first,
    /// within the pool's `closeTimeout` and whether or not the task is cancelled.
    ///
    /// - Parameters:
    ///   - reusable: false to have it closed instead.
    ///   - thorough: settings, locks or temporary tables may be left on it.
    /// - Returns: false, and a warning, when it was released before; that changes nothing.
    @discardableResult
    package func release(reusable: Bool = true, thorough: Bool = false) async -> Bool {
        guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else {
            pool.leaseReleasedTwice(entry)
            return false
        }
        let connection = entry.connection
        guard connection.isUsable else {
            pool.giveBack(entry, grant, .broken)
            return true
        }
        let status = connection.transactionStatus
        if !reusable || status == .unknown {
            pool.giveBack(entry, grant, .unwanted)
        } else if status == .idle, !thorough {
            pool.giveBack(entry, grant, .reusable)
        } else {
            await pool.clean(entry, grant, thorough: thorough, within: pool.configuration.closeTimeout)?.wait()
        }
        return true
    }
}
