// Goal: many tasks get as much out of a pool as blocking threads do, and three times as much where reads may share
//   connections through the pipeline.
// Factors: contention for connections, thread wake-ups, batching; client and server share the cores.
// Parameters: 10,000 selects (500 quick) of scattered keys; C: 8 threads with a connection each; ours: 64 tasks on a
//   pool of 8.

extension Benchmark {
    static func postgresConcurrentPoints(_ c: PostgresBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "P2", title: "PostgreSQL: point selects of 64 tasks", unit: "select", operations: options.selects,
            contenders: [Contender(name: "C, 8 threads") { try c.pointsOnThreads(options.selects) }])
    }
}
