import CinnabarORM
import CinnabarSQL
import PublicModels
import XCTest

/// Models of another module, through what is public of them.
final class PublicModelTests: XCTestCase {
    func testEverythingOfAPublicModelIsThere() throws {
        let author = Author(name: "Astrid", books: [Book(isbn: "1", edition: 2, title: "Pippi")])
        author.keep("yes")
        author.name = "Astrid Lindgren"
        XCTAssertEqual(author.signature, "– Astrid Lindgren")
        XCTAssertEqual(try author.books.loaded[0].row, Book.Row(isbn: "1", edition: 2, title: "Pippi"))
        XCTAssertEqual(Book.PrimaryKey(isbn: "1", edition: 2).edition, 2)
        XCTAssertEqual(Shelf(place: "left").place, "left")
        assertSQL(
            select(Author.name).join(Book.self, on: Book.authorID == Author.id)
                .where(Author.signature == "– Astrid"),
            """
            SELECT "authors"."name" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" \
            WHERE $1 || "authors"."name" = $2
            """, binds: [.text("– "), .text("– Astrid")])
    }
}
