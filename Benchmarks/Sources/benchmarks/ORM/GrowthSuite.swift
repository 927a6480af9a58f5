// Goal: a flush costs what has changed, not what is loaded; many children are loaded in linear time; a key that the
//   database makes costs little more than one that is given.
// Factors: the session's lists of changes; the identity map; assembly of collections; how a key comes back.
// Parameters: one changed object among 10 and among 100,000 loaded ones (5,000 quick); 1,000 parents with 100 children
//   each (100 with 10 quick) by selectIn, two statements; 100,000 new objects (5,000 quick), flushed and rolled back.

import Cinnabar
import CinnabarSQLite

@Model("parents")
final class Parent {
    @PrimaryKey var id: Int?
    var name: String
    @Relationship var children: Many<Child>
}

@Model("children")
final class Child {
    @PrimaryKey var id: Int?
    var name: String
    @ForeignKey(\Parent.id) var parentID: Int?
    @Relationship var parent: One<Parent>
}

extension Suite {
    static let growth = Suite(ids: ["G1", "G2", "G3"]) { options, body in
        let engine = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite])
        let (parents, children) = options.isQuick ? (100, 10) : (1_000, 100)
        try await engine.createAll(MetaData(Parent.self))
        try await AsyncSessionMaker(engine).begin { session in
            for number in 0..<parents {
                session.add(Parent(name: "p\(number)", children: (0..<children).map { Child(name: "c\($0)") }))
            }
        }
        let times = 200
        let rows = options.isQuick ? 5_000 : 100_000
        let few = AsyncSession(engine)
        let many = AsyncSession(engine)
        let fewObjects = try await few.scalars(select(Child.self).limit(10)).all()
        let manyObjects = try await many.scalars(select(Child.self)).all()
        try await body([
            Benchmark(
                id: "G1", title: "Flush of one changed object", unit: "flush", operations: times,
                contenders: [
                    Contender(name: "among 10 loaded") { try await flush(few, fewObjects[5], times) },
                    Contender(name: "among \(manyObjects.count) loaded", goal: .ratio(1.2)) {
                        try await flush(many, manyObjects[5], times)
                    },
                ]),
            Benchmark(
                id: "G2", title: "Load \(parents) parents with \(children) children each", unit: "child",
                operations: parents * children,
                contenders: [
                    Contender(name: "children alone") {
                        let session = AsyncSession(engine)
                        let count = try await session.scalars(select(Child.self)).count
                        await session.close()
                        return Int64(count)
                    },
                    Contender(name: "selectIn", goal: .ratio(2)) {
                        let session = AsyncSession(engine)
                        let all = try await session.scalars(select(Parent.self).options(.selectIn(Parent.children)))
                        let count = try all.reduce(0) { $0 + (try $1.children.loaded.count) }
                        await session.close()
                        return Int64(count)
                    },
                ]),
            Benchmark(
                id: "G3", title: "Insert \(rows) objects", unit: "object", operations: rows,
                contenders: [
                    Contender(name: "keys are given") {
                        try await insert(engine, (1...rows).map { Parent(id: 1_000_000 + $0, name: "p\($0)") })
                    },
                    Contender(name: "keys are made", goal: .ratio(1.3)) {
                        try await insert(engine, (1...rows).map { Parent(name: "p\($0)") })
                    },
                ]),
        ])
        await few.close()
        await many.close()
        await engine.dispose()
    }

    /// Rolled back, so that each run finds the table as it was.
    private static func insert(_ engine: AsyncEngine, _ parents: [Parent]) async throws -> Int64 {
        let session = AsyncSession(engine)
        session.addAll(parents)
        try await session.flush()
        try await session.rollback()
        await session.close()
        return Int64(parents.count)
    }

    private static func flush(_ session: AsyncSession, _ child: Child, _ times: Int) async throws -> Int64 {
        for number in 0..<times {
            child.name = "changed \(number)"
            try await session.flush()
        }
        try await session.commit()
        return Int64(times)
    }
}
