import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGResetTests: PGTestCase {
    /// P28: nothing of a session's state reaches the next lease.
    func testAThoroughResetLeavesNothingBehind() async throws {
        let connection = try await connect()
        let other = try await connect()
        let table = try await table("a int", on: other)
        let leftovers = [
            "BEGIN; INSERT INTO \(table) VALUES (1)",
            "SET search_path = pg_catalog; SET statement_timeout = 1234; SET ROLE pg_read_all_data",
            "SELECT pg_advisory_lock(4711), pg_advisory_lock_shared(4712)",
            "CREATE TEMP TABLE leftover (a int)",
            "LISTEN leftover",
            "BEGIN; DECLARE kept CURSOR WITH HOLD FOR SELECT 1; COMMIT",
            "CREATE TEMP SEQUENCE counted; SELECT nextval('counted')",
            "SET SESSION AUTHORIZATION cinnabar; SET application_name = 'changed'",
        ]
        for script in leftovers {
            try await connection.control(script, deadline: nil)
            try await connection.reset(thorough: true, deadline: .after(.seconds(5)))
            XCTAssertEqual(connection.transactionStatus, .idle, script)
            let state = try await connection.rows(
                """
                SELECT current_setting('search_path'), current_setting('statement_timeout'), \
                current_setting('role'), current_setting('application_name'), \
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), \
                (SELECT count(*) FROM pg_class WHERE relname IN ('leftover', 'counted')), \
                (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_cursors WHERE name = 'kept')
                """)
            XCTAssertEqual(
                state,
                [
                    [
                        .text("\"$user\", public"), .text("0"), .text("none"), .text("cinnabar"), .integer(0),
                        .integer(0), .integer(0), .integer(0),
                    ]
                ], script)
        }
        // A failed transaction, and one that is only rolled back.
        try await connection.control("BEGIN", deadline: nil)
        _ = await assertThrows(.syntax) { try await connection.control("NONSENSE", deadline: nil) }
        try await connection.reset(thorough: false, deadline: .after(.seconds(1)))
        XCTAssertEqual(connection.transactionStatus, .idle)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }
}
