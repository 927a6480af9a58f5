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
        "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14", "P15", "P16", "P17",
        "T1", "T8", "T64", "T256", "T1000", "T10000",
    ]

    static let postgreSQL = Suite(ids: postgresIDs) { options, body in
        let c = try PostgresBaseline(options)
        if !options.isServer {
            print("- PostgreSQL \(Machine.version(c.serverVersion)), on the same machine, over TCP")
        }
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
        try await body(
            [
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
                .postgresPages(fixture), .postgresCopy(fixture),
                .families("P13", "PostgreSQL", options, engine) { try c.families() },
                .jsonAnswers("P14", "PostgreSQL", rows: options.answers, engine) { try c.json(options.answers) },
                .checkOut("P15", "PostgreSQL", selects: options.selects, tasks: 1, pipelined),
                .checkOut("P16", "PostgreSQL", selects: options.selects, tasks: 64, pipelined),
            ] + [1, 8, 64, 256, 1_000, 10_000].map { .postgresManyTasks($0, fixture, pipelined) })
        await engine.dispose()
        for engine in [pipelined, two, leasedOnTwo] { await engine.dispose() }
    }
}
