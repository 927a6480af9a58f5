import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class StatementCacheTests: XCTestCase {
    private let dialect = PostgreSQLDialect()

    func testEqualShapesWithDifferentValuesAreOneStatement() throws {
        let cache = StatementCache()
        var statements: Set<ObjectIdentifier> = []
        for value in 0..<1_000 {
            let (statement, binds) = try cache.compile(
                select(User.self).where(User.id == value).where(User.name != "n\(value)").limit(value), for: dialect)
            statements.insert(ObjectIdentifier(statement))
            XCTAssertEqual(binds, [.integer(Int64(value)), .text("n\(value)"), .integer(Int64(value))])
        }
        XCTAssertEqual(statements.count, 1)
        XCTAssertEqual(cache.counts.hits, 999)
        XCTAssertEqual(cache.counts.misses, 1)
    }

    func testListsOfAnyLengthAreOneStatementWhereTheyAreArrays() throws {
        let cache = StatementCache()
        for count in 1..<50 {
            _ = try cache.compile(select(User.id).where(User.id.in(0..<count)), for: dialect)
        }
        XCTAssertEqual(cache.counts.misses, 1)
    }

    func testStatementsThatDifferOnlyBesideTheirTextAreTwo() throws {
        let cache = StatementCache()
        // The same text, but the parameter is typed as a literal in one of them.
        let (value, _) = try cache.compile(select(User.id).where(User.id == 1), for: dialect)
        let (literal, _) = try cache.compile(select(User.id).where(User.id == CinnabarSQL.literal(1)), for: dialect)
        XCTAssertEqual(value.sql, literal.sql)
        XCTAssertEqual(value.hints, [.value])
        XCTAssertEqual(literal.hints, [.literal])
        XCTAssertFalse(value === literal)
        // The same text, but beyond the first 64 parameters.
        let ids = (0..<70).map { User.id == $0 } as [Condition]
        let (first, _) = try cache.compile(select(User.id).where(or(ids + [User.id == 70])), for: dialect)
        let (second, _) = try cache.compile(
            select(User.id).where(or(ids + [User.id == CinnabarSQL.literal(70)])), for: dialect)
        XCTAssertEqual(first.sql, second.sql)
        XCTAssertFalse(first === second)
        // Raw SQL and a built statement, a plain read and a volatile call.
        let (built, _) = try cache.compile(select(User.id), for: dialect)
        let (raw, _) = try cache.compile(text(unsafe: built.sql), for: dialect)
        XCTAssertEqual(raw.sql, built.sql)
        XCTAssertEqual(raw.intent, .unknown)
        XCTAssertEqual(built.intent, .read)
    }

    func testAnErrorIsNotCached() throws {
        let cache = StatementCache()
        for _ in 0..<2 {
            XCTAssertThrowsError(try cache.compile(select(User.id).where(Post.id == 1), for: dialect))
        }
        XCTAssertEqual(cache.counts.hits, 0)
    }

    func testWhatIsAskedForStaysAndWhatIsNotGoes() throws {
        let cache = StatementCache(capacity: 10)
        let kept = select(User.id)
        let (first, _) = try cache.compile(kept, for: dialect)
        for number in 0..<100 {
            _ = try cache.compile(select(User.id.label("c\(number)")), for: dialect)
            let (again, _) = try cache.compile(kept, for: dialect)
            XCTAssertTrue(again === first, "asked for after every other statement")
        }
        let (old, _) = try cache.compile(select(User.id.label("c99")), for: dialect)
        XCTAssertEqual(cache.counts.misses, 101)
        _ = try cache.compile(select(User.id.label("c1")), for: dialect)
        XCTAssertEqual(cache.counts.misses, 102, "the oldest are gone")
        XCTAssertEqual(old.sql, #"SELECT "users"."id" AS "c99" FROM "users""#)
    }

    func testManyStatementsAreAllFound() throws {
        let cache = StatementCache(capacity: 4_000)
        for round in 0..<2 {
            for number in 0..<1_500 {
                let (statement, _) = try cache.compile(select(User.id.label("column \(number)")), for: dialect)
                XCTAssertEqual(statement.sql, "SELECT \"users\".\"id\" AS \"column \(number)\" FROM \"users\"")
            }
            XCTAssertEqual(cache.counts.misses, 1_500, "round \(round)")
        }
    }

    func testWithoutCapacityEveryStatementIsNew() throws {
        let cache = StatementCache(capacity: 0)
        let (first, _) = try cache.compile(select(User.id), for: dialect)
        let (second, _) = try cache.compile(select(User.id), for: dialect)
        XCTAssertFalse(first === second)
        XCTAssertEqual(cache.counts.hits, 0)
    }

    func testTasksShareOneStatement() async throws {
        let cache = StatementCache()
        let ids = try await withThrowingTaskGroup(of: Set<UInt64>.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var ids: Set<UInt64> = []
                    for number in 0..<500 {
                        let statement = select(User.id).where(User.id == task * number)
                        ids.insert(try cache.compile(statement, for: PostgreSQLDialect()).0.id)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.formUnion($1) }
        }
        XCTAssertEqual(ids.count, 1)
        XCTAssertEqual(cache.counts.hits + cache.counts.misses, 4_000)
    }
}
