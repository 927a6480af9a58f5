// Goal: new objects are written in one flush as fast as their rows can be.
// Factors: per object, making it, planning its place in the flush, its binds; the database's own work.
// Parameters: objects made from structs, added and committed, in a session of its own; keys are the program's.

import Cinnabar

extension Benchmark {
    static func insertObjects(
        _ id: String, _ database: String, rows: Int, goal: Double, _ engine: AsyncEngine, baselines: [Contender],
        empty: @escaping @Sendable () throws -> Void, weigh: @escaping @Sendable (Int64) throws -> Int64
    ) -> Benchmark {
        Benchmark(
            id: id, title: "\(database): insert \(rows) objects", unit: "object", operations: rows,
            contenders: baselines + [
                Contender(
                    name: "Cinnabar ORM", goal: .ratio(goal), prepare: empty,
                    run: {
                        try await AsyncSessionMaker(engine).begin { session in
                            session.addAll(User.first(rows).map { PersonCopy($0) })
                        }
                        return Int64(rows)
                    }, verify: weigh)
            ])
    }
}
