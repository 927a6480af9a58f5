// Goal: reading a table costs little more than C's own loop over sqlite3_step.
// Factors: per row, six columns to decode, two strings to allocate and a timestamp's text to parse; no disk.
// Parameters: 100,000 rows (5,000 quick) into an array of structs; a file in memory, WAL; one prepared statement.

extension Benchmark {
    static func sqliteScan(_ c: SQLiteBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "S1", title: "SQLite: scan \(options.rows) × 6 into structs", unit: "row", operations: options.rows,
            contenders: [Contender(name: "C") { try c.scan() }])
    }
}
