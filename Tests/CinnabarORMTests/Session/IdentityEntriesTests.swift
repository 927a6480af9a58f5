import XCTest

@testable import CinnabarORM

final class IdentityEntriesTests: XCTestCase {
    func testItAnswersLikeADictionary() {
        compare { $0 }
    }

    /// Keys whose low or high bits are alike, as those of some generators of keys are.
    func testKeysFarApartAreFound() {
        compare { $0 << 20 }
        compare { $0 << 50 | 7 }
        compare { -$0 * 8 }
    }

    func testKeysThatAreNoNumbersAreFound() {
        compare { "key \($0)" }
    }

    /// Makes the same random changes to both; the table grows, shrinks to nothing and is full of removed entries.
    private func compare<Key: Hashable>(_ key: (Int) -> Key) {
        var entries = IdentityEntries<Key>()
        var known: [Key: UnsafeRawPointer] = [:]
        var random = SeededGenerator(seed: 7)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 4_000, alignment: 1)
        defer { memory.deallocate() }
        for (chance, keys) in [(90, 3_000), (10, 3_000), (50, 40), (0, 3_000), (60, 4_000)] {
            for _ in 0..<6_000 {
                let number = Int.random(in: 0..<keys, using: &random)
                let key = key(number)
                let place = entries.place(of: key)
                XCTAssertEqual(place.map { entries[$0] }, known[key])
                if random.chance(chance) {
                    let object = UnsafeRawPointer(memory + number)
                    if let place { entries[place] = object } else { entries.add(key, object) }
                    known[key] = object
                } else if let place {
                    entries.remove(at: place)
                    known[key] = nil
                }
                XCTAssertEqual(entries.count, known.count)
            }
            var all: Set<UnsafeRawPointer> = []
            entries.forEachPlace { all.insert(entries[$0]) }
            XCTAssertEqual(all, Set(known.values))
        }
    }

    func testAnEmptiedTableGivesItsMemoryBack() {
        var entries = IdentityEntries<Int>()
        let object = UnsafeRawPointer(bitPattern: 16)
        guard let object else { return XCTFail("no pointer") }
        for number in 0..<10_000 { entries.add(number, object) }
        XCTAssertGreaterThanOrEqual(entries.capacity, 16_384)
        for number in 0..<10_000 { entries.place(of: number).map { entries.remove(at: $0) } }
        XCTAssertEqual(entries.capacity, 16)
    }

    /// Loading and letting go for ever: removed entries are taken out, not collected.
    func testAWindowOverManyKeysStaysSmall() {
        var entries = IdentityEntries<Int>()
        guard let object = UnsafeRawPointer(bitPattern: 16) else { return XCTFail("no pointer") }
        for number in 0..<100_000 {
            entries.add(number, object)
            if number >= 100 { entries.place(of: number - 100).map { entries.remove(at: $0) } }
        }
        XCTAssertEqual(entries.count, 100)
        XCTAssertLessThanOrEqual(entries.capacity, 512)
    }
}
