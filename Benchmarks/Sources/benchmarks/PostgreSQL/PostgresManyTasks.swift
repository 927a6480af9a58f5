// Goal: throughput does not fall when tasks outnumber connections, however far.
// Factors: reads that share connections; queueing; task switches; client and server share the cores.
// Parameters: 10,000 selects (500 quick) of scattered keys by 1 to 10,000 tasks on a pool of 8, all at its default; C:
//   as many blocking threads as tasks, 8 at the most.

import Cinnabar

extension Benchmark {
    static func postgresManyTasks(_ tasks: Int, _ fixture: PostgresFixture, _ engine: AsyncEngine) -> Benchmark {
        let rows = fixture.options.rows
        let selects = max(fixture.options.selects, tasks)
        return Benchmark(
            id: "T\(tasks)", title: "PostgreSQL: point selects of \(tasks) tasks", unit: "select", operations: selects,
            contenders: [
                Contender(name: "C, blocking threads") {
                    tasks < 8 ? try fixture.c.points(selects) : try fixture.c.pointsOnThreads(selects)
                },
                Contender(name: "Cinnabar") {
                    try await inTasks(tasks, selects) { share in
                        var sum: Int64 = 0
                        for n in share {
                            sum += try await engine.execute(User.select(byKey: n, of: rows)).one().weight
                        }
                        return sum
                    }
                },
                .objectsInSessions(selects, of: rows, tasks: tasks, engine),
            ])
    }
}
