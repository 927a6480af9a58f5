// Goal: a connection costs next to nothing to take and give back.
// Factors: the pool's lock; allocation of the lease and the connection object; with more tasks than connections,
//   queueing and task switches.
// Parameters: 200,000 times (10,000 quick) on a database that is not there, pool of 8: the pool by itself, then an
//   empty `begin { }`, which sends nothing; one task, then 64, once giving back at once, once with a task switch while
//   the connection is held, so that tasks do wait.

import Cinnabar
@_spi(Measuring) import CinnabarTesting

extension Suite {
    static let pool = Suite(ids: ["C0", "C1", "C2", "C3"]) { options, body in
        let database = MockDatabase()
        let engine = try AsyncEngine(
            "mock://", drivers: [database.driver], pool: PoolConfiguration(size: 8, maxOverflow: 0))
        let times = options.isQuick ? 10_000 : 200_000
        let connections = "64 tasks on 8 connections"
        try await body([
            alone(times, engine),
            checkOut("C1", "one task", times, tasks: 1, goal: nil, engine) {},
            checkOut("C2", connections, times, tasks: 64, goal: .nanoseconds(1_000), engine) {},
            checkOut("C3", connections + ", a task switch on each", times, tasks: 64, goal: nil, engine) {
                await Task.yield()
            },
        ])
        await engine.dispose()
        guard database.statements.isEmpty else {
            throw BenchmarkFailure(description: "an empty transaction sent \(database.statements[0])")
        }
    }

    private static func alone(_ times: Int, _ engine: AsyncEngine) -> Benchmark {
        let contender = Contender(name: "Cinnabar, the pool alone", goal: .nanoseconds(100)) {
            try await engine.checkOut(times: times)
            return Int64(times)
        }
        return Benchmark(
            id: "C0", title: "Pool: checkout and return, nothing else", unit: "lease", operations: times,
            contenders: [contender])
    }

    private static func checkOut(
        _ id: String, _ title: String, _ times: Int, tasks: Int, goal: Goal?, _ engine: AsyncEngine,
        _ body: @escaping @Sendable () async -> Void
    ) -> Benchmark {
        let contender = Contender(name: "Cinnabar, begin { }", goal: goal) {
            try await inTasks(tasks, times) { share in
                for _ in share { try await engine.begin { _ in await body() } }
                return Int64(share.count)
            }
        }
        return Benchmark(
            id: id, title: "Pool: checkout and return, \(title)", unit: "lease", operations: times,
            contenders: [contender])
    }
}
