import Cinnabar
import CinnabarPostgreSQL

/// A server's database with test data, open on both sides.
struct PostgresFixture: Sendable {
    let c: PostgresBaseline
    let engine: AsyncEngine
    let options: Options
}

extension Suite {
    static let postgreSQL = Suite(ids: ["P1", "P2", "P3", "P4"]) { options, body in
        let c = try PostgresBaseline(url: try options.postgresURL(), rows: options.rows)
        print("- PostgreSQL \(Machine.version(c.serverVersion)), on the same machine, over TCP")
        let engine = try AsyncEngine(
            c.url, drivers: [.postgreSQL], pool: PoolConfiguration(size: 8, maxOverflow: 0))
        let fixture = PostgresFixture(c: c, engine: engine, options: options)
        try await body([
            .postgresPoints(fixture), .postgresConcurrentPoints(fixture), .postgresScan(fixture),
            .postgresInsert(fixture),
        ])
        await engine.dispose()
    }
}
