import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// A small library whose every number is known: statements are run on it and their rows are compared.
struct Author: SelectableRow, Hashable {
    static let tableName = "authors"
    static let reference = TableReference(name: tableName)
    static let id = Column<Author, Int>("id", primaryKey: true)
    static let name = Column<Author, String>("name", unique: true)
    static let age = Column<Author, Int?>("age")
    static let mentorID = Column<Author, Int?>("mentor_id", references: .to("authors", "id"))
    static let table = CinnabarTable(Author.self, id, name, age, mentorID)
    static let selection = [id.node, name.node, age.node]

    let id: Int
    let name: String
    let age: Int?

    init(id: Int, name: String, age: Int?) {
        self.id = id
        self.name = name
        self.age = age
    }

    init(row: RowReader) throws {
        id = try row.get(0)
        name = try row.get(1)
        age = try row.get(2)
    }
}

struct Book: SelectableRow, Hashable {
    static let tableName = "books"
    static let reference = TableReference(name: tableName)
    static let id = Column<Book, Int>("id", primaryKey: true)
    static let title = Column<Book, String>("title")
    static let authorID = Column<Book, Int>("author_id", references: .to("authors", "id"))
    static let price = Column<Book, Double>("price", default: 1.5)
    static let stock = Column<Book, Int>("stock", serverDefault: .value(.integer(7)))
    static let changedAt = Column<Book, Date?>("changed_at", onUpdate: .now)
    static let table = CinnabarTable(Book.self, id, title, authorID, price, stock, changedAt)
    static let selection = [id.node, title.node]

    let id: Int
    let title: String

    init(id: Int, title: String) {
        self.id = id
        self.title = title
    }

    init(row: RowReader) throws {
        id = try row.get(0)
        title = try row.get(1)
    }
}

extension XCTestCase {
    /// Runs the body on a library in each database: three authors and four books, one of them of nobody's.
    func onEveryLibrary(
        requires capabilities: DialectCapabilities = [], file: StaticString = #filePath, line: UInt = #line,
        _ body: (AsyncEngine) async throws -> Void
    ) async throws {
        try await onEveryDatabase(requires: capabilities, file: file, line: line) { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Author.self, Book.self))
            try await engine.execute(
                insert(Author.self, Author.id, Author.name, Author.age, Author.mentorID)
                    .values([(1, "Ada", 36, nil), (2, "Bob", 50, 1), (3, "Cy", nil, 2)]))
            try await engine.execute(
                insert(Book.self, Book.id, Book.title, Book.authorID, Book.price, Book.stock)
                    .values([
                        (1, "Notes", 1, 10, 5), (2, "Engines", 1, 20, 0), (3, "100% wool_", 2, 5.5, 9),
                        (4, "Back\\slash", 2, 40, 1),
                    ]))
            try await body(engine)
        }
    }
}

/// Rows of two or three columns, in an order of their own, so that tuples can be compared.
func assertRows<A: Equatable, B: Equatable>(
    _ rows: [(A, B)], _ expected: [(A, B)], file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertEqual(rows.count, expected.count, file: file, line: line)
    for (row, other) in zip(rows, expected) { XCTAssertTrue(row == other, "\(row), \(other)", file: file, line: line) }
}
