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

    /// A part with so many rings around it that it is not moved any more, put into one that was above it, and then held
    /// by nobody else.
    private func makeLostPart(under root: Part) {
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
        hub.needs.remove(link)
        upper.needs.remove(back)
        upper.next.set(hub)
        start.next.set(nil)
    }

    func testAPartThatIsNotMovedAnyMoreIsAnErrorAndNotASilentLoss() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Part.self))
            let sessions = AsyncSessionMaker(database.engine)
            let first = Part(name: "first")
            makeLostPart(under: first)
            do {
                try await sessions.begin { session in session.add(first) }
                XCTFail("the hub is gone")
            } catch let error as SessionError {
                XCTAssertEqual(
                    error.description,
                    "an object that was put into Part.next is gone before it was stored: keep new objects in a variable "
                        + "until they are flushed, or add them to a session before you link them")
            }
            // What the error says to do.
            let session = sessions()
            let second = Part(name: "second")
            session.add(second)
            let upper = Part(name: "upper")
            second.needs.append(Need(target: upper))
            func link() {
                let hub = Part(name: "hub")
                session.add(hub)
                upper.next.set(hub)
            }
            link()
            try await session.commit()
            await session.close()
            let hubs = try await database.engine.scalar(select(Fn.count(Part.id)).where(Part.name == "hub"))
            XCTAssertEqual(hubs, 1)
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
