package import CinnabarSQL

/// Is told what happens in a pool: the source of engine events and metrics.
///
/// Called outside the pool's lock, on whatever thread the event happened; must not block.
package struct PoolObserver: Sendable {
    package var connected: (@Sendable (PoolEntry, _ took: Duration) -> Void)?
    package var connectFailed: (@Sendable (any Error) -> Void)?
    package var checkedOut: (@Sendable (PoolEntry, _ waited: Duration) -> Void)?
    package var checkedIn: (@Sendable (PoolEntry) -> Void)?
    package var closed: (@Sendable (PoolEntry) -> Void)?
    package var timedOut: (@Sendable (DatabaseError, _ waited: Duration) -> Void)?

    package init() {}
}
