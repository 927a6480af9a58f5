import Cinnabar
import XCTest

@testable import BlogServer

final class PostTests: XCTestCase {
    func testPostsComeWithTheirAuthorAndTags() async throws {
        try await withBlogs { blog in
            let alice = try await blog.addUser("Alice")
            let bob = try await blog.addUser("Bob")
            let first = NewPost(title: "First", body: "Text", published: true, tags: ["swift", "sql"])
            let made = try await blog.post("/users/\(alice)/posts", first, as: PostDetail.self)
            XCTAssertEqual(made.post.authorID, alice)
            XCTAssertEqual(made.tags, ["sql", "swift"])
            _ = try await blog.post(
                "/users/\(bob)/posts", NewPost(title: "Second", body: "Text", tags: ["sql"]), as: PostDetail.self)

            let all = try await blog.get("/posts", as: [PostDetail].self)
            XCTAssertEqual(all.map(\.post.title), ["Second", "First"])
            XCTAssertEqual(all.map(\.author.name), ["Bob", "Alice"])
            let tagged = try await blog.get("/posts?tag=swift", as: [PostDetail].self)
            XCTAssertEqual(tagged.map(\.post.title), ["First"])
            // The tag that filters is not the only one that is shown.
            XCTAssertEqual(tagged.first?.tags, ["sql", "swift"])
            let none = try await blog.get("/posts?tag=rust", as: [PostDetail].self)
            XCTAssertEqual(none.count, 0)
            let tags = try await blog.engine.scalar(select(Fn.count(Tag.id)))
            XCTAssertEqual(tags, 2)
            let posts = try await blog.get("/users/\(alice)", as: UserDetail.self).posts
            XCTAssertEqual(posts.map(\.title), ["First"])
        }
    }

    func testDeletingAUserTakesTheirPostsAlongButNotWhatTheySaidElsewhere() async throws {
        try await withBlogs { blog in
            let alice = try await blog.addUser("Alice", bio: "Hello!")
            let bob = try await blog.addUser("Bob")
            let post = NewPost(title: "First", body: "Text", tags: ["swift"])
            let hers = try await blog.post("/users/\(alice)/posts", post, as: PostDetail.self).post.id
            let his = try await blog.post("/users/\(bob)/posts", post, as: PostDetail.self).post.id
            for (post, author) in [(hers, bob), (his, alice)] {
                let comment = try await blog.post(
                    "/posts/\(post)/comments", NewComment(content: "Nice", authorID: author), as: Comment.Row.self)
                XCTAssertEqual(comment.authorID, author)
                XCTAssertEqual(comment.postID, post)
            }

            try await blog.send(.delete, "/users/\(alice)", status: .noContent)
            let posts = try await blog.get("/posts", as: [PostDetail].self)
            XCTAssertEqual(posts.map(\.post.id), [his])
            let comments = try await blog.engine.execute(select(Comment.rows)).all()
            XCTAssertEqual(comments.map(\.postID), [his])
            XCTAssertEqual(comments.map(\.authorID), [nil])
            let profiles = try await blog.engine.scalar(select(Fn.count(Profile.id)))
            XCTAssertEqual(profiles, 0)
        }
    }
}
