// Goal: a connection of a real pool costs next to nothing to take and give back.
// Factors: the pool's lock, allocation of the lease; what a pool sends or resets between two users; task switches.
// Parameters: 10,000 times (500 quick) an empty `connect { }` from one task or from 64, on a pool of 8.

import Cinnabar

extension Benchmark {
    static func checkOut(_ id: String, _ database: String, selects: Int, tasks: Int, _ engine: AsyncEngine) -> Benchmark
    {
        Benchmark(
            id: id, title: "\(database): checkout and return by \(tasks) tasks", unit: "lease", operations: selects,
            contenders: [
                Contender(name: "Cinnabar") {
                    try await inTasks(tasks, selects) { share in
                        for _ in share { try await engine.connect { _ in } }
                        return Int64(share.count)
                    }
                }
            ])
    }
}
