import Cinnabar
import CinnabarPostgreSQL

/// A server's database with test data, open on both sides.
struct PostgresFixture: Sendable {
    let c: PostgresBaseline
    let engine: AsyncEngine
    let options: Options
}

extension Suite {
    private static let postgresIDs = [
        "P1", "P2", "P3", "P4", "P6", "P7", "P8", "P9", "P10", "P11", "P12",
    ]

    static let postgreSQL = Suite(ids: postgresIDs) { options, body in
        let c = try PostgresBaseline(url: try options.postgresURL(), rows: options.rows)
        print("- PostgreSQL \(Machine.version(c.serverVersion)), on the same machine, over TCP")
        let engine = try AsyncEngine(
            c.url, drivers: [.postgreSQL],
            configuration: EngineConfiguration(
                pool: PoolConfiguration(size: 8, maxOverflow: 0), pipelinedReads: .off))
        let pipelined = try AsyncEngine(
            c.url, drivers: [.postgreSQL], pool: PoolConfiguration(size: 8, maxOverflow: 0))
        let pool = PoolConfiguration(size: 8, maxOverflow: 0)
        let two = try AsyncEngine(
            c.url, drivers: [.postgreSQL], configuration: EngineConfiguration(pool: pool, eventLoops: 2))
        let leasedOnTwo = try AsyncEngine(
            c.url, drivers: [.postgreSQL],
            configuration: EngineConfiguration(pool: pool, pipelinedReads: .off, eventLoops: 2))
        let fixture = PostgresFixture(c: c, engine: engine, options: options)
        try await body([
            .postgresPoints(fixture), .postgresConcurrentPoints(fixture),
            .postgresPipelinedPoints(fixture, pipelined), .postgresTasks(fixture, pipelined),
            .postgresLoops("P11", ", pipelined", fixture, [(1, pipelined), (2, two)]),
            .postgresLoops("P12", ", a connection each", fixture, [(1, engine), (2, leasedOnTwo)]),
            .postgresScan(fixture), .postgresInsert(fixture),
            .scanObjects("P6", "PostgreSQL", rows: options.rows, engine) { try c.scan() },
            .insertObjects(
                "P7", "PostgreSQL", rows: options.rows, goal: 2, engine,
                baselines: [
                    Contender(
                        name: "C, unnest", prepare: { try c.emptyCopy() }, run: { try c.insertByArrays() },
                        verify: { _ in try c.weighCopy() }),
                    Contender(
                        name: "C, pipeline", prepare: { try c.emptyCopy() }, run: { try c.insertByPipeline() },
                        verify: { _ in try c.weighCopy() }),
                ], empty: { try c.emptyCopy() }, weigh: { _ in try c.weighCopy() }),
            .changeObjects(
                "P8", "PostgreSQL", rows: options.changes, goal: 2, engine,
                baselines: [
                    Contender(
                        name: "C, unnest", prepare: { try c.fillCopy(options.changes) },
                        run: { try c.change(options.changes, age: 7, pipelined: false) },
                        verify: { _ in try c.weighCopy() }),
                    Contender(
                        name: "C, pipeline", prepare: { try c.fillCopy(options.changes) },
                        run: { try c.change(options.changes, age: 7, pipelined: true) },
                        verify: { _ in try c.weighCopy() }),
                ], fill: { try c.fillCopy(options.changes) }, check: { _ in try c.weighCopy() }),
        ])
        await engine.dispose()
        for engine in [pipelined, two, leasedOnTwo] { await engine.dispose() }
    }
}
