import Cinnabar
import CinnabarSQLite
import CinnabarTesting
import XCTest

@testable import Readme

/// The README's code runs, where it needs no server of its own.
final class ReadmeExamplesTests: XCTestCase {
    func testFirstStepsRun() async throws { try await firstSteps() }
    func testORMFirstStepsRun() async throws { try await library() }

    /// The code of `docs/sessions.md`.
    func testSessionsRun() async throws {
        try await TemporaryDatabase.sqlite(drivers: [.sqlite], creating: MetaData(Author.self)) { engine in
            let sessions = AsyncSessionMaker(engine)
            let first = try await addBook(sessions, "The Dispossessed", by: "Le Guin")
            let second = try await addBook(sessions, "The Lathe of Heaven", by: "Le Guin")
            XCTAssertEqual([first, second], [1, 2])
            try await rename(sessions, 1)
            let names = try await engine.execute(select(Author.name)).all()
            XCTAssertEqual(names, ["Ursula K. Le Guin"])
            let isNew = try await signUp(sessions, "Lem")
            let isTaken = try await signUp(sessions, "Lem")
            XCTAssertEqual([isNew, isTaken], [true, false])
            try await sessions.withSession { session in try await shelves(session) }
            try await sessions.begin { session in
                let row = Book.Row(id: 7, title: "Solaris", year: 1961, authorID: 2)
                try await inBulk(session, [row])
            }
            let books = try await engine.execute(select(Book.title)).all()
            XCTAssertEqual(books, ["Solaris"])
        }
    }

    func testSessionsTestRuns() async throws {
        try await TemporaryDatabase.sqlite(drivers: [.sqlite], creating: MetaData(Author.self)) { engine in
            try await testThatItStoresABook(engine)
            let books = try await engine.scalar(select(Fn.count(Book.id)))
            XCTAssertEqual(books, 0)
        }
    }
}
