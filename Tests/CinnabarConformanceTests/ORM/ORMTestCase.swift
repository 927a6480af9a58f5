import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

/// A test of sessions, on every database, in tables of its own.
class ORMTestCase: XCTestCase {
    static let schema = MetaData(User.self, TreeNode.self, OrderLine.self)

    func withSessions(
        expireOnCommit: Bool = false, file: StaticString = #filePath, line: UInt = #line,
        _ body: (AsyncSessionMaker) async throws -> Void
    ) async throws {
        try await onEveryDatabase(file: file, line: line) { database in
            try await database.engine.createAll(Self.schema)
            try await body(AsyncSessionMaker(database.engine, expireOnCommit: expireOnCommit))
        }
    }

    /// Alice with two posts and a profile, Bob with one post; two tags.
    func addPeople(_ sessions: AsyncSessionMaker) async throws {
        try await sessions.begin { session in
            let (swift, sql) = (Tag(name: "swift"), Tag(name: "sql"))
            session.add(
                User(
                    "Alice",
                    posts: [
                        Post("First", comments: [Comment(content: "Nice")], tags: [swift, sql]),
                        Post("Second", tags: [swift]),
                    ], profile: Profile(bio: "Hello!")))
            session.add(User("Bob", posts: [Post("Third")]))
        }
    }
}
