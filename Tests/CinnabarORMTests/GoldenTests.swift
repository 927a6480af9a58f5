import CinnabarORM
import CinnabarSQL
import XCTest

final class GoldenTests: XCTestCase {
    func testBothSidesFollowEachOther() throws {
        let user = GoldenUser(name: "Alice", posts: [GoldenPost(title: "First")])
        let post = try XCTUnwrap(user.posts.loaded.first)
        XCTAssertTrue(try post.author.loaded === user)
        let other = GoldenUser(name: "Bob")
        post.author.set(other)
        XCTAssertEqual(try user.posts.loaded.count, 0)
        XCTAssertEqual(try other.posts.loaded, [post])
        other.posts.remove(post)
        XCTAssertNil(post.author.ifLoaded)
    }

    func testObserversRunOnce() {
        let post = GoldenPost(title: "First")
        post.title = ""
        XCTAssertEqual(post.title, "First")
    }

    func testMetaDataFollowsRelationships() throws {
        XCTAssertEqual(MetaData(GoldenUser.self).tables.map(\.name), ["golden_users", "golden_posts"])
        XCTAssertEqual(MetaData(GoldenPost.self).tables[0].foreignKeys[0].referencedColumns, ["id"])
    }

    func testGraphsAreFreed() {
        weak var weakUser: GoldenUser?
        weak var weakPost: GoldenPost?
        do {
            let user = GoldenUser(name: "Alice", posts: [GoldenPost(title: "a"), GoldenPost(title: "b")])
            weakUser = user
            weakPost = user.posts.ifLoaded?[0]
            XCTAssertNotNil(weakPost)
        }
        XCTAssertNil(weakUser)
        XCTAssertNil(weakPost)
    }
}
