// Goal: one query costs one thread wake-up more than blocking C, from any task.
// Factors: thread wake-ups per query; statement cache, binds and decoding of one row; the server's share, which is
//   most of the time and the same for all, so compare client CPU too.
// Parameters: 10,000 selects (500 quick) of scattered keys, one after another on one connection; prepared, binary.

extension Benchmark {
    static func postgresPoints(_ c: PostgresBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "P1", title: "PostgreSQL: point selects, one connection, one after another", unit: "select",
            operations: options.selects, contenders: [Contender(name: "C") { try c.points(options.selects) }])
    }
}
