// Goal: a select by key stays a matter of microseconds, within a transaction and by itself.
// Factors: the executor hop, which a transaction's closure pays once and a bare await each time; statement cache and
//   binds; decoding of one row.
// Parameters: 10,000 selects (500 quick) of scattered keys, one after another; a file in memory, WAL.

extension Benchmark {
    static func sqlitePointsInTransaction(_ c: SQLiteBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "S2a", title: "SQLite: point selects in one transaction", unit: "select", operations: options.selects,
            contenders: [Contender(name: "C") { try c.points(options.selects, inTransaction: true) }])
    }

    static func sqlitePoints(_ c: SQLiteBaseline, _ options: Options) -> Benchmark {
        Benchmark(
            id: "S2b", title: "SQLite: point selects, each awaited by itself", unit: "select",
            operations: options.selects,
            contenders: [Contender(name: "C, autocommit") { try c.points(options.selects, inTransaction: false) }])
    }
}
