import Cinnabar
import CinnabarORM
import CinnabarSQL
import XCTest

/// What hangs on a root that somebody holds stays alive, however it is linked.
final class EntangledGraphTests: XCTestCase {
    private struct Held {
        weak var part: Part?
    }

    /// Puts parts into parts that hang on the root already, one by one and as chains, and links any two of them. Nobody
    /// but the graph holds them.
    private func grow(_ root: Part, _ random: inout SeededNumbers) -> [Held] {
        var parts = [Held(part: root)]
        func any() -> Part? { parts[Int.random(in: parts.indices, using: &random)].part }
        func put(_ part: Part, into owner: Part) {
            if owner.next.ifLoaded == nil, Bool.random(using: &random) {
                owner.next.set(part)
            } else {
                owner.needs.append(Need(target: part))
            }
        }
        for number in 0..<200 {
            var chain = [Part(name: "\(number)")]
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let owner = Part(name: "over \(number)")
                put(chain[chain.count - 1], into: owner)
                chain.append(owner)
            }
            guard let owner = any() else { continue }
            put(chain[chain.count - 1], into: owner)
            parts += chain.map { Held(part: $0) }
            for _ in 0..<3 {
                if let owner = any(), let part = any() { put(part, into: owner) }
            }
        }
        return parts
    }

    func testWhatHangsOnARootStaysAsLongAsTheRoot() {
        for seed in 0..<8 {
            var random = SeededNumbers(state: UInt64(seed) &* 7_919 &+ 42)
            var root: Part? = Part(name: "root")
            let parts = root.map { grow($0, &random) } ?? []
            XCTAssertGreaterThan(parts.count, 500)
            XCTAssertEqual(parts.count { $0.part == nil }, 0, "seed \(seed)")
            root = nil
            XCTAssertEqual(parts.count { $0.part != nil }, 0, "seed \(seed)")
        }
    }

    /// A part with many rings around it is put into one that it kept before, and then held by nobody else.
    private func moveHub(under root: Part) {
        let hub = Part(name: "hub")
        let start = Part(name: "start", next: hub)
        for number in 0..<100 {
            let part = Part(name: "\(number)")
            hub.needs.append(Need(target: part))
            part.needs.append(Need(target: hub))
        }
        guard let link = hub.needs.ifLoaded?.last, let upper = link.target.ifLoaded,
            let back = upper.needs.ifLoaded?.first
        else { return XCTFail("the parts are linked") }
        root.needs.append(Need(target: upper))
        for (owner, need) in [(hub, link), (upper, back)] {
            owner.needs.remove(need)
            need.target.set(nil)
        }
        upper.next.set(hub)
        start.next.set(nil)
    }

    func testAPartWithManyRingsIsKeptByItsNextOwner() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Part.self))
            let root = Part(name: "root")
            moveHub(under: root)
            try await AsyncSessionMaker(database.engine).begin { session in session.add(root) }
            let next = TableAlias<Part>("next")
            let owners = try await database.engine.execute(
                select(Part.name).join(next, on: Part.nextID == next.id).where(next.name == "hub")
            ).all()
            XCTAssertEqual(owners, ["99"])
        }
    }
}

/// Numbers that look random and are the same in each run.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 32) << 32 | (state &* 0x9E37_79B9_7F4A_7C15) >> 32
    }
}
