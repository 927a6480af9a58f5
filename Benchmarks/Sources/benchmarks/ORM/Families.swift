// Goal: parents with all their children cost two statements and linear time.
// Factors: per child, one object, its place in the identity map and in its parent's collection; the statement for
//   children carries the parents' keys.
// Parameters: 1,000 parents with 100 children each (100 with 10 quick) by selectIn, in a session of its own; C reads
//   both tables in order and fills arrays.

import Cinnabar

extension Benchmark {
    static func families(
        _ id: String, _ database: String, _ options: Options, _ engine: AsyncEngine,
        c: @escaping @Sendable () throws -> Int64
    ) -> Benchmark {
        let (parents, children) = (options.parents, options.children)
        return Benchmark(
            id: id, title: "\(database): load \(parents) parents with \(children) children each", unit: "child",
            operations: parents * children,
            contenders: [
                Contender(name: "C") { try c() },
                Contender(name: "Cinnabar ORM") {
                    let session = AsyncSession(engine)
                    let all = try await session.scalars(select(Parent.self).options(.selectIn(Parent.children)))
                    var sum: Int64 = 0
                    for parent in all {
                        for child in try parent.children.loaded {
                            sum += Int64((parent.id ?? 0) + (child.id ?? 0) + child.name.utf8.count)
                        }
                    }
                    await session.close()
                    return sum
                },
            ])
    }
}
