// Goal: bulk inserts of plain values cost little more than C stepping one prepared statement.
// Factors: per row, six binds, two of them strings, and a timestamp to format; one commit; no disk.
// Parameters: 100,000 rows (5,000 quick) into an empty table, in one transaction; a file in memory, WAL.

extension Benchmark {
    static func sqliteInsert(_ c: SQLiteBaseline, _ options: Options) -> Benchmark {
        let empty: @Sendable () async throws -> Void = { try c.exec("DELETE FROM users_copy") }
        return Benchmark(
            id: "S3", title: "SQLite: insert \(options.rows) rows in one transaction", unit: "row",
            operations: options.rows,
            contenders: [
                Contender(name: "C", prepare: empty) { try c.insert(into: "users_copy", options.rows) }
            ])
    }
}
