/// One connection's loan to one owner: the ticket is never used twice, so a stale one is recognised.
struct PoolGrant: Hashable {
    let slot: Int
    let ticket: UInt64
}

/// What the pool's state asks its shell to do, after the lock is released.
enum PoolEffect: Hashable {
    /// Give the connection to the waiter with this tag.
    case grant(tag: Int, PoolGrant)
    case fail(tag: Int, PoolFailure)
    case connect(slot: Int)
    case cancelConnect(slot: Int)
    case ping(slot: Int)
    case close(slot: Int, PoolClosing)
    case warnOfLease(PoolGrant, heldFor: Int64)
    /// Everything is closed.
    case drained
}

enum PoolFailure: Hashable {
    /// `ownLease` is the slot of a connection that the waiting task itself holds.
    case timeout(ownLease: Int?)
    /// With the error of the connect that just failed.
    case connectFailed
    case closed
}

enum PoolClosing: Hashable {
    /// Say good-bye to the server.
    case polite
    /// Cut it off: it is broken, or there is no time.
    case abort
}

/// In what condition a connection comes back.
enum PoolFate: Hashable {
    case reusable
    /// Alive, but not to be used again.
    case unwanted
    /// Dead: others of the same age may be too.
    case broken
}

/// What a returned connection is used for next.
enum PoolReturn: Hashable {
    /// The ticket is not current: it was returned before, or the pool was closed by force.
    case stale
    case idle
    case handed(tag: Int, PoolGrant)
    /// Is pinged first, or closed: the effects say so.
    case pending
}

enum PoolAcquisition: Hashable {
    case granted(PoolGrant)
    case queued(ticket: UInt64)
    case failed(PoolFailure)
}

/// Who must give up when a connection could not be made.
enum PoolConnectFailure: Hashable {
    /// Refused or unreachable: everybody who waits, unless another connection can serve.
    case unreachable
    /// Wrong password, wrong configuration: everybody who waits, unless there is a connection that works.
    case permanent
    /// The server has no more connections for us: nobody, it may have one in a moment.
    case busy
}
