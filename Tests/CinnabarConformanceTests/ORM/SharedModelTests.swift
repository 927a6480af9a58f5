import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import Synchronization
import XCTest

/// Objects and sessions in the hands of many tasks. What it proves, it proves under the thread sanitizer.
final class SharedModelTests: ORMTestCase {
    /// Some tasks read and write the objects of one session, others flush, expire, refresh, load and query meanwhile.
    func testManyTasksUseTheObjectsOfOneSession() async throws {
        try await withSessions { sessions in
            let name = sessions.engine.dialect.name
            try await addPeople(sessions)
            let session = sessions()
            let users = try await session.scalars(
                select(User.self).options(.selectIn(User.posts).then(.selectIn(Post.tags))).order(by: User.id)
            ).all()
            let posts = try users.flatMap { try $0.posts.loaded }
            let written = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for round in 0..<60 {
                            let user = users[round % users.count]
                            user.age = round
                            user.role = "role \(task)"
                            let post = posts[(round + task) % posts.count]
                            post.published.toggle()
                            _ = user.name.count + post.title.count + (user.id ?? 0)
                            for post in user.posts.ifLoaded ?? [] { _ = post.author.ifLoaded?.name }
                            _ = inspect(user).changedAttributes
                            _ = try inspect(user).history(of: User.age)
                        }
                    }
                }
                for task in 0..<2 {
                    group.addTask {
                        for round in 0..<20 {
                            let post = Post("\(task) \(round)", comments: [Comment(content: "c")])
                            users[round % users.count].posts.append(post)
                            try post.comments.loaded[0].author.set(users[0])
                            written.count.add(1, ordering: .relaxed)
                            _ = users[0].posts.ifLoaded?.count
                            await Task.yield()
                        }
                    }
                }
                group.addTask { for _ in 0..<30 { try await session.flush() } }
                group.addTask {
                    for round in 0..<30 {
                        session.expire(posts[round % posts.count])
                        _ = try await posts[round % posts.count].author.load().name
                        _ = session.dirty.count + session.new.count
                    }
                }
                group.addTask {
                    for _ in 0..<20 {
                        let found = try await session.scalars(select(User.self).order(by: User.id)).all()
                        XCTAssertTrue(found[0] === users[0], name)
                    }
                }
                group.addTask {
                    for round in 0..<20 { try await session.refresh(users[1], .selectIn(User.profile)); _ = round }
                }
                try await group.waitForAll()
            }
            try await session.commit()
            await session.close()
            let count = try await sessions.engine.scalar(select(Fn.count(Post.id)))
            XCTAssertEqual(count, 3 + written.count.load(ordering: .relaxed), name)
            let comments = try await sessions.engine.scalar(
                select(Fn.count(Comment.id)).where(Comment.authorID == users[0].id))
            XCTAssertEqual(comments, written.count.load(ordering: .relaxed), name)
        }
    }

    /// Tasks link the same objects, before and after a session knows them, and both sides agree in the end.
    func testManyTasksLinkTheSameObjects() async throws {
        try await withSessions { sessions in
            for round in 0..<10 {
                let tags = (0..<4).map { Tag(name: "\(round) \($0)") }
                let user = User("User\(round)", posts: (0..<4).map { Post("\($0)") })
                let posts = try user.posts.loaded
                let session = sessions()
                await withTaskGroup(of: Void.self) { group in
                    for task in 0..<8 {
                        group.addTask {
                            for step in 0..<16 {
                                let (post, tag) = (posts[(step + task) % 4], tags[(step * task) % 4])
                                if task.isMultiple(of: 2) { post.tags.append(tag) } else { tag.posts.append(post) }
                                _ = post.tags.ifLoaded?.count
                                if step == task { session.add(user) }
                            }
                        }
                    }
                }
                session.addAll(tags)
                try await session.commit()
                for post in posts {
                    let mine = Set(try post.tags.loaded.map(\.name))
                    let theirs = Set(
                        tags.filter { $0.posts.ifLoaded?.contains { $0 === post } == true }.map(\.name))
                    XCTAssertEqual(mine, theirs)
                    let stored = try await sessions.engine.execute(
                        select(Tag.name).join(Tag.posts).where(Post.id == post.id)
                    ).all()
                    XCTAssertEqual(Set(stored), mine)
                    XCTAssertEqual(stored.count, mine.count)
                }
                await session.close()
            }
        }
    }

    /// Detached objects are read by tasks while sessions of others merge them and add them again.
    func testDetachedObjectsGoFromTaskToTask() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let users = try await sessions.withSession { session in
                try await session.scalars(select(User.self).options(.selectIn(User.posts))).all()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<6 {
                    group.addTask {
                        for round in 0..<10 {
                            try await sessions.withSession { session in
                                let mine = try await session.merge(users[round % users.count])
                                mine.role = "task \(task)"
                                _ = try await mine.posts.load().map(\.title)
                                try await session.rollback()
                            }
                            users[round % users.count].age = task
                            _ = users[0].posts.ifLoaded?.map(\.title)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let roles = try await sessions.engine.execute(select(User.role).distinct()).all()
            XCTAssertEqual(roles, ["user"])
        }
    }
}

private final class Counter: Sendable {
    let count = Atomic<Int>(0)
}
