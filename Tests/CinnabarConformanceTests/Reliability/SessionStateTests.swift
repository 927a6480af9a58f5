import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// P28: what one lease leaves behind, the next one does not see.
final class SessionStateTests: XCTestCase {
    private struct Leftover {
        let name: String
        let leave: String
        /// One row with one boolean: whether it is still there.
        let check: String
    }

    private var one: EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        return configuration
    }

    func testNothingOfAPostgreSQLSessionLeaksIntoTheNextLease() async throws {
        let leftovers = [
            Leftover(
                name: "a setting", leave: "SET work_mem = '77MB'",
                check: "SELECT current_setting('work_mem') = '77MB'"),
            Leftover(
                name: "a setting by function", leave: "SELECT set_config('my.app', 'x', false)",
                check: "SELECT coalesce(current_setting('my.app', true), '') = 'x'"),
            Leftover(
                name: "an advisory lock", leave: "SELECT pg_advisory_lock(4711)",
                check: "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711)"),
            Leftover(
                name: "a temporary table", leave: "CREATE TEMPORARY TABLE left_over (x int)",
                check: "SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'left_over')"),
            Leftover(
                name: "a channel", leave: "LISTEN left_over",
                check: "SELECT EXISTS (SELECT FROM pg_listening_channels())"),
            Leftover(
                name: "a cursor", leave: "DECLARE left_over CURSOR WITH HOLD FOR SELECT 1",
                check: "SELECT EXISTS (SELECT FROM pg_cursors WHERE name = 'left_over')"),
            Leftover(
                name: "a role setting", leave: "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                check: "SELECT current_setting('default_transaction_read_only') = 'on'"),
        ]
        try await onPostgreSQL(one) { database in
            for leftover in leftovers {
                try await database.engine.connect(autocommit: true) {
                    try await $0.execute(text(unsafe: leftover.leave))
                }
                let isThere = try await database.engine.scalar(text(unsafe: leftover.check).columns(Bool.self))
                XCTAssertFalse(isThere, leftover.name)
            }
        }
    }

    func testAnOpenOrFailedTransactionIsRolledBack() async throws {
        try await onEveryDatabase(configuration: one) { database in
            let engine = database.engine
            try await engine.createAll(bank)
            try await engine.connect { connection in
                try await connection.execute(
                    insert(Account.self).values([Account(id: 1, owner: "a", balance: 1)]))
            }
            _ = await failure {
                try await engine.connect { connection in
                    try await connection.execute(
                        insert(Account.self).values([Account(id: 2, owner: "b", balance: 1)]))
                    try await connection.execute(text("SELECT nonsense"))
                }
            }
            // T12: the user's own BEGIN, behind our back.
            try await engine.connect(autocommit: true) { connection in
                try await connection.execute(text("BEGIN"))
                try await connection.execute(
                    insert(Account.self).values([Account(id: 3, owner: "c", balance: 1)]))
            }
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0, database.name)
        }
    }

    func testASQLiteConnectionsPragmasAndTablesDoNotLeak() async throws {
        try await onSQLite(one) { database in
            let engine = database.engine
            try await engine.connect(autocommit: true) { connection in
                try await connection.execute(text("CREATE TEMP TABLE left_over (x)"))
                try await connection.execute(text("PRAGMA foreign_keys = OFF"))
            }
            for _ in 0..<3 {
                try await engine.connect(autocommit: true) { connection in
                    let tables = text("SELECT count(*) FROM temp.sqlite_master").columns(Int.self)
                    let count = try await connection.scalar(tables)
                    XCTAssertEqual(count, 0)
                    // L15
                    let keys = try await connection.scalar(text("PRAGMA foreign_keys").columns(Int.self))
                    XCTAssertEqual(keys, 1)
                }
                try await engine.begin { connection in
                    let keys = try await connection.scalar(text("PRAGMA foreign_keys").columns(Int.self))
                    XCTAssertEqual(keys, 1)
                }
            }
        }
    }
}
