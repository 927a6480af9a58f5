import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class FlushFailureTests: ORMTestCase {
    /// U1: whichever statement fails, every object is as it was before the flush, and after the rollback the session
    /// goes on.
    func testAFlushThatFailsAtAnyStatementLeavesEveryObjectAsItWas() async throws {
        let count = 8
        try await withSessions { sessions in
            try await addPeople(sessions)
            let nodeID = UUID()
            try await sessions.begin { session in session.add(TreeNode(id: nodeID, name: "kept")) }
            for failing in 0..<count {
                let session = sessions()
                let node = try await session.getOne(TreeNode.self, nodeID)
                let bob = try await session.scalars(
                    select(User.self).options(.selectIn(User.posts)).where(User.name == "Bob")
                ).one()
                let gone = try bob.posts.loaded[0]
                node.name = "changed"
                bob.posts.append(Post("new"))
                bob.posts.remove(gone)
                let users = (0..<count).map { number in
                    User(
                        name: "\(number)", email: number == failing ? "alice@example.com" : "\(number)@example.com",
                        posts: [Post("of \(number)")])
                }
                session.addAll(users)
                do {
                    try await session.commit()
                    XCTFail("an e-mail is taken")
                } catch let error as DatabaseError {
                    XCTAssertEqual(error.kind, .uniqueViolation)
                }
                for user in users {
                    XCTAssertNil(user.id)
                    XCTAssertEqual(inspect(user).status, .pending)
                    XCTAssertNil(try user.posts.loaded[0].authorID)
                }
                XCTAssertEqual(node.name, "changed")
                XCTAssertEqual(node.version, 1)
                XCTAssertEqual(inspect(node).changedAttributes, ["name"])
                XCTAssertEqual(try bob.posts.loaded.map(\.title), ["new"])
                XCTAssertEqual(inspect(gone).status, .deleted)
                try await session.rollback()
                XCTAssertEqual(node.name, "kept")
                XCTAssertEqual(try bob.posts.loaded.map(\.title), ["Third"])
                XCTAssertEqual(inspect(gone).status, .persistent)
                XCTAssertEqual(inspect(users[0]).status, .transient)
                // What failed is mended and stored, and taken back again for the next round.
                users[failing].email = "mended@example.com"
                session.addAll(users)
                try await session.flush()
                XCTAssertEqual(users.count { $0.id != nil }, count)
                try await session.rollback()
                await session.close()
            }
            let left = try await sessions.engine.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(left, 2)
        }
    }

    /// U2: cut off between its levels, a flush leaves nothing behind either.
    func testAFlushThatIsStoppedBetweenStatementsLeavesEveryObjectAsItWas() async throws {
        struct Stopped: Error {}
        try await withSessions { sessions in
            for stop in ["posts", "comments"] {
                let session = sessions()
                sessions.engine.events.beforeExecute { context in
                    if context.sql.hasPrefix("INSERT INTO \"\(stop)\"") { throw Stopped() }
                }
                let user = User("Alice", posts: [Post("p", comments: [Comment(content: "c")])])
                session.add(user)
                do {
                    try await session.commit()
                    XCTFail("it was stopped")
                } catch is Stopped {}
                XCTAssertNil(user.id)
                XCTAssertNil(try user.posts.loaded[0].id)
                try await session.rollback()
                await session.close()
                let left = try await sessions.engine.scalar(select(Fn.count(User.id)))
                XCTAssertEqual(left, 0)
            }
        }
    }
}
