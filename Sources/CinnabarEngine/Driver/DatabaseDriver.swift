package import CinnabarSQL
package import Logging

/// A database that an engine can talk to; `.sqlite` and `.postgreSQL` come with their products.
///
/// ```swift
/// let engine = try AsyncEngine("sqlite:///app.db", drivers: [.sqlite])
/// ```
public struct DatabaseDriver: Sendable {
    /// The URL schemes it serves, without `+driver` suffixes.
    public let schemes: [String]
    public let name: String
    /// Checks the URL and makes the source of connections. Opens nothing yet.
    package let makeSource: @Sendable (DatabaseURL, EngineConfiguration, Logger) throws -> any ConnectionSource

    package init(
        name: String, schemes: [String],
        makeSource: @escaping @Sendable (DatabaseURL, EngineConfiguration, Logger) throws -> any ConnectionSource
    ) {
        self.name = name
        self.schemes = schemes
        self.makeSource = makeSource
    }
}

/// What a lease is wanted for: SQLite has readers and one writer.
package enum LeaseIntent: Sendable, Hashable {
    case read
    case write
}

extension ConnectionSource {
    package var runsInPlace: Bool { false }
    package func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema {
        throw DatabaseError(.misuse, "\(dialect.name) has no reflection: its driver does not read the catalog")
    }
    package var sharedReads: SharedReads? { nil }
    package func nextLoop() -> EventLoop? { nil }
    package func leaseIdle(_ intent: LeaseIntent, site: CallSite) -> Lease? { nil }
    package var cancelAbortsTransaction: Bool { dialect.capabilities.contains(.isolationLevels) }
}

/// Where an engine gets its connections: a pool, or SQLite's writer and readers.
package protocol ConnectionSource: AnyObject, Sendable {
    var dialect: any Dialect { get }

    /// Whether a write needs a lease of its own kind (SQLite) or any lease writes.
    var separatesWriters: Bool { get }

    /// Whether its connections are `InPlaceConnection`s.
    var runsInPlace: Bool { get }

    /// Where the reads of several tasks share connections; nil where none does.
    var sharedReads: SharedReads? { get }

    /// A loop for tasks that run wholly beside its connections; nil where there are no loops.
    func nextLoop() -> EventLoop?

    /// Whether a statement that is cancelled takes the open transaction with it, as in PostgreSQL.
    var cancelAbortsTransaction: Bool { get }

    /// The SQL that starts a transaction on a connection of this intent.
    func beginSQL(_ options: TransactionOptions, for intent: LeaseIntent) -> String

    /// A connection for one owner; waits for a free one until the deadline, first come, first served.
    /// No deadline means the pool's `acquireTimeout`. The site is named in errors and warnings about the lease.
    func lease(_ intent: LeaseIntent, deadline: Deadline?, site: CallSite) async throws -> Lease

    /// As `lease`, when a connection is idle now: without suspension. nil when there is none.
    func leaseIdle(_ intent: LeaseIntent, site: CallSite) -> Lease?

    /// Runs one read outside any transaction, without a lease where the driver has a faster way.
    /// nil means that there is none, and that the caller should lease.
    func readDirectly(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome?

    /// Reads what the database has, with statements of this connection.
    func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema

    var status: PoolStatus { get }

    /// Has the connections of today checked before they are used again.
    func invalidateAll()

    /// Refuses new leases, waits for the open ones until the deadline, then cancels and closes all.
    func dispose(deadline: Deadline) async
}
