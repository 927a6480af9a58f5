import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarSQLite
import CinnabarTesting
import Foundation
import XCTest

final class MockSessionTests: XCTestCase {
    private nonisolated static let noon = Date(timeIntervalSince1970: 43_200)

    func testFlushesGetKeysAndWhatTheDatabaseFillsIn() async throws {
        let database = MockDatabase.forSessions(filling: ["created_at": Self.noon.sqlValue], keysFrom: 10)
        let sessions = AsyncSessionMaker(try AsyncEngine("mock://", drivers: [database.driver]))
        let user = Writer(name: "Alice", posts: [Article(title: "a"), Article(title: "b")])
        try await sessions.begin { session in session.add(user) }
        XCTAssertEqual(user.id, 10)
        XCTAssertEqual(user.createdAt, Self.noon)
        XCTAssertEqual(try user.posts.loaded.map(\.id), [11, 12])
        XCTAssertEqual(try user.posts.loaded.map(\.authorID), [10, 10])
        XCTAssertEqual(database.statements.first, "BEGIN")
        XCTAssertEqual(database.statements.last, "COMMIT")
        XCTAssertEqual(database.statements.filter { $0.hasPrefix("INSERT") }.count, 3)
    }

    func testADialectThatTellsKeysWithoutReturningGetsThemToo() async throws {
        let database = MockDatabase.forSessions(
            filling: ["created_at": Self.noon.sqlValue], keysFrom: 10, dialect: SQLiteDialect()
        ) { statement in
            statement.binds.contains(.text("answered")) ? .rows([["id": 77]]) : nil
        }
        let sessions = AsyncSessionMaker(try AsyncEngine("mock://", drivers: [database.driver]))
        let user = Writer(name: "Alice", posts: [Article(title: "a"), Article(title: "answered"), Article(title: "c")])
        try await sessions.begin { session in session.add(user) }
        XCTAssertEqual(user.id, 10)
        XCTAssertEqual(try user.posts.loaded.map(\.id), [11, 77, 12])
        XCTAssertEqual(database.statements.filter { $0.contains(" RETURNING ") }.count, 1, "the writer's date")
    }

    func testObjectsAreFoundChangedAndDeleted() async throws {
        let stored = Writer(id: 1, name: "Alice", createdAt: Self.noon)
        let row = MockDatabase.Answer.objects([stored])
        let database = MockDatabase.forSessions { statement in
            statement.sql.hasPrefix("SELECT") && statement.sql.contains(#"FROM "writers""#) ? row : nil
        }
        let sessions = AsyncSessionMaker(try AsyncEngine("mock://", drivers: [database.driver]))
        try await sessions.begin { session in
            let user = try await session.get(Writer.self, 1)
            XCTAssertEqual(user?.name, "Alice")
            XCTAssertEqual(user?.createdAt, Self.noon)
            user?.name = "Alicia"
        }
        let change = database.received.first { $0.sql.hasPrefix("UPDATE") }
        XCTAssertEqual(change?.binds, [.text("Alicia"), .integer(1)])
        database.clear()
        try await sessions.begin { session in
            let user = try await session.scalars(select(Writer.self)).one()
            try await session.delete(user)
        }
        XCTAssertTrue(database.statements.contains { $0.hasPrefix(#"DELETE FROM "writers""#) })
    }

    func testAnErrorOfTheDatabaseFailsTheFlush() async throws {
        let database = MockDatabase.forSessions { statement in
            statement.sql.hasPrefix("INSERT") ? .error(DatabaseError(.uniqueViolation, "taken")) : nil
        }
        let session = AsyncSession(try AsyncEngine("mock://", drivers: [database.driver]))
        let user = Writer(name: "Alice")
        session.add(user)
        do {
            try await session.commit()
            XCTFail("no error")
        } catch let error as DatabaseError {
            XCTAssertEqual(error.kind, .uniqueViolation)
        }
        try await session.rollback()
        XCTAssertNil(user.id)
        await session.close()
        XCTAssertEqual(database.statements.last, "ROLLBACK")
    }
}
