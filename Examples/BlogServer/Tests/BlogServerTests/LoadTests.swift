import Cinnabar
import XCTest

@testable import BlogServer

final class LoadTests: XCTestCase {
    func testManyClientsAtOnceLeaveNoConnectionInUse() async throws {
        try await withBlogs { blog in
            try await blog.send(.get, "/health", status: .ok)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<64 {
                    group.addTask {
                        let user = try await blog.addUser("client\(client)")
                        for number in 0..<6 {
                            // Everybody wants the same tags.
                            let post = NewPost(title: "\(number)", body: "", tags: ["common", "tag\(number)"])
                            _ = try await blog.post("/users/\(user)/posts", post, as: PostDetail.self)
                            _ = try await blog.get("/users?limit=5", as: UserPage.self)
                            let mine = try await blog.get("/users/\(user)", as: UserDetail.self)
                            XCTAssertEqual(mine.posts.count, number + 1)
                        }
                        try await blog.send(.get, "/posts?tag=common", status: .ok)
                    }
                }
                try await group.waitForAll()
            }
            XCTAssertEqual(blog.engine.status.inUse, 0)
            XCTAssertEqual(blog.engine.status.waiting, 0)
            let posts = try await blog.engine.scalar(select(Fn.count(Post.id)))
            XCTAssertEqual(posts, 64 * 6)
        }
    }

    func testOfManyWhoDeleteOneUserOneSucceeds() async throws {
        try await withBlogs { blog in
            let id = try await blog.addUser("Alice", bio: "Hello!")
            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await blog.client.execute(uri: "/users/\(id)", method: .delete) { $0.status.code }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            XCTAssertEqual(codes.filter { $0 == 204 }.count, 1, "\(codes)")
            // Who read the row before it went is told so, who came later finds nothing.
            XCTAssertEqual(codes.filter { $0 == 404 || $0 == 409 }.count, 7, "\(codes)")
        }
    }

    func testHealthTellsThatTheDatabaseIsGone() async throws {
        try await withBlogs { blog in
            await blog.engine.dispose()
            try await blog.send(.get, "/health", status: .serviceUnavailable)
            try await blog.send(.get, "/users", status: .serviceUnavailable)
        }
    }
}
