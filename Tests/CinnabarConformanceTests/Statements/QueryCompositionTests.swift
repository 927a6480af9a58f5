import CinnabarEngine
import CinnabarSQL
import XCTest

/// Queries within queries, run on both databases.
final class QueryCompositionTests: XCTestCase {
    private let written = Book.authorID == Author.id

    func testSubqueries() async throws {
        try await onEveryLibrary { engine in
            let counts = scalar(select(Fn.count(Book.id)).where(written))
            let perAuthor = try await engine.execute(
                select(Author.name, counts).order(by: Author.id)
            ).all()
            assertRows(perAuthor, [("Ada", 2), ("Bob", 2), ("Cy", 0)])
            let busy = try await engine.execute(
                select(Author.id).where(exists(select(Book.id).where(written))).order(by: Author.id)
            ).all()
            XCTAssertEqual(busy, [1, 2])
            let idle = try await engine.execute(
                select(Author.id).where(Author.id.notIn(select(Book.authorID)))
            ).all()
            XCTAssertEqual(idle, [3])
            let stock = select(Book.authorID, Fn.sum(Book.stock).label("stock")).groupBy(Book.authorID).subquery("s")
            let (author, sum) = stock.columns
            let joined = try await engine.execute(
                select(Author.name, sum).join(stock, on: Author.id == author).where(sum > 5)
            ).all()
            assertRows(joined, [("Bob", 10)])
            let largest = try await engine.execute(select(Fn.max(sum))).one()
            XCTAssertEqual(largest, 10)
        }
        try await onEveryLibrary(requires: .quantifiedComparison) { engine in
            let ages = select(Author.alias("other").age.optional).where(Author.alias("other").age != nil)
                .from(Author.alias("other"))
            let oldest = try await engine.execute(select(Author.id).where(Author.age >= allOf(ages))).all()
            XCTAssertEqual(oldest, [2])
            let older = try await engine.execute(select(Author.id).where(Author.age > anyOf(ages))).all()
            XCTAssertEqual(older, [2])
        }
    }

    func testCommonTables() async throws {
        try await onEveryLibrary { engine in
            let first = select(Author.id, Author.name).where(Author.age != nil).cte("first")
            let (firstID, firstName) = first.columns
            let second = select(firstID).where(firstID > 1).cte("second")
            let secondID = second.columns
            let rows = try await engine.execute(
                select(firstName).join(second, on: secondID == firstID)
            ).all()
            XCTAssertEqual(rows, ["Bob"])
            let chain = select(Author.id, Author.mentorID).where(Author.id == 3).recursiveCTE("chain") { chain in
                let (_, mentor) = chain.columns
                return select(Author.id, Author.mentorID).join(chain, on: Author.id == mentor)
            }
            let (id, _) = chain.columns
            let ids = try await engine.execute(select(id).order(by: id)).all()
            XCTAssertEqual(ids, [1, 2, 3])
            let numbers = select(literal(1).label("n")).recursiveCTE("numbers") { numbers in
                let n = numbers.columns
                return select(n + 1).where(n < 5)
            }
            let n = numbers.columns
            let counted = try await engine.execute(select(n).order(by: n)).all()
            XCTAssertEqual(counted, [1, 2, 3, 4, 5])
            let twice = first.alias("again")
            let (againID, _) = twice.columns
            let pairs = try await engine.execute(
                select(firstID, againID).join(twice, on: firstID < againID)
            ).all()
            assertRows(pairs, [(1, 2)])
        }
    }

    /// The same rows on both, though PostgreSQL binds INTERSECT more tightly and SQLite knows no parentheses.
    func testCompounds() async throws {
        try await onEveryLibrary { engine in
            func ids(_ statement: CompoundSelect<Int>) async throws -> [Int] {
                try await engine.execute(statement.order(by: position(1))).all()
            }
            let authors = select(Author.id)
            let books = select(Book.id)
            let writers = select(Book.authorID)
            let results = [
                try await ids(authors.union(books)), try await ids(authors.unionAll(writers)),
                try await ids(authors.intersect(writers)), try await ids(authors.except(writers)),
                try await ids(books.union(authors).intersect(writers)),
                try await ids(books.except(authors.intersect(writers))),
                try await ids(books.except(writers).union(writers)),
                try await ids(books.order(by: Book.id.descending).limit(1).union(writers)),
            ]
            XCTAssertEqual(
                results,
                [[1, 2, 3, 4], [1, 1, 1, 2, 2, 2, 3], [1, 2], [3], [1, 2], [3, 4], [1, 2, 3, 4], [1, 2, 4]])
            let limited = try await engine.execute(
                authors.union(books).order(by: Author.id.descending).limit(2)
            ).all()
            XCTAssertEqual(limited, [4, 3])
            let outer = authors.union(books).subquery("all_ids")
            let id = outer.columns
            let sum = try await engine.execute(select(Fn.sum(id))).one()
            XCTAssertEqual(sum, 10)
        }
    }

    func testRowsOfValues() async throws {
        try await onEveryLibrary { engine in
            let prices = values([(1, 99.5), (3, 1.25)], alias: "v", columns: "id", "price")
            let (id, price) = prices.columns
            let rows = try await engine.execute(
                select(Book.title, price).join(prices, on: Book.id == id).order(by: Book.id)
            ).all()
            assertRows(rows, [("Notes", 99.5), ("100% wool_", 1.25)])
            let names = values(["Ada", "Zoe"], alias: "n", column: "name")
            let name = names.columns
            let known = try await engine.execute(
                select(name).where(exists(select(Author.id).where(Author.name == name)))
            ).all()
            XCTAssertEqual(known, ["Ada"])
        }
        try await onEveryLibrary(requires: .columnAliases) { engine in
            let series = Fn.rows("generate_series", literal(1), literal(4), alias: "g", columns: ["n"], as: Int.self)
            let n = series.columns
            let even = try await engine.execute(select(n).where(n % 2 == 0)).all()
            XCTAssertEqual(even, [2, 4])
        }
    }

    func testRawPieces() async throws {
        try await onEveryLibrary { engine in
            let rows = try await engine.execute(
                text("SELECT name, age FROM authors WHERE age > :age ORDER BY name", ["age": 30])
                    .columns(String.self, Int?.self)
            ).all()
            assertRows(rows, [("Ada", 36), ("Bob", 50)])
            let name = "O'Hara'; DROP TABLE books; --"
            let none = try await engine.execute(
                sql("SELECT \(Author.id) FROM \(Author.self) WHERE \(Author.name) = \(name)").columns(Int.self)
            ).all()
            XCTAssertEqual(none, [])
            let mixed = try await engine.execute(
                select(Author.id).where(sqlExpression("length(\(Author.name)) = \(2)", as: Bool.self))
            ).all()
            XCTAssertEqual(mixed, [3])
            let plan = try await engine.execute(explain(select(Author.id).where(Author.name == "Ada"))).all()
            XCTAssertFalse(plan.isEmpty)
        }
    }
}
