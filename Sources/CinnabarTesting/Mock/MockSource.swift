import CinnabarEngine
import CinnabarSQL
import Logging
import Synchronization

/// The mock's connections, from a real pool.
final class MockSource: ConnectionSource {
    private let database: MockDatabase
    private let pool: Pool
    private let writers: Pool?

    init(_ database: MockDatabase, _ configuration: EngineConfiguration, _ logger: Logger) throws {
        self.database = database
        let connect: Pool.Connect = { _ in MockConnection(database) }
        pool = try Pool(configuration.pool, logger: logger, onConnect: configuration.onConnect, connect: connect)
        var one = configuration.pool
        one.size = 1
        one.maxOverflow = 0
        one.minimumIdle = 0
        one.isPooled = true
        writers =
            database.separatesWriters
            ? try Pool(one, logger: logger, onConnect: configuration.onConnect, connect: connect) : nil
    }

    var dialect: any Dialect { database.dialect }
    var separatesWriters: Bool { writers != nil }

    func beginSQL(_ options: TransactionOptions, for intent: LeaseIntent) -> String {
        var sql = "BEGIN"
        if separatesWriters, intent == .write { sql += " IMMEDIATE" }
        if let isolation = options.isolation { sql += " ISOLATION LEVEL \(isolation.rawValue)" }
        if options.isReadOnly { sql += " READ ONLY" }
        return sql
    }

    func lease(_ intent: LeaseIntent, deadline: Deadline?, site: CallSite) async throws -> Lease {
        let pool = intent == .write ? writers ?? pool : pool
        return try await pool.lease(deadline: deadline, site: site)
    }

    func leaseIdle(_ intent: LeaseIntent, site: CallSite) -> Lease? {
        (intent == .write ? writers ?? pool : pool).leaseIdle(site: site)
    }

    func readDirectly(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome? { nil }

    var status: PoolStatus { writers.map { pool.status + $0.status } ?? pool.status }

    func invalidateAll() {
        pool.invalidateAll()
        writers?.invalidateAll()
    }

    func dispose(deadline: Deadline) async {
        await pool.dispose(deadline: deadline)
        await writers?.dispose(deadline: deadline)
    }
}
