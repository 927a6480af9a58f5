// Goal: a select by key stays a matter of microseconds, within a transaction and by itself.
// Factors: the executor hop, which a transaction's closure pays once and a bare await each time; statement cache and
//   binds; decoding of one row.
// Parameters: 10,000 selects (500 quick) of scattered keys, one after another; a file in memory, WAL.

import Cinnabar

extension Benchmark {
    static func sqlitePointsInTransaction(_ fixture: SQLiteFixture) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        return Benchmark(
            id: "S2a", title: "SQLite: point selects in one transaction", unit: "select", operations: selects,
            contenders: [
                Contender(name: "C") { try fixture.c.points(selects, inTransaction: true) },
                Contender(name: "Cinnabar, read { }", goal: .ratio(1.3)) {
                    try await fixture.engine.read { connection in
                        var sum: Int64 = 0
                        for n in 0..<selects {
                            sum += try await connection.execute(User.select(byKey: n, of: rows)).one().weight
                        }
                        return sum
                    }
                },
                .objectsInOneSession(selects, of: rows, fixture.engine),
            ])
    }

    static func sqlitePoints(_ fixture: SQLiteFixture) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        return Benchmark(
            id: "S2b", title: "SQLite: point selects, each awaited by itself", unit: "select", operations: selects,
            contenders: [
                Contender(name: "C, autocommit") { try fixture.c.points(selects, inTransaction: false) },
                Contender(name: "Cinnabar", goal: .ratio(3)) {
                    var sum: Int64 = 0
                    for n in 0..<selects {
                        sum += try await fixture.engine.execute(User.select(byKey: n, of: rows)).one().weight
                    }
                    return sum
                },
                .objectsInSessions(selects, of: rows, fixture.engine),
            ])
    }
}
