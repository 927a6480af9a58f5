import CinnabarSQL
import XCTest

@testable import CinnabarORM

@Model("stones")
final class Stone {
    @PrimaryKey var id: Int?
    var name: String
}

@Model("words")
final class Word {
    @PrimaryKey var word: String
    var length: Int
}

/// Objects are found by pointers while others lose their last reference: nothing dead may be found, and one row is one
/// object as long as anybody has it.
final class IdentityRaceTests: XCTestCase {
    func testARowIsOneObjectWhileOthersLetGoOfIt() async throws {
        try await race { number in
            ([.integer(Int64(number)), .text("stone number \(number)")], number)
        } load: { cursor, rows in
            try Stone.decodeAll(cursor, into: &rows)
        } key: { (stone: Stone) in
            let id = stone.id ?? -1
            XCTAssertEqual(stone.name, "stone number \(id)")
            return id
        }
    }

    func testKeysThatHaveMemoryOfTheirOwnAreFoundToo() async throws {
        try await race { number in
            let word = "a word that is too long to lie in place, \(number)"
            return ([.text(word), .integer(Int64(word.utf8.count))], word)
        } load: { cursor, rows in
            try Word.decodeAll(cursor, into: &rows)
        } key: { (word: Word) in
            XCTAssertEqual(word.length, word.word.utf8.count)
            return word.word
        }
    }

    /// Tasks load rows of the same few keys and let go of them at once, or keep some for a while.
    private func race<M: Model>(
        _ row: @escaping @Sendable (Int) -> (values: [SQLValue], key: M.PrimaryKey),
        load: @escaping @Sendable (RowCursor, inout [M]) throws -> Void,
        key: @escaping @Sendable (M) -> M.PrimaryKey
    ) async throws {
        let link = SessionLink()
        let tasks = 4
        let turns = 1_500
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var kept: [M] = []
                    for turn in 0..<turns {
                        let wanted = (0..<6).map { row(($0 * 5 + turn + task) % 12) }
                        let cursor = ValueCursor(wanted.map(\.values), names: M._$mapper.selectedNames)
                        cursor.context = LoadContext(link)
                        var loaded: [M] = []
                        try load(cursor, &loaded)
                        XCTAssertEqual(loaded.map(key), wanted.map(\.key))
                        for (object, wanted) in zip(loaded, wanted) {
                            let found = link.identities.object(M.self, wanted.key)
                            XCTAssertTrue(found === object, "two objects for one row")
                        }
                        switch turn % 3 {
                        case 0: kept = loaded
                        case 1: kept.removeAll { _ in Bool.random() }
                        default: kept = []
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(link.identities.count, 0, "what is dead is taken out")
        XCTAssertTrue(link.identities.liveObjects.isEmpty)
    }

    func testObjectsOutliveTheirSession() throws {
        var link: SessionLink? = SessionLink()
        let cursor = ValueCursor([[.integer(1), .text("one")], [.integer(2), .text("two")]], names: ["id", "name"])
        cursor.context = link.map { LoadContext($0) }
        var stones: [Stone] = []
        try Stone.decodeAll(cursor, into: &stones)
        weak let first = stones.first
        link?.close()
        cursor.context = nil
        link = nil
        XCTAssertEqual(stones.map(\.name), ["one", "two"])
        stones = []
        XCTAssertNil(first)
    }
}
