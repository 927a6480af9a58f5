// Goal: bulk inserts take the fastest road that the database has: arrays through unnest.
// Factors: per row, encoding six values; the server's share, which differs by road.
// Parameters: 100,000 rows (5,000 quick) into an empty table, in one transaction; C by unnest with 10,000 rows per
//   statement, and by pipeline with 1,000 rows per synchronisation.

extension Benchmark {
    static func postgresInsert(_ c: PostgresBaseline, _ options: Options) -> Benchmark {
        let empty: @Sendable () async throws -> Void = { try c.exec("TRUNCATE users_copy") }
        return Benchmark(
            id: "P4", title: "PostgreSQL: insert \(options.rows) rows in one transaction", unit: "row",
            operations: options.rows,
            contenders: [
                Contender(name: "C, unnest", prepare: empty) { try c.insertByArrays(options.rows) },
                Contender(name: "C, pipeline", prepare: empty) { try c.insertByPipeline(options.rows) },
            ])
    }
}
