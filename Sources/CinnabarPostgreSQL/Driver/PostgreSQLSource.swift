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
        let configuration = try configuration.overridden(by: url)
        let connector = try PGConnector(url, options: options, loops: configuration.eventLoops, logger: logger)
        self.connector = connector
        // Without prepared statements nothing would ever run so.
        runsInPlace = options.prepare == .auto
        let lanes = Self.lanes(configuration)
        sharedReads = runsInPlace && lanes > 0 ? SharedReads(lanes: lanes, configuration) : nil
        loops = configuration.eventLoops
        pool = try Pool(configuration.pool, logger: logger, onConnect: configuration.onConnect) { deadline in
            try await connector.connect(deadline: deadline)
        }
    }

    package var dialect: any Dialect { PostgreSQLDialect() }
    package var separatesWriters: Bool { false }
    package let runsInPlace: Bool
    package let sharedReads: SharedReads?
    private let loops: Int

    /// How many connections may be shared: two per loop, but no more than leaves most of the pool to everybody else.
    private static func lanes(_ configuration: EngineConfiguration) -> Int {
        let pool = configuration.pool
        guard configuration.pipelinedReads == .automatic, pool.isPooled else { return 0 }
        let (most, overflow) = pool.size.addingReportingOverflow(pool.maxOverflow)
        let capacity = overflow ? Int.max : most
        return capacity < 2 ? 0 : min(2 * configuration.eventLoops, max(1, capacity / 4))
    }

    package func nextLoop() -> EventLoop? { try? EventLoopGroup.shared.next(of: loops) }

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

    package var status: PoolStatus {
        let status = pool.status
        return sharedReads?.status(of: status) ?? status
    }

    package func invalidateAll() { pool.invalidateAll() }

    package func dispose(deadline: Deadline) async {
        sharedReads?.close()
        await pool.dispose(deadline: deadline)
    }
}
