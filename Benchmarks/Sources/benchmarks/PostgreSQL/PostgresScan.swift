// Goal: reading a table costs little more than C reading one binary PGresult.
// Factors: per row, six columns to decode and two strings to allocate; libpq's own share and the server's.
// Parameters: 100,000 rows (5,000 quick) into an array of structs; binary, the whole result at once in C.

extension Benchmark {
    static func postgresScan(_ c: PostgresBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "P3", title: "PostgreSQL: scan \(options.rows) × 6 into structs", unit: "row",
            operations: options.rows, contenders: [Contender(name: "C") { try c.scan() }])
    }
}
