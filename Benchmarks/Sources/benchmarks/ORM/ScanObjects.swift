// Goal: rows become objects of a session for little more than structs cost.
// Factors: per row, what a struct costs, and one object, its place in the identity map and a weak reference to it.
// Parameters: 100,000 rows (5,000 quick) into an array of objects, in a session of its own.

import Cinnabar

extension Benchmark {
    static func scanObjects(
        _ id: String, _ database: String, rows: Int, _ engine: AsyncEngine,
        c: @escaping @Sendable () throws -> Int64
    ) -> Benchmark {
        Benchmark(
            id: id, title: "\(database): scan \(rows) × 6 into objects", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C") { try c() },
                Contender(name: "Cinnabar ORM", goal: .ratio(2.5)) {
                    let session = AsyncSession(engine)
                    let people = try await session.scalars(select(Person.self)).all()
                    let sum = people.reduce(0) { $0 + $1.weight }
                    await session.close()
                    return sum
                },
            ])
    }
}
