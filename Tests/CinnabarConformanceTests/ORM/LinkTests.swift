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

    /// Nobody but the graph itself holds the comments, each of which was linked to its author first.
    func testNewObjectsHoldEachOtherUntilTheyAreStored() async throws {
        try await withSessions { sessions in
            let authors = [User("Alice"), User("Bob")]
            let posts = [Post("First"), Post("Second")]
            for author in authors {
                for post in posts {
                    let comment = Comment(content: "by \(author.name)")
                    comment.author.set(author)
                    comment.post.set(post)
                }
            }
            authors[0].posts.append(contentsOf: posts)
            try await sessions.begin { session in session.add(authors[0]) }
            let stored = try await sessions.engine.scalar(select(Fn.count(Comment.id)))
            XCTAssertEqual(stored, 4)
            XCTAssertEqual(try posts.map { try $0.comments.loaded.count }, [2, 2])
        }
    }

    func testAParentThatNobodyHoldsIsStoredWithItsChild() async throws {
        try await withSessions { sessions in
            let post = Post("First")
            post.author.set(User("Alice"))
            try await sessions.begin { session in session.add(post) }
            let authors = try await sessions.engine.execute(select(User.name)).all()
            XCTAssertEqual(authors, ["Alice"])
        }
    }

    func testALinkOfStoredObjectsHoldsThemUntilItIsWritten() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let post = try await session.scalars(select(Post.self).where(Post.title == "Third")).one()
                for tag in try await session.scalars(select(Tag.self)) { post.tags.append(tag) }
            }
            let pairs = try await sessions.engine.scalar(select(Fn.count(PostTag.postID)))
            XCTAssertEqual(pairs, 5)
        }
    }

    func testStoredObjectsAreFreedWithTheirRoots() async throws {
        try await withSessions { sessions in
            let (author, post) = try await sessions.begin { session in
                let user = User("Alice", posts: [Post("First")])
                session.add(user)
                return (Witness(object: user), Witness(object: try user.posts.loaded[0]))
            }
            XCTAssertNil(author.object)
            XCTAssertNil(post.object)
        }
    }
}

private struct Witness: Sendable {
    weak var object: (any Model)?
}
