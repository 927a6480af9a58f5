import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class FlushExecutorTests: XCTestCase {
    private let users = PlanTable("users", ["id", "name", "version"], version: 2)
    private let posts = PlanTable(
        "posts", ["id", "name", "user_id"], foreignKeys: [PlanForeignKey([2], target: 0, [0])])
    private struct Refused: Error {}

    private func run(
        _ tables: [PlanTable], _ rows: [PlanRow], _ dialect: any Dialect, commits: Bool = false,
        _ answer: @escaping ScriptedConnection.Answer = { _, _ in nil }
    ) async throws -> (FlushResult, ScriptedConnection) {
        let connection = ScriptedConnection()
        connection.answer = answer
        let plan = try FlushPlanner(tables: tables, rows: rows).plan()
        let result = try await FlushExecutor(plan, dialect: dialect, cache: StatementCache())
            .run(on: connection, commits: commits)
        return (result, connection)
    }

    private func values(_ result: FlushResult) -> [String] {
        var lines: [String] = []
        result.forEachValue { lines.append("\($0).\($1) = \(ScriptedConnection.text($2))") }
        return lines
    }

    func testWhatAFlushFindsOut() async throws {
        for dialect in [PostgreSQLDialect() as any Dialect, SQLiteDialect()] {
            let (result, _) = try await run(
                [users, posts],
                [
                    .insert(1, [(1, "p"), (2, .row(1))]), .insert(0, [(1, "a")]),
                    .update(0, 9, set: [(1, "b")], version: 4),
                ], dialect)
            XCTAssertEqual(values(result), ["1.0 = 1", "1.2 = 1", "2.2 = 5", "0.0 = 2", "0.2 = 1"], dialect.name)
        }
    }

    func testManyRowsGetTheirOwnKeys() async throws {
        let count = 25_000
        let rows = (0..<count).map { PlanRow.insert(0, [(1, .value(.text("n\($0)")))]) }
        let (result, connection) = try await run([users], rows, PostgreSQLDialect(), commits: true)
        XCTAssertEqual(connection.lines.count, 3, "ten thousand rows each")
        XCTAssertFalse(result.isCommitted, "nothing is committed before it is known whether the rows were inserted")
        var next = 0
        result.forEachValue { row, column, value in
            guard column == 0 else { return }
            XCTAssertEqual(row, next)
            XCTAssertEqual(value, .integer(Int64(row + 1)))
            next += 1
        }
        XCTAssertEqual(next, count)
    }

    func testWhereKeysAreInNoOrderTheRowsGoOneByOne() async throws {
        let rows = (0..<30).map { PlanRow.insert(0, [(1, .value(.text("n\($0)")))]) }
        let (result, connection) = try await run([users], rows, PostgreSQLDialect()) { sql, _ in
            sql.contains("ORDINALITY") ? ([], 0) : nil
        }
        XCTAssertEqual(connection.roundTrips, 2)
        XCTAssertEqual(connection.lines.count, 1 + 1 + 30)
        XCTAssertEqual(values(result).filter { $0.contains(".0 = ") }, (0..<30).map { "\($0).0 = \($0 + 1)" })
    }

    func testKeysThatCannotBeMatchedAreAnError() async throws {
        let rows = (0..<30).map { PlanRow.insert(0, [(1, .value(.text("n\($0)")))]) }
        for keys in [Array(2...30), (1...30).reversed(), Array(repeating: 1, count: 30)] {
            do {
                _ = try await run([users], rows, PostgreSQLDialect()) { _, _ in
                    (keys.map { [.integer(Int64($0))] }, keys.count)
                }
                XCTFail("no error")
            } catch let error as UnmatchedRowsError {
                XCTAssertEqual(error.expected, 30)
                XCTAssertEqual(error.actual, keys.count)
            }
        }
        do {
            _ = try await run([users], [.insert(0, [(1, "a")])], SQLiteDialect()) { _, _ in ([], 0) }
            XCTFail("no error")
        } catch {
            XCTAssertEqual(
                "\(error)",
                #"of 1 row written to table "users" 0 came back: a trigger may skip rows or change their keys"#)
        }
    }

    func testRowsThatComeBackInAnotherOrderAreFoundByTheirKeys() async throws {
        let table = PlanTable(
            TableReference(name: "t"),
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "made", type: .bigint, serverDefault: .sql("f()")),
            ], key: [0])
        let rows = (0..<30).map { PlanRow.insert(0, [(0, .value(.integer($0)))]) }
        let answer: ScriptedConnection.Answer = { sql, _ in
            XCTAssertTrue(sql.hasSuffix(#"RETURNING "id", "made""#))
            return ((0..<30).reversed().map { [.integer($0), .integer($0 * 10)] }, 30)
        }
        let (result, _) = try await run([table], rows, PostgreSQLDialect(), answer)
        XCTAssertEqual(values(result), (0..<30).map { "\($0).1 = \($0 * 10)" })
        do {
            _ = try await run([table], rows, PostgreSQLDialect()) { _, _ in
                ((0..<30).map { [.integer($0 + 1), .null] }, 30)
            }
            XCTFail("no error")
        } catch {
            XCTAssertEqual(
                "\(error)",
                #"of 30 rows written to table "t" 30 came back, with keys that belong to none of them or in no order: "#
                    + "a trigger may skip rows or change their keys")
        }
    }

    func testAMadeKeyAloneIsToldWithoutReturning() async throws {
        let made = PlanTable(
            TableReference(name: "made"),
            columns: [
                ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                ColumnDefinition(name: "at", type: .bigint, serverDefault: .sql("f()")),
            ], key: [0], generatedKey: 0)
        let view = PlanTable("views", ["id", "name"], countsRows: false)
        let pair = PlanTable("pairs", ["id", "other"], key: [0, 1])
        let rows: [PlanRow] = [
            .insert(0, [(1, "a")]), .insert(0, [(0, 7), (1, "b")]), .insert(1, [(1, 5)]), .insert(1, []),
            .insert(2, [(1, "c")]), .insert(3, [(1, 4)]),
        ]
        let sqlite = [
            #"INSERT INTO "users" ("name", "version") VALUES (?, ?) <- 'a', 1"#,
            #"INSERT INTO "users" ("id", "name", "version") VALUES (?, ?, ?) <- 7, 'b', 1"#,
            #"INSERT INTO "made" ("at") VALUES (?) <- 5"#,
            #"INSERT INTO "made" DEFAULT VALUES RETURNING "id", "at""#,
            #"INSERT INTO "views" ("name") VALUES (?) RETURNING "id" <- 'c'"#,
            #"INSERT INTO "pairs" ("other") VALUES (?) RETURNING "id" <- 4"#,
        ]
        let postgreSQL = [
            #"INSERT INTO "users" ("name", "version") VALUES ($1, $2) RETURNING "id" <- 'a', 1"#,
            #"INSERT INTO "users" ("id", "name", "version") VALUES ($1, $2, $3) <- 7, 'b', 1"#,
            #"INSERT INTO "made" ("at") VALUES ($1) RETURNING "id" <- 5"#,
            #"INSERT INTO "made" DEFAULT VALUES RETURNING "id", "at""#,
            #"INSERT INTO "views" ("name") VALUES ($1) RETURNING "id" <- 'c'"#,
            #"INSERT INTO "pairs" ("other") VALUES ($1) RETURNING "id" <- 4"#,
        ]
        for (dialect, expected) in [(PostgreSQLDialect() as any Dialect, postgreSQL), (SQLiteDialect(), sqlite)] {
            let (result, connection) = try await run([users, made, view, pair], rows, dialect)
            XCTAssertEqual(connection.lines, expected, dialect.name)
            let keys = values(result).filter { $0.contains(".0 = ") }.sorted()
            XCTAssertEqual(keys, ["0.0 = 1", "2.0 = 2", "3.0 = 3", "4.0 = 4", "5.0 = 5"], dialect.name)
        }
    }

    func testAKeyOfAnInsertThatDidNothingIsAnError() async throws {
        let rows: [PlanRow] = [.insert(0, [(1, "a")]), .insert(0, [(1, "b")])]
        do {
            _ = try await run([users], rows, SQLiteDialect()) { _, binds in binds[0] == .text("b") ? ([], 0) : nil }
            XCTFail("no error")
        } catch {
            XCTAssertEqual(
                "\(error)",
                #"of 2 rows written to table "users" 1 came back: a trigger may skip rows or change their keys"#)
        }
    }

    func testStaleRowsAreNamed() async throws {
        func rows(_ count: Int) -> [PlanRow] {
            (0..<count).map { .update(0, $0, set: [(1, "b")], version: 4) }
        }
        func stale(_ count: Int, _ dialect: any Dialect, _ answer: @escaping ScriptedConnection.Answer) async throws
            -> StaleDataError?
        {
            do {
                _ = try await run([users], rows(count), dialect, answer)
                return nil
            } catch let error as StaleDataError { return error }
        }
        let one = try await stale(3, SQLiteDialect()) { _, binds in binds[2] == .integer(1) ? ([], 0) : nil }
        XCTAssertEqual(one?.rows, [1])
        XCTAssertEqual(
            one?.description,
            #"the update of 3 rows of table "users" by ("id") and the version in "version" found 2: the data was "#
                + "changed or deleted since it was loaded; refresh it and try again")
        let many = try await stale(30, PostgreSQLDialect()) { _, _ in
            ((0..<30).filter { $0 != 7 && $0 != 20 }.map { [.integer($0)] }, 28)
        }
        XCTAssertEqual(many?.rows, [7, 20])
        XCTAssertEqual(many?.expected, 30)
        XCTAssertEqual(many?.actual, 28)
        XCTAssertEqual(many?.versionColumn, "version")
    }

    func testWhereCountsSayNothingRowsDo() async throws {
        let view = PlanTable("views", ["id", "name"], countsRows: false)
        let (_, connection) = try await run([view], [.update(0, 1, set: [(1, "a")])], SQLiteDialect()) { _, binds in
            ([[binds[1]]], 0)
        }
        XCTAssertEqual(
            connection.lines, [#"UPDATE "views" SET "name" = ? WHERE "id" = ? RETURNING "id" <- 'a', 1"#])
    }

    func testAnErrorNamesItsRowsAndNothingElseRuns() async throws {
        let rows: [PlanRow] = [
            .insert(0, [(1, "a")]), .insert(0, [(1, "b")]), .insert(1, [(1, "p"), (2, .row(0))]),
        ]
        do {
            _ = try await run([users, posts], rows, SQLiteDialect()) { _, binds in
                if binds.first == .text("b") { throw Refused() }
                return nil
            }
            XCTFail("no error")
        } catch let failure as FlushFailure {
            XCTAssertEqual(failure.rows, [1])
            XCTAssertEqual(failure.table, 0)
            XCTAssertTrue(failure.error is Refused)
        }
    }

    func testAnInsertIsCheckedWhereTheCommitTravelsBehindIt() async throws {
        let plain = #"INSERT INTO "users" ("name", "version") VALUES ($1, $2) RETURNING "id""#
        let checked =
            "WITH new AS (\(plain)) SELECT new.* FROM new RIGHT JOIN (SELECT CASE count(*) WHEN 1 THEN 1 "
            + "ELSE CAST('rows inserted: ' || count(*) AS integer) END AS n FROM new) AS counted ON counted.n = 1"
        let two: [PlanRow] = [.insert(0, [(1, "a")]), .insert(0, [(1, "b")])]
        func sent(_ rows: [PlanRow], commits: Bool = true, isFirst: Bool = true, rowsForArrays: Int = 20) async throws
            -> [String]
        {
            let connection = ScriptedConnection()
            connection.answer = { sql, _ in sql.contains("WITH new") ? ([[.integer(1)]], 1) : nil }
            let plan = try FlushPlanner(tables: [users], rows: rows).plan()
            var executor = FlushExecutor(plan, dialect: PostgreSQLDialect(), cache: StatementCache())
            executor.rowsForArrays = rowsForArrays
            _ = try await executor.run(on: connection, commits: commits, isFirst: isFirst)
            return connection.lines.map { $0.components(separatedBy: " <- ")[0] }
        }
        let both = try await sent(two)
        XCTAssertEqual(both, [checked, checked, "COMMIT"])
        let alone = try await sent([two[0]])
        XCTAssertEqual(alone, [plain, "COMMIT"], "nothing else can be committed")
        let behindOthers = try await sent([two[0]], isFirst: false)
        XCTAssertEqual(behindOthers, [checked, "COMMIT"])
        let flushed = try await sent(two, commits: false)
        XCTAssertEqual(flushed, [plain, plain], "who does not commit can look")
        let arrays = try await sent(two, rowsForArrays: 2)
        XCTAssertEqual(arrays.count, 1, "arrays are looked at before the COMMIT is sent")
    }

    func testCommitWaitsForCounts() async throws {
        let (first, _) = try await run([users], [.insert(0, [(1, "a")])], SQLiteDialect(), commits: true)
        XCTAssertTrue(first.isCommitted)
        let (second, _) = try await run([users], [.delete(0, 1, version: 1)], SQLiteDialect(), commits: true)
        XCTAssertFalse(second.isCommitted)
        let (none, connection) = try await run([users], [], SQLiteDialect(), commits: true)
        XCTAssertFalse(none.isCommitted)
        XCTAssertEqual(connection.roundTrips, 0)
    }
}
