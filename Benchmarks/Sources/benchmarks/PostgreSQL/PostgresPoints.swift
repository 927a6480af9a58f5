// Goal: one query costs one thread wake-up more than blocking C, from any task, and none on the connection's loop.
// Factors: thread wake-ups per query; statement cache, binds and decoding of one row; the server's share, which is
//   most of the time and the same for all, so compare client CPU too.
// Parameters: 10,000 selects (500 quick) of scattered keys, one after another on one connection; prepared, binary.

import Cinnabar

extension Benchmark {
    static func postgresPoints(_ fixture: PostgresFixture) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        let run: @Sendable (AsyncConnection) async throws -> Int64 = { connection in
            var sum: Int64 = 0
            for n in 0..<selects {
                sum += try await connection.execute(User.select(byKey: n, of: rows)).one().weight
            }
            return sum
        }
        return Benchmark(
            id: "P1", title: "PostgreSQL: point selects, one connection, one after another", unit: "select",
            operations: selects,
            contenders: [
                Contender(name: "C") { try fixture.c.points(selects) },
                Contender(name: "Cinnabar, connect { }, from any task", goal: .ratio(1.35)) {
                    try await fixture.engine.connect { try await run($0) }
                },
                Contender(name: "Cinnabar, begin { }, on the loop", goal: .ratio(1.1)) {
                    try await fixture.engine.begin { try await run($0) }
                },
                Contender(name: "Cinnabar, a lease for each") {
                    var sum: Int64 = 0
                    for n in 0..<selects {
                        sum += try await fixture.engine.execute(User.select(byKey: n, of: rows)).one().weight
                    }
                    return sum
                },
                .objectsInOneSession(selects, of: rows, fixture.engine),
            ])
    }
}
