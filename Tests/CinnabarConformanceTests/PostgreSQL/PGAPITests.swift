import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import Foundation
import Logging
import XCTest

/// The driver as users see it.
final class PGAPITests: PGTestCase {
    private func engine(_ parameters: [String: String] = [:]) throws -> AsyncEngine {
        let engine = try AsyncEngine(url(parameters), drivers: [.postgreSQL], logger: Self.quiet)
        addTeardownBlock { await engine.dispose() }
        return engine
    }

    func testTheEngineFindsTheDriverByItsScheme() async throws {
        var url = try url()
        for scheme in ["postgresql", "postgres"] {
            url.scheme = scheme
            let engine = try AsyncEngine(url, drivers: [.postgreSQL], logger: Self.quiet)
            try await engine.ping()
            await engine.dispose()
        }
        let broken = try self.url(["no_such_thing": "1"])
        _ = await assertThrows(.configuration) { try AsyncEngine(broken, drivers: [.postgreSQL]) }
        let unnamed = try AsyncEngine(self.url(), drivers: [.postgreSQL(PostgreSQLOptions(prepare: .unnamedOnly))])
        try await unnamed.ping()
        await unnamed.dispose()
    }

    func testCopyJoinsTheTransactionOfItsConnection() async throws {
        struct Refusal: Error {}
        let engine = try engine()
        let control = try await connect()
        let table = try await table("id int, name text", on: control)
        do {
            try await engine.begin { connection in
                let stored = try await connection.copyIn("COPY \(table) FROM STDIN", from: Chunks(["1\ta\n2\tb\n"]))
                XCTAssertEqual(stored, 2)
                throw Refusal()
            }
        } catch is Refusal {}
        var count = try await control.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
        try await engine.begin { connection in
            try await connection.copyIn("COPY \(table) FROM STDIN", from: Chunks(["1\ta\n2\tb\n"]))
        }
        count = try await control.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(2))
        let text = try await engine.connect { connection in
            try await connection.copyOut("COPY (SELECT * FROM \(table) ORDER BY id) TO STDOUT") { chunks in
                var bytes: [UInt8] = []
                for try await chunk in chunks { bytes += chunk }
                return String(decoding: bytes, as: UTF8.self)
            }
        }
        XCTAssertEqual(text, "1\ta\n2\tb\n")
        let first = try await engine.connect { connection in
            let sql = "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000)) TO STDOUT"
            let first = try await connection.copyOut(sql) { chunks in
                for try await chunk in chunks { return chunk.count }
                return 0
            }
            try await connection.copyIn("COPY \(table) FROM STDIN", from: Chunks([]))
            return first
        }
        XCTAssertGreaterThan(first, 1_000)
    }

    func testRowsOfEveryTypeAreCopied() async throws {
        let engine = try engine()
        let control = try await connect()
        let columns = [
            "b bool", "i int8", "d float8", "t text", "y bytea", "u uuid", "n numeric", "z timestamptz", "l timestamp",
            "a date", "m time", "v interval", "j jsonb", "\"Odd \"\"name\" text[]",
        ]
        let table = try await table(columns.joined(separator: ", "), on: control)
        let names = ["b", "i", "d", "t", "y", "u", "n", "z", "l", "a", "m", "v", "j", "Odd \"name"]
        let rows: [[SQLValue]] = [
            [
                .boolean(true), .integer(.min), .real(-1.5e300), .text("a\tb\\c\nd\re\\N 😀"), .blob([0, 92, 255]),
                .uuid(UUID()), .numeric(Decimal(string: "-123.450")!), .timestamp(1_700_000_000_123_456),
                .localTimestamp(try XCTUnwrap(LocalDateTime("1999-12-31T23:59:59.5"))),
                .date(try XCTUnwrap(LocalDate("0044-03-15 BC"))), .time(try XCTUnwrap(LocalTime("23:59:59.000001"))),
                .interval(.init(months: -14, days: 3, microseconds: -1)), .json("{\"a\": [1, \"\\\\\"]}"),
                .array(.text, [.text("x\"y\\"), .null, .text("{,}")]),
            ],
            [
                .boolean(false), .integer(.max), .real(.infinity), .text(""), .blob([]), .uuid(UUID()), .numeric(.nan),
                .timestamp(.max), .localTimestamp(.negativeInfinity), .date(.infinity), .time(.midnight),
                .interval(.zero), .json("null"), .array(.text, []),
            ],
            Array(repeating: .null, count: names.count),
        ]
        let stored = try await engine.begin { try await $0.copyIn(table, columns: names, rows: rows) }
        XCTAssertEqual(stored, 3)
        let read = try await control.rows("TABLE \(table)")
        XCTAssertEqual(read.count, 3)
        for (wanted, found) in zip(rows, read) {
            for (index, name) in names.enumerated() { XCTAssertEqual(found[index], wanted[index], name) }
        }
        _ = await assertThrows(.misuse) {
            try await engine.begin { try await $0.copyIn(table, columns: ["i", "t"], rows: [[.integer(1)]]) }
        }
        _ = await assertThrows(.invalidValue) {
            try await engine.begin { try await $0.copyIn(table, columns: ["t"], rows: [[.text("a\0")]]) }
        }
    }

    func testListening() async throws {
        let engine = try engine()
        let sender = try await connect()
        let payloads = try await engine.listen(to: "first", "second") { notifications in
            for channel in ["first", "second", "first"] {
                try await sender.control("NOTIFY \(channel), 'to \(channel)'", deadline: nil)
            }
            var payloads: [String] = []
            for try await notification in notifications {
                payloads.append(notification.payload)
                if payloads.count == 3 { break }
            }
            return payloads
        }
        XCTAssertEqual(payloads, ["to first", "to second", "to first"])
    }
}
