// Goal: sharing helps from a few tasks on, and costs nothing below; one event loop is enough unless tasks run on them.
// Factors: reads per batch, thread wake-ups, the two cores that client and server share.
// Parameters: 10,000 selects (500 quick) by 1 to 256 tasks; P11 and P12: by 64 tasks, on one loop and on
//   two; pipelined, and on connections of their own.

import Cinnabar
import CinnabarPostgreSQL

extension Benchmark {
    /// From how many tasks on it is worth to share.
    static func postgresTasks(_ fixture: PostgresFixture, _ pipelined: AsyncEngine) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        var contenders = [Contender(name: "C, 8 threads") { try fixture.c.pointsOnThreads(selects) }]
        for tasks in [1, 2, 4, 8, 16, 256] {
            for (name, engine) in [("leased", fixture.engine), ("automatic", pipelined)] {
                contenders.append(
                    Contender(name: "Cinnabar, \(tasks) tasks, \(name)") {
                        try await inTasks(tasks, selects) { share in
                            var sum: Int64 = 0
                            for n in share {
                                sum += try await engine.execute(User.select(byKey: n, of: rows)).one().weight
                            }
                            return sum
                        }
                    })
            }
        }
        return Benchmark(
            id: "P10", title: "PostgreSQL: point selects of few and of many tasks", unit: "select",
            operations: selects, contenders: contenders)
    }

    static func postgresLoops(
        _ id: String, _ how: String, _ fixture: PostgresFixture, _ engines: [(loops: Int, AsyncEngine)]
    ) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        var contenders = [Contender(name: "C, 8 threads") { try fixture.c.pointsOnThreads(selects) }]
        for (loops, engine) in engines {
            let share: @Sendable (AsyncEngine, Range<Int>) async throws -> Int64 = { engine, share in
                var sum: Int64 = 0
                for n in share {
                    sum += try await engine.execute(User.select(byKey: n, of: rows)).one().weight
                }
                return sum
            }
            let name = loops == 1 ? "1 loop" : "\(loops) loops"
            contenders += [
                Contender(name: "Cinnabar, \(name), from any task") {
                    try await inTasks(64, selects) { try await share(engine, $0) }
                },
                Contender(name: "Cinnabar, \(name), in run { }") {
                    try await inTasks(64, selects) { range in try await engine.run { try await share(engine, range) } }
                },
                Contender(name: "Cinnabar, \(name), run { } for each select") {
                    try await inTasks(64, selects) { range in
                        var sum: Int64 = 0
                        for n in range { sum += try await engine.run { try await share(engine, n..<(n + 1)) } }
                        return sum
                    }
                },
            ]
        }
        return Benchmark(
            id: id, title: "PostgreSQL: point selects of 64 tasks by event loops\(how)", unit: "select",
            operations: selects, contenders: contenders)
    }
}
