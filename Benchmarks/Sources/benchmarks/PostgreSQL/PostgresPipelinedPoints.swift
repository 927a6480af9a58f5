// Goal: reads of many tasks share connections, and cost a third of what they cost blocking threads.
// Factors: how many reads travel together; thread wake-ups, of which those on the loop need none; the server's share.
// Parameters: as P2, on an engine that leaves `pipelinedReads` at its default; then with every task on an event loop.

import Cinnabar

extension Benchmark {
    static func postgresPipelinedPoints(_ fixture: PostgresFixture, _ engine: AsyncEngine) -> Benchmark {
        let (selects, rows) = (fixture.options.selects, fixture.options.rows)
        let share: @Sendable (Range<Int>) async throws -> Int64 = { share in
            var sum: Int64 = 0
            for n in share {
                sum += try await engine.execute(User.select(byKey: n, of: rows)).one().weight
            }
            return sum
        }
        return Benchmark(
            id: "P9", title: "PostgreSQL: point selects of 64 tasks, pipelined", unit: "select",
            operations: selects,
            contenders: [
                Contender(name: "C, 8 threads") { try fixture.c.pointsOnThreads(selects) },
                Contender(name: "Cinnabar, from any task", goal: .ratio(0.35)) {
                    try await inTasks(64, selects, share)
                },
                Contender(name: "Cinnabar, on the loop", goal: .ratio(0.35)) {
                    try await inTasks(64, selects) { range in try await engine.run { try await share(range) } }
                },
            ])
    }
}
