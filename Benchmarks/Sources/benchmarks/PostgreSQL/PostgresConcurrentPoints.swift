// Goal: many tasks get as much out of a pool as blocking threads do.
// Factors: contention for connections, thread wake-ups; client and server share the cores.
// Parameters: 10,000 selects (500 quick) of scattered keys; C: 8 threads with a connection each; ours: 64 tasks on a
//   pool of 8.

import Cinnabar

extension Benchmark {
    static func postgresConcurrentPoints(_ fixture: PostgresFixture) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        return Benchmark(
            id: "P2", title: "PostgreSQL: point selects of 64 tasks", unit: "select", operations: selects,
            contenders: [
                Contender(name: "C, 8 threads") { try fixture.c.pointsOnThreads(selects) },
                Contender(name: "Cinnabar, pool of 8", goal: .ratio(1.1)) {
                    try await inTasks(64, selects) { share in
                        var sum: Int64 = 0
                        for n in share {
                            sum += try await fixture.engine.execute(User.select(byKey: n, of: rows)).one().weight
                        }
                        return sum
                    }
                },
            ])
    }
}
