import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class SessionTests: ORMTestCase {
    func testAGraphIsInsertedInOneGoAndReadBack() async throws {
        try await withSessions { sessions in
            let user = User("Dave", posts: [Post("a"), Post("b")], profile: Profile(bio: "Hello!"))
            try await sessions.begin { session in session.add(user) }
            XCTAssertEqual(inspect(user).status, .detached)
            XCTAssertNotNil(user.createdAt)
            XCTAssertEqual(try user.posts.loaded.map(\.authorID), [user.id, user.id])
            try await sessions.withSession { session in
                let found = try await session.scalars(
                    select(User.self).options(.joined(User.profile), .selectIn(User.posts))
                ).one()
                XCTAssertEqual(try found.posts.loaded.map(\.title), ["a", "b"])
                XCTAssertEqual(try found.profile.loaded?.bio, "Hello!")
                XCTAssertTrue(try found.posts.loaded[0].author.loaded === found)
                XCTAssertTrue(try found.profile.loaded?.user.loaded === found)
            }
        }
    }

    func testOneObjectStandsForOneRow() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let alice = try await session.scalars(select(User.self).where(User.name == "Alice")).one()
                let id = try XCTUnwrap(alice.id)
                let again = try await session.get(User.self, id)
                XCTAssertTrue(again === alice)
                let pairs = try await session.execute(
                    select(User.self, Post.self).join(User.posts).order(by: Post.id)
                ).all()
                XCTAssertEqual(pairs.map(\.1.title), ["First", "Second", "Third"])
                XCTAssertTrue(pairs[0].0 === alice && pairs[1].0 === alice)
            }
        }
    }

    func testAChangedAttributeIsUpdatedAlone() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let recorder = StatementLog(sessions.engine)
            try await sessions.begin { session in
                let alice = try await session.scalars(select(User.self).where(User.name == "Alice")).one()
                let before = alice.updatedAt
                alice.name = "Alice Smith"
                XCTAssertEqual(try inspect(alice).history(of: User.name).old, "Alice")
                XCTAssertEqual(session.dirty.count, 1)
                try await session.flush()
                XCTAssertEqual(session.dirty.count, 0)
                XCTAssertNotNil(alice.updatedAt)
                XCTAssertNotNil(before)
                // Set to what it is: nothing to do.
                alice.name = "Alice Smith"
                try await session.flush()
            }
            let updates = recorder.statements.filter { $0.hasPrefix("UPDATE") }
            XCTAssertEqual(updates.count, 1)
            XCTAssertTrue(updates[0].contains(#"SET "name" = "#) && !updates[0].contains("email"), updates[0])
        }
    }

    func testARollbackTakesEverythingBack() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let alice = try await session.scalars(
                    select(User.self).options(.selectIn(User.posts)).where(User.name == "Alice")
                ).one()
                let first = try alice.posts.loaded[0]
                let carol = User("Carol")
                session.add(carol)
                alice.name = "Changed"
                alice.posts.append(Post("New"))
                try await session.flush()
                XCTAssertNotNil(carol.id)
                alice.age = 99
                try await session.delete(first)
                try await session.rollback()
                XCTAssertEqual(alice.name, "Alice")
                XCTAssertNil(alice.age)
                XCTAssertNil(carol.id)
                XCTAssertEqual(inspect(carol).status, .transient)
                XCTAssertEqual(inspect(first).status, .persistent)
                XCTAssertEqual(try alice.posts.loaded.map(\.title), ["First", "Second"])
                // And the session goes on.
                session.add(carol)
                try await session.commit()
                let count = try await session.scalar(select(Fn.count(User.id)))
                XCTAssertEqual(count, 3)
            }
        }
    }

    func testAFailedFlushLeavesObjectsAsTheyWere() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let first = User("Carol")
                let second = User(name: "Twin", email: "alice@example.com")
                session.addAll([first, second])
                do {
                    try await session.flush()
                    XCTFail("the e-mail is taken")
                } catch let error as DatabaseError where error.isUniqueViolation(of: User.email) {
                    XCTAssertFalse(error.isUniqueViolation(of: User.name))
                }
                XCTAssertNil(first.id)
                XCTAssertEqual(inspect(first).status, .pending)
                XCTAssertEqual(session.new.count, 2)
                do {
                    _ = try await session.scalars(select(User.self))
                    XCTFail("the session wants a rollback")
                } catch let error as SessionError {
                    XCTAssertEqual(error.kind, .needsRollback)
                }
                try await session.rollback()
                second.email = "twin@example.com"
                session.addAll([first, second])
                try await session.commit()
                let count = try await session.scalar(select(Fn.count(User.id)))
                XCTAssertEqual(count, 4)
            }
        }
    }

    func testASavepointTakesBackOnlyItsOwn() async throws {
        try await withSessions { sessions in
            try await sessions.begin { session in
                let alice = User("Alice")
                session.add(alice)
                do {
                    try await session.beginNested { session in
                        alice.name = "Nested"
                        session.add(User(name: "Other", email: "alice@example.com"))
                    }
                    XCTFail("the e-mail is taken")
                } catch let error as DatabaseError {
                    XCTAssertEqual(error.kind, .uniqueViolation)
                }
                XCTAssertEqual(alice.name, "Alice")
                XCTAssertEqual(inspect(alice).status, .persistent)
                try await session.beginNested { session in session.add(User("Bob")) }
            }
            let names = try await sessions.engine.execute(select(User.name).order(by: User.name)).all()
            XCTAssertEqual(names, ["Alice", "Bob"])
        }
    }

    func testDeleteCascades() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let alice = try await session.scalars(select(User.self).where(User.name == "Alice")).one()
                try await session.delete(alice)
            }
            let engine = sessions.engine
            let posts = try await engine.scalar(select(Fn.count(Post.id)))
            let comments = try await engine.scalar(select(Fn.count(Comment.id)))
            let profiles = try await engine.scalar(select(Fn.count(Profile.id)))
            let pairs = try await engine.scalar(select(Fn.count(PostTag.postID)))
            let tags = try await engine.scalar(select(Fn.count(Tag.id)))
            XCTAssertEqual([posts, comments, profiles, pairs, tags], [1, 0, 0, 0, 2])
        }
    }

    func testAnOrphanIsDeletedAndAMovedChildIsNot() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let users = try await session.scalars(
                    select(User.self).options(.selectIn(User.posts)).order(by: User.id)
                ).all()
                let posts = try users[0].posts.loaded
                users[0].posts.remove(posts[0])
                users[1].posts.append(posts[1])
                XCTAssertEqual(try users[0].posts.loaded.count, 0)
            }
            let rows = try await sessions.engine.execute(
                select(Post.title, User.name).join(User.self, on: Post.authorID == User.id).order(by: Post.id)
            ).all()
            XCTAssertEqual(rows.map { "\($0) \($1)" }, ["Second Bob", "Third Bob"])
        }
    }

    func testManyToManyRowsFollow() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let post = try await session.scalars(
                    select(Post.self).options(.selectIn(Post.tags)).where(Post.title == "First")
                ).one()
                XCTAssertEqual(try post.tags.loaded.map(\.name), ["sql", "swift"])
                post.tags.remove(try post.tags.loaded[0])
                post.tags.append(Tag(name: "orm"))
            }
            try await sessions.withSession { session in
                let post = try await session.scalars(select(Post.self).where(Post.title == "First")).one()
                let tags = try await post.tags.load()
                XCTAssertEqual(tags.map(\.name), ["orm", "swift"])
                let swift = try XCTUnwrap(tags.last)
                let posts = try await swift.posts.load()
                XCTAssertEqual(Set(posts.map(\.title)), ["First", "Second"])
            }
        }
    }
}
