import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// What a statement does, as the engine must know it before it sends it.
final class IntentTests: XCTestCase {
    private func compiled<S: Statement>(_ statement: S) throws -> CompiledStatement {
        try StatementCache().compile(statement, for: PostgreSQLDialect()).0
    }

    private func assertIntent<S: Statement>(
        _ statement: S, _ intent: StatementIntent, touchesSession: Bool = false, line: UInt = #line
    ) throws {
        let compiled = try compiled(statement)
        XCTAssertEqual(compiled.intent, intent, line: line)
        XCTAssertEqual(compiled.touchesSession, touchesSession, line: line)
    }

    func testReads() throws {
        try assertIntent(select(User.id), .read)
        try assertIntent(select(User.id).union(select(Post.id)), .read)
        try assertIntent(select(Fn.call("soundex", User.name, as: String.self)), .read)
        try assertIntent(select(sqlExpression("age % 2", as: Int.self)).from(User.self), .read)
        try assertIntent(select(User.id).map { $0 + 1 }, .read)
        try assertIntent(explain(delete(User.self)), .read)
    }

    func testWrites() throws {
        try assertIntent(insert(Comment.self).values(Comment.id.to(1)), .write)
        try assertIntent(update(User.self).set(User.age, to: 1), .write)
        try assertIntent(delete(User.self), .write)
        try assertIntent(delete(User.self).returning(User.id), .write)
        try assertIntent(select(User.id).forUpdate(), .write)
        try assertIntent(select(User.id).where(exists(select(Post.id).forShare())), .write)
        try assertIntent(explain(delete(User.self), analyze: true), .write)
    }

    func testFunctionsThatChangeSomething() throws {
        try assertIntent(select(Fn.call("nextval", literal("s"), as: Int.self)), .write, touchesSession: true)
        try assertIntent(
            select(Fn.call("pg_advisory_lock", literal(1), as: String?.self)), .write, touchesSession: true)
        try assertIntent(
            select(Fn.call("set_config", literal("a"), literal("b"), literal(false), as: String.self)), .write,
            touchesSession: true)
        try assertIntent(
            select(Fn.call("my_function", as: Int.self, isVolatile: true)), .write, touchesSession: true)
    }

    func testRawSQLIsForTheDatabaseToDecide() throws {
        try assertIntent(text("SELECT 1"), .unknown)
        try assertIntent(sql("DELETE FROM users WHERE id = \(1)"), .unknown)
        try assertIntent(text("UPDATE users SET a = :a WHERE id = :id", ["a": 1, "id": 2]), .unknown)
        try assertIntent(text("INSERT INTO t VALUES (:a) ON CONFLICT DO UPDATE SET a = 1", ["a": 1]), .unknown)
        for session in [
            "SET search_path = x", "LISTEN a", "CREATE TEMP TABLE t (a INT)", "PRAGMA foreign_keys = 1",
            "SELECT pg_advisory_lock(1)", "SELECT set_config('a', 'b', false)", "ATTACH 'x' AS y",
            "PREPARE p AS SELECT 1",
            "DISCARD ALL", "RESET ALL", "LOAD 'x'",
        ] {
            try assertIntent(text(unsafe: session), .unknown, touchesSession: true)
        }
        try assertIntent(
            select(sqlExpression("pg_advisory_xact_lock(\(1))", as: String?.self)), .unknown, touchesSession: true)
    }

    private func assertPureRead<S: Statement>(_ statement: S, _ expected: Bool, line: UInt = #line) throws {
        for dialect in [PostgreSQLDialect(), SQLiteDialect()] as [any Dialect] {
            let compiled = try? StatementCache().compile(statement, for: dialect).0
            // What SQLite cannot say is no statement there.
            if let compiled { XCTAssertEqual(compiled.isPureRead, expected, compiled.sql, line: line) }
        }
        XCTAssertEqual(try compiled(statement).isPureRead, expected, line: line)
    }

    func testQueriesOfWhichEverythingIsKnownArePureReads() throws {
        try assertPureRead(select(User.id), true)
        try assertPureRead(select(User.id).where(User.id == 1), true)
        try assertPureRead(select(User.id).union(select(Post.id)), true)
        try assertPureRead(select(Fn.lower(User.name), Fn.count()), true)
        try assertPureRead(select(User.id).where(exists(select(Post.id).where(Post.authorID == User.id))), true)
        try assertPureRead(select(Fn.call("my_function", as: Int.self, isVolatile: false)), true)
    }

    func testWhatNobodyHasVouchedForIsNoPureRead() throws {
        try assertPureRead(select(User.id).forUpdate(), false)
        try assertPureRead(select(User.id).where(exists(select(Post.id).forShare())), false)
        try assertPureRead(select(Fn.call("my_function", as: Int.self)), false)
        try assertPureRead(select(User.id).where(Fn.call("my_function", User.id, as: Bool.self)), false)
        try assertPureRead(select(Fn.call("nextval", literal("s"), as: Int.self, isVolatile: false)), false)
        try assertPureRead(select(Fn.call("pg_sleep", literal(1), as: String?.self)), false)
        try assertPureRead(select(sqlExpression("age % 2", as: Int.self)).from(User.self), false)
        try assertPureRead(text("SELECT 1"), false)
        try assertPureRead(sql("SELECT \(1)"), false)
        try assertPureRead(delete(User.self).returning(User.id), false)
        try assertPureRead(insert(Comment.self).values(Comment.id.to(1)), false)
        try assertPureRead(explain(delete(User.self), analyze: true), false)
    }

    func testTwoStatementsOfOneTextAreToldApartByWhatIsKnownOfThem() throws {
        let cache = StatementCache()
        let dialect = PostgreSQLDialect()
        let unknown = try cache.compile(select(Fn.call("f", as: Int.self)), for: dialect).0
        let known = try cache.compile(select(Fn.call("f", as: Int.self, isVolatile: false)), for: dialect).0
        XCTAssertEqual(unknown.sql, known.sql)
        XCTAssertFalse(unknown.isPureRead)
        XCTAssertTrue(known.isPureRead)
    }

    func testWhetherRowsComeBack() throws {
        XCTAssertTrue(try compiled(select(User.id)).returnsRows)
        XCTAssertTrue(try compiled(delete(User.self).returning(User.id)).returnsRows)
        XCTAssertTrue(try compiled(text("SELECT 1")).returnsRows)
        XCTAssertFalse(try compiled(delete(User.self)).returnsRows)
        XCTAssertFalse(try compiled(insert(Comment.self).values(Comment.id.to(1))).returnsRows)
    }

    func testParametersAreTypedByTheirPlace() throws {
        let statement = select(Fn.call("f", literal(1), as: Int.self), User.age + 1)
            .where(User.name == "a").where(Fn.coalesce(User.age, 2) == 3)
        XCTAssertEqual(try compiled(statement).hints, [.literal, .value, .value, .literal, .value])
        let many = select(User.id).where(or((0..<100).map { $0 % 3 == 0 ? User.id == literal($0) : User.id == $0 }))
        XCTAssertEqual(try compiled(many).hints, (0..<100).map { $0 % 3 == 0 ? .literal : .value })
    }
}
