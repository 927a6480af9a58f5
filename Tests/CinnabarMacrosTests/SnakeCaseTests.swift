import XCTest

@testable import CinnabarMacros

final class SnakeCaseTests: XCTestCase {
    func testWordsAndAcronyms() {
        let names = [
            "id": "id", "createdAt": "created_at", "authorID": "author_id", "URLPath": "url_path", "isHTML": "is_html",
            "userIDs": "user_ids", "html5Text": "html5_text", "already_snake": "already_snake", "A": "a",
            "OrderLine": "order_line", "line2Total": "line2_total", "IDsOfUsers": "ids_of_users", "userId": "user_id",
        ]
        for (name, column) in names { XCTAssertEqual(name.snakeCased, column, name) }
    }

    func testPlurals() {
        let words = [
            "user": "users", "category": "categories", "day": "days", "box": "boxes", "address": "addresses",
            "branch": "branches", "y": "ys",
        ]
        for (word, plural) in words { XCTAssertEqual(word.plural, plural) }
    }
}
