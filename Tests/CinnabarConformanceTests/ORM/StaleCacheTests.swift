import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import Foundation
import XCTest

/// U15: what a transaction made of objects is not trusted when it was rolled back.
final class StaleCacheTests: ORMTestCase {
    func testValuesThatTheDatabaseMadeGoWithTheTransaction() async throws {
        try await withSessions { sessions in
            let session = sessions()
            let user = User("Alice", posts: [Post("First")])
            let post = try user.posts.loaded[0]
            for round in 0..<3 {
                session.add(user)
                try await session.flush()
                XCTAssertNotNil(user.id)
                XCTAssertNotNil(user.createdAt)
                XCTAssertNotNil(user.updatedAt)
                XCTAssertEqual(post.authorID, user.id)
                try await session.rollback()
                XCTAssertNil(user.id, "round \(round)")
                XCTAssertNil(user.createdAt)
                XCTAssertNil(user.updatedAt)
                XCTAssertNil(post.id)
                XCTAssertNil(post.authorID)
                XCTAssertEqual([inspect(user).status, inspect(post).status], [.transient, .transient])
                // Somebody else takes the number that was given back, where numbers are given back.
                try await sessions.begin { other in
                    other.add(User(name: "other", email: "\(round)@example.com", posts: [Post("other")]))
                }
            }
            session.add(user)
            try await session.commit()
            let stored = try await sessions.engine.execute(
                select(User.id, User.createdAt, User.updatedAt).where(User.name == "Alice")
            ).one()
            XCTAssertEqual(stored.0, user.id)
            XCTAssertEqual(stored.1, user.createdAt)
            XCTAssertEqual(stored.2, user.updatedAt)
            let link = try await sessions.engine.execute(
                select(Post.id, Post.authorID).where(Post.title == "First")
            ).one()
            XCTAssertEqual([link.0, link.1], [post.id, user.id])
            let again = try await session.getOne(User.self, XCTUnwrap(user.id))
            XCTAssertTrue(again === user)
            await session.close()
        }
    }

    /// What an update has the database make: `onUpdate`, a version, an expression.
    func testAChangedObjectIsReadAgainAfterTheRollback() async throws {
        try await withSessions { sessions in
            let engine = sessions.engine
            let nodeID = UUID()
            try await addPeople(sessions)
            try await sessions.begin { session in session.add(TreeNode(id: nodeID, name: "kept")) }
            let old = Date(timeIntervalSince1970: 1_000_000_000)
            try await engine.execute(update(User.self).set(User.updatedAt, to: old))
            let session = sessions()
            let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            let node = try await session.getOne(TreeNode.self, nodeID)
            XCTAssertEqual(bob.updatedAt, old)
            bob.name = "Robert"
            node.set(TreeNode.visits, to: TreeNode.visits + 5)
            try await session.flush()
            XCTAssertNotEqual(bob.updatedAt, old)
            XCTAssertEqual([node.visits, node.version], [5, 2])
            try await session.rollback()
            XCTAssertEqual(bob.name, "Bob")
            XCTAssertEqual(bob.updatedAt, old)
            XCTAssertEqual([node.visits, node.version], [0, 1])
            XCTAssertEqual([inspect(bob).isModified, inspect(node).isModified], [false, false])
            XCTAssertEqual([inspect(bob).isExpired, inspect(node).isExpired], [true, true])
            // Meanwhile somebody else goes on; what is read next is theirs, and a change finds their version.
            try await sessions.begin { other in
                let theirs = try await other.getOne(TreeNode.self, nodeID)
                theirs.visits = 7
                try await other.execute(update(User.self).where(User.name == "Bob").set(User.age, to: 41))
            }
            let again = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            XCTAssertTrue(again === bob)
            XCTAssertEqual(bob.age, 41)
            let reread = try await session.getOne(TreeNode.self, nodeID)
            XCTAssertTrue(reread === node)
            XCTAssertEqual([node.visits, node.version], [7, 2])
            node.visits += 1
            try await session.commit()
            let visits = try await engine.scalar(select(TreeNode.visits))
            XCTAssertEqual(visits, 8)
            await session.close()
        }
    }

    func testASavepointThatIsUndoneTakesItsValuesAlong() async throws {
        struct Undo: Error {}
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            let old = bob.updatedAt
            let outer = User("Outer")
            session.add(outer)
            try await session.flush()
            let inner = User("Inner")
            do {
                try await session.beginNested { session in
                    bob.name = "Robert"
                    session.add(inner)
                    try await session.flush()
                    XCTAssertNotNil(inner.createdAt)
                    throw Undo()
                }
            } catch is Undo {}
            XCTAssertNil(inner.id)
            XCTAssertNil(inner.createdAt)
            XCTAssertEqual(inspect(inner).status, .transient)
            XCTAssertEqual(bob.name, "Bob")
            XCTAssertEqual(bob.updatedAt, old)
            XCTAssertNotNil(outer.id)
            session.add(inner)
            try await session.commit()
            let stored = try await sessions.engine.execute(
                select(User.name, User.id, User.createdAt).where(User.name.in(["Outer", "Inner"])).order(by: User.id)
            ).all()
            XCTAssertEqual(stored.map(\.0), ["Outer", "Inner"])
            XCTAssertEqual(stored.map(\.1), [outer.id, inner.id])
            XCTAssertEqual(stored.map(\.2), [outer.createdAt, inner.createdAt])
            await session.close()
        }
    }
}
