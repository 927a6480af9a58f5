import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class SmokeTests: XCTestCase {
    func testGraphRoundTrip() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(GoldenUser.self))
            let sessions = AsyncSessionMaker(engine)
            try await sessions.begin { session in
                session.add(GoldenUser(name: "Alice", posts: [GoldenPost(title: "a"), GoldenPost(title: "b")]))
            }
            try await sessions.begin { session in
                let users = try await session.scalars(select(GoldenUser.self).options(.selectIn(GoldenUser.posts))).all()
                XCTAssertEqual(users.count, 1)
                XCTAssertEqual(try users[0].posts.loaded.map(\.title).sorted(), ["a", "b"])
                XCTAssertTrue(try users[0].posts.loaded[0].author.loaded === users[0])
                users[0].name = "Bob"
                let post = try users[0].posts.loaded[0]
                users[0].posts.remove(post)
                users[0].posts.append(GoldenPost(title: "c"))
            }
            let session = AsyncSession(engine)
            let user = try await session.get(GoldenUser.self, 1)
            XCTAssertEqual(user?.name, "Bob")
            let posts = try await user?.posts.load()
            XCTAssertEqual(posts?.map(\.title).sorted(), ["b", "c"])
            let joined = try await session.scalars(
                select(GoldenPost.self).options(.joined(GoldenPost.author)).order(by: GoldenPost.title)).all()
            XCTAssertTrue(try joined[0].author.loaded === user)
            let pairs = try await session.execute(
                select(GoldenUser.entity, GoldenUser.posts).where(GoldenUser.name == "Bob")).all()
            XCTAssertEqual(pairs.count, 1)
            XCTAssertEqual(pairs[0].1.count, 2)
            try await session.delete(XCTUnwrap(user))
            try await session.commit()
            let left = try await session.scalar(select(Fn.count(GoldenPost.id)))
            XCTAssertEqual(left, 0)
            await session.close()
        }
    }
}
