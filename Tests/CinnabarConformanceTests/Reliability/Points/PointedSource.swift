import CinnabarEngine
import CinnabarSQL
import Logging
import XCTest

@testable import CinnabarPostgreSQL
@testable import CinnabarSQLite

/// A driver's connections in a pool of the test's own, with points in all of their calls, connecting included.
final class PointedSource: ConnectionSource {
    let dialect: any Dialect
    let separatesWriters = false
    private let inner: any ConnectionSource
    private let pool: Pool

    init(_ inner: any ConnectionSource, _ pool: Pool) {
        self.inner = inner
        self.pool = pool
        dialect = inner.dialect
    }

    func beginSQL(_ options: TransactionOptions, for intent: LeaseIntent) -> String {
        inner.beginSQL(options, for: intent)
    }
    func lease(_ intent: LeaseIntent, deadline: Deadline?, site: CallSite) async throws -> Lease {
        try await pool.lease(deadline: deadline, site: site)
    }
    func readDirectly(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome? { nil }
    var status: PoolStatus { pool.status }
    func invalidateAll() { pool.invalidateAll() }
    func dispose(deadline: Deadline) async {
        await pool.dispose(deadline: deadline)
        await inner.dispose(deadline: deadline)
    }
}

extension DatabaseDriver {
    /// The driver with points in all that its connections do.
    func with(_ points: CancellationPoints) -> DatabaseDriver {
        DatabaseDriver(name: name, schemes: schemes) { [self] url, configuration, logger in
            let inner = try makeSource(url, configuration, logger)
            let connect: Pool.Connect
            if let server = inner as? PostgreSQLSource {
                connect = { try await server.connector.connect(deadline: $0) }
            } else {
                let file = SQLiteFile(try SQLiteOptions(url: url))
                connect = { try await SQLiteConnection.open(file, .writer, deadline: $0) }
            }
            let pool = try Pool(configuration.pool, logger: logger, onConnect: configuration.onConnect) { deadline in
                try await points.around("connect") { PointedConnection(try await connect(deadline), points) }
            }
            return PointedSource(inner, pool)
        }
    }
}
