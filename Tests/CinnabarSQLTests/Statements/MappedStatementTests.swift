import CinnabarSQL
import Foundation
import XCTest

final class MappedStatementTests: XCTestCase {
    private struct Card: Equatable, Sendable {
        let id: Int
        let title: String
    }

    /// Rows as a driver would lend them.
    private final class Rows: RowCursor {
        private var left: Int
        private let cells: UnsafeMutablePointer<Cell>

        init(_ cells: [TestCell], count: Int) {
            left = count
            let texts = cells.map { $0.bytes ?? [] }
            self.cells = .allocate(capacity: cells.count)
            for (index, cell) in cells.enumerated() {
                let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(texts[index].count, 1), alignment: 1)
                bytes.copyMemory(from: texts[index], byteCount: texts[index].count)
                self.cells[index] =
                    cell.bytes == nil
                    ? Cell(kind: cell.kind, bits: cell.bits)
                    : Cell(kind: cell.kind, address: bytes, length: texts[index].count)
            }
            let shape = TestShape(cells)
            super.init(row: RowReader(cells: self.cells, count: cells.count, shape: shape), shape: shape)
        }

        override func next() throws -> Bool {
            left -= 1
            return left >= 0
        }
    }

    private func decode<S: Statement>(_ statement: S, _ cells: TestCell..., count: Int = 1) throws -> [S.Output] {
        var rows: [S.Output] = []
        try statement.decoder.decodeAll(Rows(cells, count: count), &rows)
        return rows
    }

    func testRowsBecomeOtherValues() throws {
        let statement = select(Post.id, Post.title).map { id, title in Card(id: id + 1, title: title) }
        XCTAssertEqual(
            try decode(statement, .integer(6), .text("a"), count: 2),
            [Card(id: 7, title: "a"), Card(id: 7, title: "a")])
        let made = select(Post.id, Post.title).into(Card.init)
        XCTAssertEqual(try decode(made, .integer(6), .text("a")), [Card(id: 6, title: "a")])
        let only = select(Post.id).map { "#\($0)" }
        XCTAssertEqual(try decode(only, .integer(6)), ["#6"])
        let whole = select(User.self).map(\.name)
        XCTAssertEqual(try decode(whole, .integer(1), .text("Ann"), .null), ["Ann"])
    }

    func testTheSQLIsThatOfTheStatement() {
        assertSQL(
            select(Post.id).where(Post.views > 3).map { -$0 },
            postgreSQL: #"SELECT "posts"."id" FROM "posts" WHERE "posts"."views" > $1"#,
            sqlite: #"SELECT "posts"."id" FROM "posts" WHERE "posts"."views" > ?"#, binds: [.integer(3)])
        let inner = select(Post.authorID, Post.title).into { id, _ in id }
        let sql =
            #"SELECT "users"."id" FROM "users" WHERE EXISTS (SELECT "posts"."author_id", "posts"."title" FROM "posts")"#
        assertSQL(select(User.id).where(exists(inner)), postgreSQL: sql, sqlite: sql, binds: [])
    }

    func testAnErrorOfTheClosureComesOut() {
        struct Failure: Error {}
        let statement = select(Post.id).map { (_: Int) throws -> Int in throw Failure() }
        XCTAssertThrowsError(try decode(statement, .integer(1))) { XCTAssertTrue($0 is Failure) }
    }

    func testARowThatMayBeMissingIsNil() throws {
        let statement = select(User.entity, Post.entity.optional).leftJoin(Post.self, on: Post.authorID == User.id)
        let missing = try decode(statement, .integer(1), .text("Ann"), .null, .null, .null)
        XCTAssertNil(missing[0].1)
        XCTAssertEqual(missing[0].0.name, "Ann")
        let there = try decode(statement, .integer(1), .text("Ann"), .null, .integer(7), .text("t"))
        XCTAssertEqual(there[0].1?.title, "t")
    }
}
