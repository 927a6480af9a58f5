public import CinnabarEngine
import CinnabarSQL

extension AsyncEngine {
    /// Listens to channels on a connection of its own, for as long as the closure runs.
    ///
    /// ```swift
    /// try await engine.listen(to: "jobs") { notifications in
    ///     for try await job in notifications { await handle(job.payload) }
    /// }
    /// ```
    /// Whatever is sent after the closure has begun arrives. The sequence ends by an error when the connection is
    /// lost, because what was sent meanwhile is gone: read the current state anew, then listen again.
    ///
    /// - Throws: `DatabaseError`, of kind `.misuse` when the engine is not PostgreSQL's; what the body throws.
    public nonisolated func listen<Value>(
        to channels: String..., body: (PostgreSQLNotifications) async throws -> Value
    ) async throws -> Value {
        guard let source = environment.source as? PostgreSQLSource else {
            throw DatabaseError(.misuse, "only PostgreSQL has channels to listen to")
        }
        let connection = try await source.connector.connect(deadline: .after(configuration.pool.connectTimeout))
        defer { connection.abort() }
        try await connection.listen(to: channels, deadline: .after(configuration.pool.connectTimeout))
        return try await body(PostgreSQLNotifications(connection: connection))
    }
}

/// What arrives on the channels that are listened to. Valid within its closure, for one reader.
public struct PostgreSQLNotifications: AsyncSequence {
    let connection: PGConnection

    public func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

    public struct Iterator: AsyncIteratorProtocol {
        let connection: PGConnection

        /// - Throws: `DatabaseError` when the connection is lost; `CancellationError`.
        public mutating func next() async throws -> PostgreSQLNotification? {
            try await connection.nextNotification()
        }
    }
}
