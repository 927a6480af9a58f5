// Goal: parents with all their children cost two statements and linear time.
// Factors: per child, one object, its place in the identity map and in its parent's collection; the statement for
//   children carries the parents' keys.
// Parameters: 1,000 parents with 100 children each (100 with 10 quick) by selectIn, in a session of its own; rows by
//   hand are grouped in a dictionary; C reads both tables in order and fills arrays.

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
                Contender(name: "Cinnabar, rows") {
                    let all = try await engine.execute(select(Parent.rows).order(by: Parent.id)).all()
                    let grouped = Dictionary(
                        grouping: try await engine.execute(select(Child.rows).order(by: Child.parentID)).all(),
                        by: \.parentID)
                    var sum: Int64 = 0
                    for parent in all {
                        for child in grouped[parent.id] ?? [] {
                            sum += Int64(parent.id + child.id + child.name.utf8.count)
                        }
                    }
                    return sum
                },
            ])
    }
}
