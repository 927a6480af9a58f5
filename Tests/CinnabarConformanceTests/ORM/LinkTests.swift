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
    func testNewObjectsAreKeptByWhatTheyArePutInto() async throws {
        try await withSessions { sessions in
            let authors = [User("Alice"), User("Bob")]
            let posts = [Post("First"), Post("Second")]
            authors[0].posts.append(contentsOf: posts)
            for author in authors {
                for post in posts { post.comments.append(Comment(content: "by \(author.name)", author: author)) }
            }
            try await sessions.begin { session in session.add(authors[0]) }
            let stored = try await sessions.engine.scalar(select(Fn.count(Comment.id)))
            XCTAssertEqual(stored, 4)
            XCTAssertEqual(try posts.map { try $0.comments.loaded.count }, [2, 2])
        }
    }

    func testANewObjectThatNobodyKeptIsAnErrorAndNotASilentLoss() async throws {
        try await withSessions { sessions in
            let post = Post("First")
            func comment() { Comment(content: "lost").post.set(post) }
            comment()
            let session = sessions()
            session.add(User("Alice", posts: [post]))
            do {
                try await session.commit()
                XCTFail("the comment is gone")
            } catch let error as SessionError {
                XCTAssertEqual(
                    error.description,
                    "an object that was put into Post.comments is gone before it was stored: keep new objects in a "
                        + "variable until they are flushed, or add them to a session before you link them")
            }
            await session.close()
        }
    }

    func testGraphsThatNoSessionEverHadAreFreed() async throws {
        weak var user: User?
        weak var post: Post?
        weak var comment: Comment?
        weak var tag: Tag?
        do {
            let (author, label) = (User("Alice"), Tag(name: "t"))
            let first = Post("First", tags: [label])
            first.comments.append(Comment(content: "c", author: author))
            author.posts.append(first)
            label.posts.append(Post("Second", comments: [Comment(content: "d", author: author)]))
            (user, post, tag) = (author, first, label)
            comment = try first.comments.loaded[0]
            XCTAssertNotNil(comment)
        }
        XCTAssertNil(user)
        XCTAssertNil(post)
        XCTAssertNil(comment)
        XCTAssertNil(tag)
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
            let gone = try await sessions.begin { session in
                let user = User("Alice", posts: [Post("First")])
                session.add(user)
                return [Gone(object: user), Gone(object: try user.posts.loaded[0])]
            }
            XCTAssertEqual(gone.count { $0.object != nil }, 0)
        }
    }

    private struct Gone: Sendable {
        weak var object: (any Model)?
    }
}
