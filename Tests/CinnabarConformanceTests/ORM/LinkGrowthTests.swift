import Cinnabar
import CinnabarORM
import CinnabarSQL
import Foundation
import XCTest

@Model("makers")
final class Maker {
    @PrimaryKey var id: Int?
    var name: String
    @Relationship var parts: Many<Part>
}

@Model("parts")
final class Part {
    @PrimaryKey var id: Int?
    var name: String
    @ForeignKey(\Maker.id) var makerID: Int?
    @ForeignKey(\Part.id) var nextID: Int?
    @Relationship var maker: One<Maker?>
    @Relationship(foreignKey: \Part.nextID) var next: One<Part?>
    @Relationship(foreignKey: \Need.partID, cascade: [.all]) var needs: Many<Need>
    @Relationship(foreignKey: \Need.targetID, cascade: [.all]) var users: Many<Need>
}

/// The link between two parts, as an object.
@Model("needs")
final class Need {
    @PrimaryKey var id: Int?
    @ForeignKey(\Part.id) var partID: Int?
    @ForeignKey(\Part.id) var targetID: Int?
    @Relationship(foreignKey: \Need.partID) var part: One<Part>
    @Relationship(foreignKey: \Need.targetID) var target: One<Part?>
}

/// New objects that are linked to each other before any session knows them.
final class LinkGrowthTests: XCTestCase {
    private typealias Shape = @Sendable (_ parts: [Part], _ random: inout Numbers) -> Void

    /// Numbers that look random and are the same in each run.
    private struct Numbers {
        private var state: UInt64 = 42

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }

        mutating func shuffled(_ count: Int) -> [Int] {
            var order = Array(0..<count)
            for index in order.indices.reversed() { order.swapAt(index, next(below: index + 1)) }
            return order
        }
    }

    /// Parts that need others in any direction, so with many rings; each link is given its target first.
    private static let graph: Shape = { parts, random in
        let makers = (0..<20).map { Maker(name: "m\($0)") }
        for part in parts { part.maker.set(makers[random.next(below: makers.count)]) }
        for _ in 0..<parts.count * 4 {
            let need = Need(target: parts[random.next(below: parts.count)])
            parts[random.next(below: parts.count)].needs.append(need)
        }
    }

    /// One chain, whose links are made in any order.
    private static let chain: Shape = { parts, random in
        for index in random.shuffled(parts.count - 1) { parts[index].next.set(parts[index + 1]) }
    }

    /// Links whose target keeps their owner already.
    private static let rings: Shape = { parts, random in
        let maker = Maker(name: "m")
        maker.parts.append(contentsOf: parts)
        for part in parts { part.needs.append(Need(target: parts[0])) }
        for (part, next) in zip(parts, parts.dropFirst()) { part.next.set(next) }
    }

    /// A chain of parts that all need one more, from its end and from its start.
    private static let shared: Shape = { parts, random in
        for index in parts.indices.dropLast(2) { parts[index].next.set(parts[index + 1]) }
        for part in parts.dropLast() { part.needs.append(Need(target: parts[parts.count - 1])) }
    }

    /// In seconds of the processor, so that other work on the machine counts little.
    private func time(_ count: Int, _ shape: Shape) -> Double {
        let parts = (0..<count).map { Part(name: "\($0)") }
        var random = Numbers()
        let start = clock()
        shape(parts, &random)
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }

    func testEightTimesTheObjectsAreLinkedInEightTimesTheTime() {
        for (name, shape) in [
            ("graph", Self.graph), ("chain", Self.chain), ("rings", Self.rings), ("shared", Self.shared),
        ] {
            let few = (0..<3).map { _ in time(2_000, shape) }.min() ?? 0
            let many = time(16_000, shape)
            XCTAssertLessThan(many / few, 16, "\(name): \(few) s and \(many) s")
        }
    }

    private struct Gone {
        weak var object: AnyObject?
    }

    func testNoneOfTheShapesLeaks() {
        for (name, shape) in [
            ("graph", Self.graph), ("chain", Self.chain), ("rings", Self.rings), ("shared", Self.shared),
        ] {
            var gone: [Gone] = []
            do {
                let parts = (0..<1_000).map { Part(name: "\($0)") }
                var random = Numbers()
                shape(parts, &random)
                for part in parts {
                    gone.append(Gone(object: part))
                    for need in part.needs.ifLoaded ?? [] { gone.append(Gone(object: need)) }
                    if let maker = part.maker.ifLoaded { gone.append(Gone(object: maker)) }
                }
            }
            XCTAssertGreaterThanOrEqual(gone.count, 1_000, name)
            XCTAssertEqual(gone.count { $0.object != nil }, 0, name)
        }
    }

    /// A part that is put into something after many rings were found around it is still kept by what it is put into.
    func testALateOwnerKeepsWhatHasManyRings() {
        let last = Part(name: "last")
        let start = Part(name: "start", next: last)
        func link() {
            let hub = Part(name: "hub")
            for number in 0..<100 {
                let part = Part(name: "\(number)")
                hub.needs.append(Need(target: part))
                part.needs.append(Need(target: hub))
            }
            last.next.set(hub)
        }
        link()
        XCTAssertEqual(start.next.ifLoaded?.next.ifLoaded?.needs.ifLoaded?.count, 100)
        XCTAssertEqual(last.next.ifLoaded?.needs.ifLoaded?.compactMap { $0.target.ifLoaded }.count, 100)
    }

    /// The shared end of a chain is kept by each of its parts, however deep they are.
    func testAnObjectThatManyKeepOutlivesTheFirstOfThem() {
        var parts = (0..<500).map { Part(name: "\($0)") }
        weak var tail: Part?
        func link() {
            let last = Part(name: "tail")
            tail = last
            for index in parts.indices.dropLast() { parts[index].next.set(parts[index + 1]) }
            for part in parts { part.needs.append(Need(target: last)) }
        }
        link()
        parts.removeFirst(499)
        XCTAssertNotNil(tail)
        XCTAssertTrue(parts[0].needs.ifLoaded?.first?.target.ifLoaded === tail)
        parts = []
        XCTAssertNil(tail)
    }

    func testAGraphThatWasLinkedFirstIsStoredWhole() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Part.self))
            let parts = (0..<500).map { Part(name: "\($0)") }
            var random = Numbers()
            Self.graph(parts, &random)
            try await AsyncSessionMaker(database.engine).begin { session in session.addAll(parts) }
            let counts = [
                try await database.engine.scalar(select(Fn.count(Part.id))),
                try await database.engine.scalar(
                    select(Fn.count(Need.id)).where(Need.partID != nil && Need.targetID != nil)),
                try await database.engine.scalar(select(Fn.count(Maker.id))),
            ]
            XCTAssertEqual(counts, [500, 2_000, 20])
        }
    }
}
