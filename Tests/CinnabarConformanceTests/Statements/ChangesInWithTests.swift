import CinnabarEngine
import CinnabarSQL
import XCTest

/// One statement that changes rows and reads them, and CASE of one expression, on both databases.
final class ChangesInWithTests: XCTestCase {
    func testRowsMoveInOneStatement() async throws {
        try await onEveryLibrary { engine in
            let gone = delete(Book.self).where(Book.stock < 3).returning(Book.id, Book.title, Book.authorID).cte("gone")
            let (id, title, author) = gone.columns
            let before = try await engine.execute(select(Book.id).where(Book.stock < 3).order(by: Book.id)).all()
            XCTAssertFalse(before.isEmpty)
            let move = insert(Book.self, Book.id, Book.title, Book.authorID).from(select(id + 100, title, author))
                .returning(Book.id)
            guard engine.dialect.capabilities.contains(.changesInWith) else {
                let error = await failure { try await engine.execute(move) }
                XCTAssertTrue("\(error.map { "\($0)" } ?? "")".contains("execute the change with returning"))
                return
            }
            let moved = try await engine.execute(move).all()
            XCTAssertEqual(moved.sorted(), before.map { $0 + 100 })
            let left = try await engine.execute(select(Book.id).where(Book.id.in(before))).all()
            XCTAssertEqual(left, [])
            // A select that changes is no read: it is rolled back with its transaction.
            let all = try await engine.scalar(select(Fn.count()).from(Book.self))
            let counted = delete(Book.self).returning(Book.id).cte("counted").columns
            try await engine.connect { connection in
                let deleted = try await connection.scalar(select(Fn.count(counted)))
                XCTAssertEqual(deleted, all)
                try await connection.rollback()
            }
            let still = try await engine.scalar(select(Fn.count()).from(Book.self))
            XCTAssertEqual(still, all)
        }
    }

    func testCaseOfOneExpression() async throws {
        try await onEveryLibrary { engine in
            let rank = when(Author.name, is: "Ada", then: 1).when(is: "Bob", then: 2).otherwise(9)
            let ranks = try await engine.execute(select(rank).order(by: Author.id)).all()
            XCTAssertEqual(ranks, [1, 2, 9], engine.dialect.name)
            // NULL is no value among others.
            let ages = try await engine.execute(
                select(when(Author.age, is: 36, then: "young").end()).order(by: Author.id)
            ).all()
            XCTAssertEqual(ages, ["young", nil, nil], engine.dialect.name)
        }
    }
}
