import XCTest

@testable import BlogServer

final class UserTests: XCTestCase {
    func testAUserIsCreatedReadChangedAndDeleted() async throws {
        try await withBlogs { blog in
            let id = try await blog.addUser("Alice", bio: "Hello!")
            let alice = try await blog.get("/users/\(id)", as: UserDetail.self)
            XCTAssertEqual(alice.user.email, "alice@example.com")
            XCTAssertEqual(alice.profile?.bio, "Hello!")
            XCTAssertEqual(alice.posts, [])

            let changed = try await blog.send(.patch, "/users/\(id)", #"{"age": 31}"#, status: .ok)
            XCTAssertTrue(changed.contains(#""age":31"#), changed)
            let after = try await blog.get("/users/\(id)", as: UserDetail.self).user
            XCTAssertEqual(after.age, 31)
            XCTAssertEqual(after.name, "Alice")

            try await blog.send(.delete, "/users/\(id)", status: .noContent)
            try await blog.send(.get, "/users/\(id)", status: .notFound)
        }
    }

    func testPagesFollowTheKey() async throws {
        try await withBlogs { blog in
            var ids: [Int] = []
            for number in 1...7 { ids.append(try await blog.addUser("user\(number)")) }
            var pages: [[Int]] = []
            var next: Int? = 0
            while let after = next {
                let page = try await blog.get("/users?limit=3&after=\(after)", as: UserPage.self)
                pages.append(page.users.map(\.id))
                next = page.next
            }
            XCTAssertEqual(pages, [Array(ids[0..<3]), Array(ids[3..<6]), [ids[6]]])
            // A page that is exactly full is the last one too.
            let all = try await blog.get("/users?limit=7", as: UserPage.self)
            XCTAssertEqual(all.users.count, 7)
            XCTAssertNil(all.next)
            try await blog.send(.get, "/users?limit=many", status: .badRequest)
        }
    }

    func testATakenAddressIsAConflictThatNamesTheColumn() async throws {
        try await withBlogs { blog in
            let alice = try await blog.addUser("Alice")
            let bob = try await blog.addUser("Bob")
            let taken = #"{"name": "Other", "email": "alice@example.com"}"#
            let answer = try await blog.send(.post, "/users", taken, status: .conflict)
            XCTAssertTrue(answer.contains("email is taken"), answer)
            XCTAssertFalse(answer.contains("alice@example.com"), answer)
            let moved = try await blog.send(.patch, "/users/\(bob)", taken, status: .conflict)
            XCTAssertTrue(moved.contains("email is taken"), moved)
            // Neither left anything behind.
            let users = try await blog.get("/users", as: UserPage.self).users
            XCTAssertEqual(users.map(\.id), [alice, bob])
            XCTAssertEqual(users.map(\.name), ["Alice", "Bob"])
        }
    }

    func testWhatIsNotThereAndWhatIsNotJSON() async throws {
        try await withBlogs { blog in
            try await blog.send(.get, "/users/999", status: .notFound)
            try await blog.send(.patch, "/users/999", #"{"age": 1}"#, status: .notFound)
            try await blog.send(.delete, "/users/999", status: .notFound)
            try await blog.send(.post, "/users/999/posts", #"{"title": "a", "body": "b"}"#, status: .notFound)
            try await blog.send(.post, "/posts/999/comments", #"{"content": "a"}"#, status: .notFound)
            try await blog.send(.post, "/users", "{", status: .badRequest)
            try await blog.send(.post, "/users", #"{"name": "no address"}"#, status: .badRequest)
            try await blog.send(.get, "/users/first", status: .badRequest)
        }
    }
}
