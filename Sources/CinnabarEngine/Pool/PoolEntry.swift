/// One connection of a pool, for as long as it is open.
package final class PoolEntry: Sendable {
    package let connection: any DriverConnection
    /// The connection, if it has steps: asked once.
    let inPlace: (any InPlaceConnection)?
    /// Counts a pool's connections, from 1.
    package let number: UInt64
    /// On the monotonic clock.
    package let openedAt: Int64

    init(connection: any DriverConnection, number: UInt64, openedAt: Int64) {
        self.connection = connection
        inPlace = connection as? any InPlaceConnection
        self.number = number
        self.openedAt = openedAt
    }
}
