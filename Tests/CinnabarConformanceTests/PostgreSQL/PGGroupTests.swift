import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGGroupTests: PGTestCase {
    private func inserts(_ table: String, _ ids: some Sequence<Int>, _ sink: (any GroupSink)? = nil) -> GroupedStatement
    {
        let sql = "INSERT INTO \(table) VALUES ($1)\(sink == nil ? "" : " RETURNING id")"
        let binds = ids.map { SQLValue.integer(Int64($0)) }
        return GroupedStatement(CompiledStatement(sql), binds: binds, width: 1, runCount: binds.count, sink: sink)
    }

    private func failure(_ body: () async throws -> Void) async -> (GroupFailure?, DatabaseError?) {
        do {
            try await body()
            XCTFail("nothing was thrown")
        } catch {
            XCTAssertTrue(error is GroupFailure, "\(error)")
            return (error as? GroupFailure, (error as? GroupFailure)?.error as? DatabaseError)
        }
        return (nil, nil)
    }

    /// BEGIN, the statements, their preparation and COMMIT: everything before the first answer.
    func testAGroupIsOneRoundTrip() async throws {
        let connection = try await connect()
        let table = try await table("id int8 PRIMARY KEY", on: connection)
        let keys = GroupRows()
        let group = GroupRequest(
            [
                inserts(table, 0..<10, keys),
                GroupedStatement(
                    CompiledStatement("UPDATE \(table) SET id = id + 100 WHERE id = $1"), binds: [3, 4, 500], width: 1,
                    runCount: 3),
            ], prologue: "BEGIN", commits: true)
        var outcome: GroupOutcome?
        let trace = try await connection.traced { outcome = try await connection.executeGroup(group) }
        XCTAssertEqual(outcome?.affectedRows, [Array(repeating: 1, count: 10), [1, 1, 0]])
        XCTAssertEqual(keys.rows.map { $0[1] }, Array(0..<10))
        XCTAssertEqual(trace.roundTrips, 1)
        XCTAssertEqual(trace.syncs, 1)
        XCTAssertEqual(connection.transactionStatus, .idle)
    }

    /// The budget: adding an object and committing it is one round trip, whether or not it is prepared already.
    func testAGroupInAutocommitIsOneRoundTripToo() async throws {
        let admin = try await connect()
        let table = try await table("id int8 PRIMARY KEY", on: admin)
        let engine = try AsyncEngine(url(), drivers: [.postgreSQL], logger: Self.quiet)
        try await engine.connect(autocommit: true) { connection in
            let driver = try await connection.withDriver { driver, _ in driver as? PGConnection }
            let group = [inserts(table, [1]), inserts(table, [2])]
            for _ in 0..<2 {
                let trace = try await driver?.traced { try await connection.executeGroup(group) }
                XCTAssertEqual(trace?.roundTrips, 1)
                XCTAssertEqual(trace?.syncs, 1)
                try await admin.control("TRUNCATE \(table)", deadline: nil)
            }
        }
        await engine.dispose()
        XCTAssertEqual(admin.transactionStatus, .idle)
    }

    func testEveryWayOfPreparingDoesTheSame() async throws {
        for mode in PostgreSQLOptions.PrepareMode.allCases {
            let connection = try await connect(["prepare": mode.rawValue])
            let table = try await table("id int8 PRIMARY KEY", on: connection)
            let keys = GroupRows()
            for prologue in ["BEGIN", nil] {
                let start = prologue == nil ? 10 : 0
                let group = GroupRequest(
                    [inserts(table, start..<start + 3, keys), inserts(table, [start + 3])], prologue: prologue,
                    commits: prologue != nil)
                let outcome = try await connection.executeGroup(group)
                XCTAssertEqual(outcome.affectedRows, [[1, 1, 1], [1]], mode.rawValue)
                XCTAssertEqual(connection.transactionStatus, .idle, mode.rawValue)
                let (failed, known) = await failure {
                    _ = try await connection.executeGroup(
                        GroupRequest(
                            [inserts(table, [20, 21]), inserts(table, [22, 0])], prologue: prologue,
                            commits: prologue != nil))
                }
                XCTAssertEqual(failed?.statement, 1, mode.rawValue)
                XCTAssertEqual(failed?.run, 1, mode.rawValue)
                XCTAssertEqual(known?.kind, .uniqueViolation, mode.rawValue)
                XCTAssertEqual(connection.transactionStatus, prologue == nil ? .idle : .failed, mode.rawValue)
                if prologue != nil { try await connection.control("ROLLBACK", deadline: nil) }
            }
            XCTAssertEqual(keys.rows.map { $0[1] }, [0, 1, 2, 10, 11, 12])
            let count = try await connection.value("SELECT count(*) FROM \(table)")
            XCTAssertEqual(count, .integer(8), mode.rawValue)
        }
    }

    /// Answers and runs that fill both directions.
    func testManyRunsWithRowsDoNotDeadlock() async throws {
        let connection = try await connect()
        let table = try await table("id int8, t text", on: connection)
        let text = SQLValue.text(String(repeating: "z", count: 1_000))
        var binds: [SQLValue] = []
        for id in 0..<20_000 { binds += [.integer(Int64(id)), text] }
        let keys = GroupRows()
        let returning = CompiledStatement("INSERT INTO \(table) VALUES ($1, $2) RETURNING id, t, t, t")
        let group = GroupRequest(
            [GroupedStatement(returning, binds: binds, width: 2, runCount: 20_000, sink: keys)], prologue: "BEGIN",
            commits: true, deadline: .after(.seconds(60)))
        let outcome = try await connection.executeGroup(group)
        XCTAssertEqual(outcome.affectedRows[0].reduce(0, +), 20_000)
        XCTAssertEqual(keys.rows.map { $0[1] }, Array(0..<20_000))
    }

    func testTheSchemaMayChangeUnderAPreparedGroup() async throws {
        let connection = try await connect()
        let other = try await connect()
        let table = try await table("id int8", on: connection)
        let keys = GroupRows()
        let statement = CompiledStatement("INSERT INTO \(table) (id) VALUES ($1) RETURNING *")
        let group = GroupRequest(
            [GroupedStatement(statement, binds: [1], width: 1, sink: keys)], prologue: "BEGIN", commits: true)
        _ = try await connection.executeGroup(group)
        try await other.control("ALTER TABLE \(table) ADD COLUMN more int8", deadline: nil)
        _ = try await connection.executeGroup(group)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(2))
        XCTAssertEqual(keys.rows, [[0, 1], [0, 1]])
    }

    func testACommitOfAFailedTransactionIsAnError() async throws {
        let connection = try await connect()
        try await connection.control("BEGIN", deadline: nil)
        _ = await assertThrows(.syntax) { try await connection.value("SELEC 1") }
        let (failed, known) = await failure { _ = try await connection.executeGroup(GroupRequest([], commits: true)) }
        XCTAssertNil(failed?.statement)
        XCTAssertEqual(known?.kind, .transactionRolledBack)
        XCTAssertEqual(connection.transactionStatus, .idle)
    }

    func testABackendThatDiesBetweenGroupsAndWithinOne() async throws {
        let admin = try await connect()
        let table = try await table("id int8", on: admin)
        let kill = GroupedStatement(
            CompiledStatement("SELECT pg_terminate_backend(pg_backend_pid())"), binds: [], width: 0)
        for within in [true, false] {
            let connection = try await connect()
            _ = try await connection.executeGroup(GroupRequest([inserts(table, [1])], prologue: "BEGIN"))
            if !within { try await admin.rows("SELECT pg_terminate_backend(\(connection.processID), 5000)") }
            let (failed, known) = await failure {
                _ = try await connection.executeGroup(
                    GroupRequest(
                        [inserts(table, [2])] + (within ? [kill] : []) + [inserts(table, [3])], commits: true))
            }
            XCTAssertNil(failed?.statement)
            XCTAssertEqual(known?.kind, .connectionLost, "\(String(describing: known))")
            XCTAssertFalse(connection.isUsable)
        }
        let count = try await admin.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }

    /// The backend dies while it commits: whether it was done, only the server knows.
    func testABackendThatDiesAtCommitLeavesTheOutcomeUnknown() async throws {
        let admin = try await connect()
        let table = try await table("id int8", on: admin)
        try await admin.control(
            """
            CREATE FUNCTION \(table)_die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON \(table) DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION \(table)_die()
            """, deadline: nil)
        addTeardownBlock { try await admin.control("DROP FUNCTION \(table)_die CASCADE", deadline: nil) }
        let connection = try await connect()
        let (failed, known) = await failure {
            _ = try await connection.executeGroup(
                GroupRequest([inserts(table, [1])], prologue: "BEGIN", commits: true))
        }
        XCTAssertNil(failed?.statement)
        XCTAssertEqual(known?.kind, .commitOutcomeUnknown)
    }

    /// A pooled connection that only ever runs groups drops its old statements too.
    func testEvictedStatementsAreDroppedBehindAGroup() async throws {
        let connection = try await connect(["prepare_capacity": "4"])
        let table = try await table("id int8", on: connection)
        for round in 0..<20 {
            let named = CompiledStatement("INSERT INTO \(table) VALUES ($1) /* \(round) */")
            _ = try await connection.executeGroup(
                GroupRequest([GroupedStatement(named, binds: [1], width: 1)], prologue: "BEGIN", commits: true))
        }
        let count = try await connection.preparedCount(like: "INSERT INTO \(table)%")
        XCTAssertLessThanOrEqual(count, 5)
    }
}
