import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class SessionLifeTests: ORMTestCase {
    private struct Gone {
        weak var object: AnyObject?
    }

    /// The thread that read the rows lets go of them a moment after the caller goes on.
    private func expectNothing(of gone: [Gone], line: UInt = #line) async throws {
        for _ in 0..<100 where gone.contains(where: { $0.object != nil }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        XCTAssertEqual(gone.count { $0.object != nil }, 0, line: line)
    }

    /// U10, and the ORM's promise: whatever the graph, nothing of it stays when its roots are dropped.
    func testNoGraphOutlivesItsRoots() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            var gone: [Gone] = []
            func remember(_ objects: [AnyObject]) { for object in objects { gone.append(Gone(object: object)) } }
            func load() async throws {
                let users = try await session.scalars(
                    select(User.self).options(
                        .joined(User.profile),
                        .selectIn(User.posts).then(
                            .selectIn(Post.comments).then(.selectIn(Comment.post)),
                            .selectIn(Post.tags).then(.selectIn(Tag.posts)), .selectIn(Post.author)))
                ).all()
                for user in users {
                    remember([user])
                    for post in try user.posts.loaded {
                        remember([post])
                        XCTAssertTrue(try post.author.loaded === user)
                        remember(try post.comments.loaded)
                        for tag in try post.tags.loaded { remember([tag]) }
                    }
                }
            }
            try await load()
            XCTAssertGreaterThan(gone.count, 6)
            try await expectNothing(of: gone)
            // Built ones too, with the session open and after it.
            func build() async throws {
                let user = User("Carol", posts: [Post("x", comments: [Comment(content: "y")], tags: [Tag(name: "t")])])
                try user.posts.loaded[0].comments.loaded[0].author.set(user)
                session.add(user)
                remember([user, try user.posts.loaded[0], try user.posts.loaded[0].comments.loaded[0]])
                try await session.commit()
            }
            try await build()
            try await expectNothing(of: gone)
            try await load()
            await session.close()
            try await expectNothing(of: gone)
        }
    }

    func testAWeakEndThatIsGoneSaysSoAndIsFetchedAgain() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            func firstPost() async throws -> Post {
                let user = try await session.scalars(
                    select(User.self).options(.selectIn(User.posts)).where(User.name == "Bob")
                ).one()
                return try user.posts.loaded[0]
            }
            let post = try await firstPost()
            XCTAssertThrowsError(try post.author.loaded) { error in
                XCTAssertEqual((error as? NotLoadedError)?.reason, .released)
            }
            let author = try await post.author.load()
            XCTAssertEqual(author.name, "Bob")
            await session.close()
        }
    }

    /// U11: calls of many tasks queue in their order, and statements never mix.
    func testCallsOfManyTasksQueue() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        if number % 5 == 0 {
                            session.add(User("Task\(number)"))
                            try await session.flush()
                        }
                        return try await session.scalars(select(User.self)).count
                    }
                }
                for try await count in group { XCTAssertGreaterThanOrEqual(count, 2) }
            }
            try await session.commit()
            let count = try await session.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(count, 12)
            await session.close()
        }
    }

    func testCancellationRollsBack() async throws {
        try await withSessions { sessions in
            let task = Task {
                try await sessions.begin { session in
                    session.add(User("Alice"))
                    try await session.flush()
                    try await Task.sleep(for: .seconds(60))
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            do {
                try await task.value
                XCTFail("it was cancelled")
            } catch is CancellationError {}
            let count = try await sessions.engine.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(count, 0)
        }
    }

    func testAClosedSessionSaysSo() async throws {
        try await withSessions { sessions in
            let session = sessions()
            await session.close()
            await session.close()
            do {
                _ = try await session.scalars(select(User.self))
                XCTFail("it is closed")
            } catch let error as SessionError {
                XCTAssertEqual(error.description, "the session is closed: make another one")
            }
        }
    }

    func testAStreamOfObjectsStaysFlat() async throws {
        try await withSessions { sessions in
            try await sessions.begin { session in
                session.addAll((0..<5_000).map { TreeNode(name: "\($0)") })
            }
            try await sessions.withSession { session in
                var count = 0
                for try await node in try await session.stream(select(TreeNode.self)) {
                    count += node.name.isEmpty ? 0 : 1
                }
                XCTAssertEqual(count, 5_000)
                XCTAssertLessThan(session.trackedObjects, 3_000)
                let again = try await session.scalar(select(Fn.count(TreeNode.id)))
                XCTAssertEqual(again, 5_000)
            }
        }
    }

    func testExpireOnCommitReadsAnew() async throws {
        try await withSessions(expireOnCommit: true) { sessions in
            try await addPeople(sessions)
            let session = sessions()
            let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            bob.age = 40
            try await session.commit()
            try await sessions.engine.execute(update(User.self).where(User.name == "Bob").set(User.age, to: 41))
            XCTAssertEqual(bob.age, 40)
            let again = try await session.get(User.self, XCTUnwrap(bob.id))
            XCTAssertTrue(again === bob)
            XCTAssertEqual(bob.age, 41)
            await session.close()
        }
    }

    /// U16
    func testTwoNewObjectsWithOneKeyAreRefusedBeforeAnySQL() async throws {
        try await withSessions { sessions in
            let log = StatementLog(sessions.engine)
            let session = sessions()
            session.addAll([OrderLine(orderID: 1, line: 1), OrderLine(orderID: 1, line: 1)])
            do {
                try await session.flush()
                XCTFail("the key is there twice")
            } catch let error as SessionError {
                XCTAssertEqual(error.kind, .duplicateKey)
                XCTAssertEqual(
                    error.description,
                    #"two new rows of table "order_lines" have the same primary key ("order_id", "line")"#)
            }
            XCTAssertEqual(log.statements, [])
            await session.close()
        }
    }

    func testNoAutoflushReadsWithoutWriting() async throws {
        try await withSessions { sessions in
            let session = sessions()
            session.add(User("Alice"))
            let before = try await session.noAutoflush { session in
                try await session.scalar(select(Fn.count(User.id)))
            }
            let after = try await session.scalar(select(Fn.count(User.id)))
            XCTAssertEqual([before, after], [0, 1])
            // A session that is held by hand has savepoints too.
            try await session.beginNested { session in session.add(User("Bob")) }
            let nested = try await session.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(nested, 2)
            try await session.rollback()
            await session.close()
        }
    }

    func testWhatIsExpungedIsNotWritten() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            let (carol, post) = (User("Carol"), Post("expunged"))
            carol.posts.append(post)
            session.add(carol)
            let bob = try await session.noAutoflush { session in
                try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            }
            bob.name = "Robert"
            session.expunge(carol)
            XCTAssertEqual([inspect(carol).status, inspect(post).status], [.transient, .transient])
            session.expungeAll()
            XCTAssertEqual(inspect(bob).status, .detached)
            try await session.commit()
            await session.close()
            let names = try await sessions.engine.execute(select(User.name).order(by: User.name)).all()
            XCTAssertEqual(names, ["Alice", "Bob"])
        }
    }

    func testLoadOnlyNamesTheDeferredAttributesToLoad() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let post = try await session.scalars(
                    select(Post.self).options(.loadOnly(Post.title, Post.body)).where(Post.title == "First")
                ).one()
                XCTAssertEqual(try post.body.loaded, "body of First")
            }
        }
    }
}
