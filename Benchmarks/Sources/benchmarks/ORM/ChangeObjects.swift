// Goal: loading objects, changing one attribute of each and flushing costs a small multiple of doing it by hand.
// Factors: per object, loading it, noting the change, comparing, planning, binding; the database's own update.
// Parameters: 10,000 objects (1,000 quick); C reads them into structs and updates each.

import Cinnabar

extension Benchmark {
    static func changeObjects(
        _ id: String, _ database: String, rows: Int, goal: Double, _ engine: AsyncEngine, baselines: [Contender],
        fill: @escaping @Sendable () throws -> Void, check: @escaping @Sendable (Int64) throws -> Int64
    ) -> Benchmark {
        Benchmark(
            id: id, title: "\(database): load \(rows) objects, change one attribute of each, flush", unit: "object",
            operations: rows,
            contenders: baselines + [
                Contender(
                    name: "Cinnabar ORM", goal: .ratio(goal), prepare: fill,
                    run: {
                        try await AsyncSessionMaker(engine).begin { session in
                            for person in try await session.scalars(select(PersonCopy.self)) { person.age = 7 }
                        }
                        return Int64(rows)
                    }, verify: check),
                Contender(
                    name: "Cinnabar, rows", prepare: fill,
                    run: {
                        try await engine.begin { connection in
                            let people = try await connection.execute(select(PersonCopy.rows)).all()
                            let updates = people.lazy.map { person in
                                update(PersonCopy.self).where(PersonCopy.id == person.id).set(PersonCopy.age, to: 7)
                            }
                            return Int64(try await connection.executeMany(updates))
                        }
                    }, verify: check),
            ])
    }
}
