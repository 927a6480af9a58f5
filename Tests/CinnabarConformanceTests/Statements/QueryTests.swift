import CinnabarEngine
import CinnabarSQL
import XCTest

/// The clauses of SELECT, run on both databases.
final class QueryTests: XCTestCase {
    private let written = Book.authorID == Author.id

    func testConditions() async throws {
        try await onEveryLibrary { engine in
            func ids(_ condition: Condition) async throws -> [Int] {
                try await engine.execute(select(Author.id).where(condition).order(by: Author.id)).all()
            }
            let expected: [(Condition, [Int])] = [
                (Author.age == 36, [1]), (Author.age != 36, [2]), (Author.age > 36, [2]), (40 > Author.age, [1]),
                (Author.age == nil, [3]), (Author.age != nil, [1, 2]), (Author.age.isDistinct(from: 36), [2, 3]),
                (Author.age.isSame(as: nil), [3]), (Author.age.between(36, 40), [1]),
                (Author.age.notBetween(36, 40), [2]), (Author.id.in([1, 3, 9]), [1, 3]), (Author.id.in([]), []),
                (Author.id.notIn([1]), [2, 3]), (Author.id.notIn([]), [1, 2, 3]), (!(Author.id == 1), [2, 3]),
                (Author.id == 1 || Author.id == 2 && Author.age == 50, [1, 2]),
                ((Author.id == 1 || Author.id == 2) && Author.age == 50, [2]), (and([]), [1, 2, 3]), (or([]), []),
                (tuple(Author.id, Author.name) == tuple(2, "Bob"), [2]),
                (tuple(Author.id, Author.name).in([(1, "Ada"), (2, "Nobody")]), [1]),
                (tuple(Author.id, Author.name) > tuple(1, "Zed"), [2, 3]), (Author.id % 2 == 1, [1, 3]),
                (Author.id.bitAnd(2) == 2, [2, 3]), (-Author.id + 1 == -2, [3]),
                (Author.name + "!" == "Ada!", [1]), (Fn.coalesce(Author.age, 0) == 0, [3]),
                (Author.mentorID == Author.id - 1, [2, 3]),
            ]
            for (index, (condition, rows)) in expected.enumerated() {
                let found = try await ids(condition)
                XCTAssertEqual(found, rows, "condition \(index) on \(engine.dialect.name)")
            }
        }
    }

    /// S4
    func testMatchingTakesWildcardsAsTheyAre() async throws {
        try await onEveryLibrary { engine in
            func titles(_ condition: Condition) async throws -> [Int] {
                try await engine.execute(select(Book.id).where(condition).order(by: Book.id)).all()
            }
            let expected: [(Condition, [Int])] = [
                (Book.title.contains("0%"), [3]), (Book.title.contains("_"), [3]), (Book.title.contains("\\"), [4]),
                (Book.title.startsWith("100%"), [3]), (Book.title.endsWith("l_"), [3]), (Book.title.contains("%"), [3]),
                (Book.title.contains("NOTES", caseInsensitive: true), [1]), (Book.title.ilike("eNG%"), [2]),
                (Book.title.notILike("e%"), [1, 3, 4]), (Book.title.like("_otes"), [1]),
                (!Book.title.contains("o"), [2, 4]), (Book.title.contains(""), [1, 2, 3, 4]),
            ]
            for (index, (condition, rows)) in expected.enumerated() {
                let found = try await titles(condition)
                XCTAssertEqual(found, rows, "condition \(index) on \(engine.dialect.name)")
            }
        }
    }

    func testJoins() async throws {
        try await onEveryLibrary { engine in
            let inner = try await engine.execute(
                select(Author.name, Book.title).join(Book.self, on: written).order(by: Book.id)
            ).all()
            assertRows(
                inner, [("Ada", "Notes"), ("Ada", "Engines"), ("Bob", "100% wool_"), ("Bob", "Back\\slash")])
            let left = try await engine.execute(
                select(Author.entity, Book.entity.optional).leftJoin(Book.self, on: written && Book.stock > 1)
                    .order(by: Author.id)
            ).all()
            assertRows(
                left,
                [
                    (Author(id: 1, name: "Ada", age: 36), Book(id: 1, title: "Notes")),
                    (Author(id: 2, name: "Bob", age: 50), Book(id: 3, title: "100% wool_")),
                    (Author(id: 3, name: "Cy", age: nil), nil),
                ])
            let mentor = Author.alias("mentor")
            let pairs = try await engine.execute(
                select(Author.name, mentor.name).join(mentor, on: Author.mentorID == mentor.id).order(by: Author.id)
            ).all()
            assertRows(pairs, [("Bob", "Ada"), ("Cy", "Bob")])
            let cross = try await engine.execute(select(Fn.count()).from(Author.self).crossJoin(Book.self)).one()
            XCTAssertEqual(cross, 12)
            let beside = try await engine.execute(
                select(Author.name, Book.title).join(mentor, on: mentor.id == Author.mentorID && written)
                    .order(by: Book.id)
            ).all()
            assertRows(beside, [("Bob", "100% wool_"), ("Bob", "Back\\slash")])
        }
        try await onEveryLibrary(requires: .rightAndFullJoins) { engine in
            let right = try await engine.execute(
                select(Book.id.optional, Author.id).rightJoin(Author.self, on: written && Book.stock > 4)
                    .order(by: Author.id)
            ).all()
            assertRows(right, [(1, 1), (3, 2), (nil, 3)])
            let full = try await engine.execute(
                select(Fn.count()).from(Book.self).fullJoin(Author.self, on: written)
            ).one()
            XCTAssertEqual(full, 5)
        }
        try await onEveryLibrary(requires: .lateral) { engine in
            let dearest = select(Book.title).where(written).order(by: Book.price.descending).limit(1).lateral("d")
            let title = dearest.columns
            let rows = try await engine.execute(
                select(Author.name, title.optional).leftJoin(dearest).order(by: Author.id)
            ).all()
            assertRows(rows, [("Ada", "Engines"), ("Bob", "Back\\slash"), ("Cy", nil)])
        }
    }

    func testGroupsAndOrder() async throws {
        try await onEveryLibrary { engine in
            let groups = try await engine.execute(
                select(Book.authorID, Fn.count(), Fn.sum(Book.price)).groupBy(Book.authorID)
                    .having(Fn.sum(Book.price) > 31).order(by: Book.authorID)
            ).all()
            XCTAssertEqual(groups.map { "\($0)" }, ["(2, 2, Optional(45.5))"])
            let initial = Fn.substring(Author.name, from: 1, count: 1).label("initial")
            let initials = try await engine.execute(
                select(initial, Fn.count()).groupBy(initial).order(by: initial.descending)
            ).all()
            assertRows(initials, [("C", 1), ("B", 1), ("A", 1)])
            let filtered = try await engine.execute(
                select(
                    Fn.count().filter(Book.stock > 0), Fn.count(Book.authorID).distinct(), Fn.avg(Book.price),
                    Fn.min(Book.title), Fn.max(Book.id))
            ).one()
            XCTAssertEqual("\(filtered)", #"(3, 2, Optional(18.875), Optional("100% wool_"), Optional(4))"#)
            let nulls = try await engine.execute(
                select(Author.id).order(by: Author.age.descending.nullsFirst)
            ).all()
            XCTAssertEqual(nulls, [3, 2, 1])
            let last = try await engine.execute(select(Author.id).order(by: Author.age.ascending.nullsLast)).all()
            XCTAssertEqual(last, [1, 2, 3])
            let page = try await engine.execute(select(Book.id).order(by: Book.id).limit(2).offset(1)).all()
            XCTAssertEqual(page, [2, 3])
            let rest = try await engine.execute(select(Book.id).order(by: Book.id).offset(3)).all()
            XCTAssertEqual(rest, [4])
            let distinct = try await engine.execute(
                select(Book.authorID).distinct().order(by: Book.authorID)
            ).all()
            XCTAssertEqual(distinct, [1, 2])
        }
        try await onEveryLibrary(requires: .distinctOn) { engine in
            let cheapest = try await engine.execute(
                select(Book.authorID, Book.id).distinct(on: Book.authorID).order(by: Book.authorID, Book.price)
            ).all()
            assertRows(cheapest, [(1, 1), (2, 3)])
        }
    }

    func testWindows() async throws {
        try await onEveryLibrary { engine in
            let rows = try await engine.execute(
                select(
                    Book.id, Fn.rowNumber().over(partitionBy: [Book.authorID], orderBy: [Book.price.descending]),
                    Fn.sum(Book.stock).over(orderBy: [Book.id], frame: .rows(.preceding(1))),
                    Fn.lag(Book.title).over(orderBy: [Book.id])
                ).order(by: Book.id)
            ).all()
            XCTAssertEqual(
                rows.map { "\($0)" },
                [
                    "(1, 2, Optional(5), nil)", #"(2, 1, Optional(5), Optional("Notes"))"#,
                    #"(3, 2, Optional(9), Optional("Engines"))"#, #"(4, 1, Optional(10), Optional("100% wool_"))"#,
                ])
        }
    }

    func testFunctionsAndCases() async throws {
        try await onEveryLibrary { engine in
            let rows = try await engine.execute(
                select(
                    Author.name,
                    when(Author.age >= 40, then: "old").when(Author.age >= 18, then: "grown").otherwise("unknown"),
                    Fn.upper(Author.name) + "!", Author.id.cast(to: String.self), Fn.coalesce(Author.age, 0) + 1
                ).order(by: Author.id)
            ).all()
            XCTAssertEqual(
                rows.map { "\($0)" },
                [
                    #"("Ada", "grown", "ADA!", "1", 37)"#, #"("Bob", "old", "BOB!", "2", 51)"#,
                    #"("Cy", "unknown", "CY!", "3", 1)"#,
                ])
            let mapped = try await engine.execute(
                select(Author.id, Author.name).where(Author.id == 2).map { id, name in "\(name)#\(id)" }
            ).one()
            XCTAssertEqual(mapped, "Bob#2")
        }
    }
}
