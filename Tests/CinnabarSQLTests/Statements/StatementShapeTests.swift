import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// The short cut to a compiled statement must lead where writing it leads.
final class StatementShapeTests: XCTestCase {
    private let dialects: [any Dialect] = [PostgreSQLDialect(), SQLiteDialect()]

    private func assertSame(
        _ statements: [any Statement], file: StaticString = #filePath, line: UInt = #line
    ) throws {
        for dialect in dialects {
            let cache = StatementCache()
            // The first round writes, the later ones find: mixed, so that each could find another's.
            for round in 0..<3 {
                for statement in statements {
                    var writer = SQLWriter(dialect: dialect)
                    try statement.write(to: &writer)
                    let (compiled, binds) = try cache.compile(statement, for: dialect)
                    XCTAssertEqual(compiled.sql, writer.sql, "\(dialect.name), round \(round)", file: file, line: line)
                    XCTAssertEqual(binds, writer.binds, compiled.sql, file: file, line: line)
                    XCTAssertEqual(compiled.hints, writer.hints, compiled.sql, file: file, line: line)
                    XCTAssertEqual(compiled.intent, writer.intent, compiled.sql, file: file, line: line)
                }
            }
            XCTAssertEqual(cache.counts.misses, Set(statements.map { $0.sql(for: dialect) }).count)
        }
    }

    func testComparisons() throws {
        try assertSame([
            select(User.self), select(Post.self), select(User.id), select(User.id, User.name),
            select(User.self).where(User.id == 1), select(User.self).where(User.id != 1),
            select(User.self).where(User.id < 1), select(User.self).where(User.id <= 1),
            select(User.self).where(User.id > 1), select(User.self).where(User.id >= 1),
            select(User.self).where(User.managerID == 1), select(User.self).where(User.managerID == nil),
            select(User.self).where(User.managerID != nil), select(User.id, User.name).where(User.name == "a"),
            select(User.name, User.id).where(User.name == "a"), select(Post.self).where(Post.id == 1),
        ])
    }

    func testSeveralConditions() throws {
        try assertSame([
            select(User.self).where(User.id == 1).where(User.name == "b"),
            select(User.self).where(User.name == "b").where(User.id == 1),
            select(User.self).where(User.id == 1 && User.name == "b"),
            select(User.self).where(User.id == 1 || User.name == "b"),
            select(User.self).where(User.id == 1).where(User.name == "b" || User.age == nil),
            select(User.self).where((User.id == 1 || User.id == 2) && User.active == true),
            select(User.self).where(User.id == 1 || User.id == 2 && User.active == true),
            select(User.self).where(and([])), select(User.self).where(or([])),
            select(User.self).where(User.id == 1).where(User.id == 1).where(User.id == 2),
        ])
    }

    func testOrderAndPages() throws {
        try assertSame([
            select(User.self).order(by: User.id), select(User.self).order(by: User.id.descending),
            select(User.self).order(by: User.id.ascending.nullsFirst),
            select(User.self).order(by: User.id.ascending.nullsLast),
            select(User.self).order(by: User.id.descending, User.name),
            select(User.self).order(by: User.id).order(by: User.name),
            select(User.self).limit(5), select(User.self).offset(5), select(User.self).limit(5).offset(6),
            // Equal values say nothing of their order.
            select(User.self).limit(5).offset(5), select(User.self).limit(7).offset(8),
            select(User.self).where(User.id == 1).order(by: User.id).limit(5).offset(6),
        ])
    }

    func testWhatHasNoShapeIsWritten() throws {
        let boss = User.alias("boss")
        try assertSame([
            select(User.id.label("key")), select(User.self).distinct(),
            select(User.self).where(User.id == User.managerID),
            select(User.self, Post.self).join(Post.self, on: Post.authorID == User.id).where(User.id == 1),
            select(boss.id).where(boss.id == 1), select(Fn.count()).from(User.self),
            select(User.id).where(User.id == literal(1)), select(User.role).groupBy(User.role),
            select(User.self).where(User.id.in([1, 2])),
        ])
    }

    func testAnErrorStaysAnError() throws {
        let cache = StatementCache()
        for limit in [3, -1, 4, -1] {
            let statement = select(User.self).where(User.id == 9).limit(limit)
            if limit < 0 {
                XCTAssertThrowsError(try cache.compile(statement, for: dialects[0]))
            } else {
                XCTAssertEqual(try cache.compile(statement, for: dialects[0]).1, [.integer(9), .integer(Int64(limit))])
            }
        }
    }

    func testACopyIsNotChangedWithTheOther() throws {
        let first = select(User.self).where(User.id == 1).order(by: User.id)
        let second = first.limit(2).where(User.name == "b")
        XCTAssertEqual(
            first.sql(for: SQLiteDialect()),
            #"SELECT "users"."id", "users"."name", "users"."age" FROM "users" WHERE "users"."id" = ? "#
                + #"ORDER BY "users"."id""#)
        XCTAssertEqual(
            second.sql(for: SQLiteDialect()),
            #"SELECT "users"."id", "users"."name", "users"."age" FROM "users" WHERE "users"."id" = ? "#
                + #"AND "users"."name" = ? ORDER BY "users"."id" LIMIT ?"#)
    }

    func testColumnsMadeForEachStatementAreNotConfused() throws {
        let cache = StatementCache()
        for number in 0..<5_000 {
            let column = Column<User, Int>(number % 2 == 0 ? "even" : "odd")
            let (compiled, binds) = try cache.compile(select(User.id).where(column == number), for: SQLiteDialect())
            XCTAssertTrue(compiled.sql.hasSuffix(number % 2 == 0 ? #""users"."even" = ?"# : #""users"."odd" = ?"#))
            XCTAssertEqual(binds, [.integer(Int64(number))])
        }
        XCTAssertEqual(cache.counts.misses, 2)
    }
}

extension Statement {
    fileprivate func sql(for dialect: any Dialect) -> String {
        var writer = SQLWriter(dialect: dialect)
        do { try write(to: &writer) } catch { return "\(error)" }
        return writer.sql
    }
}
