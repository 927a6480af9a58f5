import CinnabarEngine
import CinnabarSQL
import XCTest

final class ArrayAndJSONTests: XCTestCase {
    private func withRows(
        requires capabilities: DialectCapabilities = [], _ body: (AsyncEngine) async throws -> Void
    ) async throws {
        try await onEveryDatabase(requires: capabilities) { database in
            try await database.engine.createAll(MetaData(Everything.self))
            try await database.engine.execute(
                insert(Everything.self, Everything.id, Everything.settings, Everything.words, Everything.mood).values([
                    (1, JSON(Settings(theme: "dark", sizes: [1, 2])), ["a", "b"], .happy),
                    (2, JSON(Settings(theme: #"a "quoted" one"#, sizes: [])), [nil, "c"], .sad),
                ]))
            try await body(database.engine)
        }
    }

    func testPathsIntoJSON() async throws {
        try await withRows(requires: []) { engine in
            let theme = Everything.settings.json["theme"]
            let themes = try await engine.execute(select(theme.text).order(by: Everything.id)).all()
            XCTAssertEqual(themes, ["dark", #"a "quoted" one"#])
            let dark = try await engine.execute(select(Everything.id).where(theme.text == "dark")).all()
            XCTAssertEqual(dark, [1])
            let size = Everything.settings.json["sizes"][1]
            let sizes = try await engine.execute(select(size.int, size.double).order(by: Everything.id)).all()
            assertRows(sizes, [(2, 2), (nil, nil)])
            let missing = try await engine.execute(
                select(Everything.id).where(Everything.settings.json["none"].text == nil).order(by: Everything.id)
            ).all()
            XCTAssertEqual(missing, [1, 2])
        }
    }

    func testEnumsInConditions() async throws {
        try await withRows { engine in
            let happy = try await engine.execute(
                select(Everything.id).where(Everything.mood == .happy)
            ).all()
            XCTAssertEqual(happy, [1])
            let any = try await engine.execute(
                select(Everything.id).where(Everything.mood.in([.sad, .soSo]))
            ).all()
            XCTAssertEqual(any, [2])
        }
    }

    func testArrays() async throws {
        try await withRows(requires: .nativeArrays) { engine in
            func ids(_ condition: Condition) async throws -> [Int] {
                try await engine.execute(select(Everything.id).where(condition).order(by: Everything.id)).all()
            }
            let results = [
                try await ids(Everything.words.contains(all: ["a"])),
                try await ids(Everything.words.overlaps(["b", "c"])),
                try await ids(Everything.words == ["a", "b"]),
                try await ids(
                    Everything.text.isNull && literal("c") == anyOf(Everything.words.assuming([String].self))),
            ]
            XCTAssertEqual(results, [[1], [1, 2], [1], [2]])
            let made = try await engine.execute(
                select(array(Everything.id + 1, Everything.id)).where(Everything.id == 1)
            ).one()
            XCTAssertEqual(made, [2, 1])
        }
    }
}
