package import CinnabarEngine
package import CinnabarSQL
package import Logging

/// A server's connections, from one pool.
package final class PostgreSQLSource: ConnectionSource {
    package let connector: PGConnector
    private let pool: Pool

    package init(
        _ url: DatabaseURL, _ options: PostgreSQLOptions, _ configuration: EngineConfiguration, logger: Logger
    ) throws {
        let connector = try PGConnector(url, options: options, logger: logger)
        self.connector = connector
        // Without prepared statements nothing would ever run so.
        runsInPlace = options.prepare == .auto
        pool = try Pool(configuration.pool, logger: logger, onConnect: configuration.onConnect) { deadline in
            try await connector.connect(deadline: deadline)
        }
    }

    package var dialect: any Dialect { PostgreSQLDialect() }
    package var separatesWriters: Bool { false }
    package let runsInPlace: Bool

    package func beginSQL(_ options: TransactionOptions, for intent: LeaseIntent) -> String {
        var sql = "BEGIN"
        if let isolation = options.isolation { sql += " ISOLATION LEVEL \(isolation.rawValue)" }
        if options.isReadOnly { sql += " READ ONLY" }
        if options.isDeferrable { sql += " DEFERRABLE" }
        return sql
    }

    package func lease(_ intent: LeaseIntent, deadline: Deadline?, site: CallSite) async throws -> Lease {
        try await pool.lease(deadline: deadline, site: site)
    }

    package func leaseIdle(_ intent: LeaseIntent, site: CallSite) -> Lease? { pool.leaseIdle(site: site) }

    package func readDirectly(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome? { nil }

    package var status: PoolStatus { pool.status }

    package func invalidateAll() { pool.invalidateAll() }

    package func dispose(deadline: Deadline) async { await pool.dispose(deadline: deadline) }
}
