import CinnabarSQL
import Synchronization

/// The right to use a connection until `release`.
///
/// One that is dropped without it is a mistake: it is logged, the connection is rolled back or cut off, and the pool
/// has its place back.
package final class Lease: Sendable {
    let core: PoolCore
    package let entry: PoolEntry
    let grant: PoolGrant
    private let isReleased = Atomic(false)

    init(core: PoolCore, entry: PoolEntry, grant: PoolGrant) {
        self.core = core
        self.entry = entry
        self.grant = grant
    }

    deinit {
        if !isReleased.load(ordering: .acquiring) { core.leaseDropped(entry, grant) }
    }

    /// Only for as long as the lease is active.
    package var connection: any DriverConnection { entry.connection }

    /// Different for each lease of a core.
    package var id: UInt64 { grant.ticket }

    /// False once `release` was called.
    package var isActive: Bool { !isReleased.load(ordering: .acquiring) }

    /// The connection, or `.misuse` after `release`: by then it may belong to somebody else.
    package func activeConnection() throws -> any DriverConnection {
        guard isActive else { throw PoolErrors.usedAfterRelease }
        return entry.connection
    }

    /// How many connections its pool has open, in use or not.
    var poolSize: Int { core.shared.withLock { $0.state.established } }

    /// The connection is no longer its task's, which does not wait for itself when it waits for another one.
    func disown() {
        core.shared.withLock { shared in
            if shared.state.holds(grant, .leased) { shared.state.slots[grant.slot].owner = 0 }
        }
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
        if reusable, !thorough, releaseIfClean() { return true }
        guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else {
            core.leaseReleasedTwice(entry)
            return false
        }
        let connection = entry.connection
        if !connection.isUsable {
            core.giveBack(entry, grant, .broken)
        } else if !reusable || connection.transactionStatus == .unknown {
            core.giveBack(entry, grant, .unwanted)
        } else {
            await core.clean(entry, grant, thorough: thorough, within: core.configuration.closeTimeout)?.wait()
        }
        return true
    }

    /// Gives the connection back if that needs no suspension: the fast way of `release`. False when it does, or when
    /// the lease was released before; nothing has changed then.
    package func releaseIfClean() -> Bool {
        guard isActive else { return false }
        let connection = entry.connection
        guard connection.isUsable, connection.transactionStatus == .idle,
            !isReleased.exchange(true, ordering: .acquiringAndReleasing)
        else { return false }
        core.giveBack(entry, grant, .reusable)
        return true
    }
}
