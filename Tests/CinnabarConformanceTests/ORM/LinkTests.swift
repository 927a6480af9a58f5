import Cinnabar
import CinnabarORM
import CinnabarSQL
import XCTest

final class LinkTests: ORMTestCase {
    func testAForeignKeyFollowsAnObjectThatWasStoredBefore() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let users = try await session.scalars(select(User.self).order(by: User.id)).all()
                let post = try await session.scalars(select(Post.self).where(Post.title == "Third")).one()
                XCTAssertEqual(post.authorID, users[1].id)
                post.author.set(users[0])
                let new = Post("New")
                new.author.set(users[1])
                try await session.flush()
                XCTAssertEqual(post.authorID, users[0].id)
                XCTAssertEqual(new.authorID, users[1].id)
                try await session.rollback()
                XCTAssertEqual(post.authorID, users[1].id)
                XCTAssertNil(new.authorID)
            }
        }
    }

    func testAForeignKeyIsGoneWithItsObject() async throws {
        try await withSessions { sessions in
            let child = TreeNode(name: "child")
            try await sessions.withSession { session in
                session.add(TreeNode(name: "parent", children: [child]))
                try await session.commit()
                XCTAssertNotNil(child.parentID)
                child.parent.set(nil)
                try await session.commit()
                XCTAssertNil(child.parentID)
            }
        }
    }
}
