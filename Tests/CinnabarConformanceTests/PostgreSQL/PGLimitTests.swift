import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGLimitTests: PGTestCase {
    /// C17
    func testAsManyParametersAsTheProtocolHas() async throws {
        let connection = try await connect()
        let most = 65_535
        let list = (1...most).map { "$\($0)" }.joined(separator: ",")
        let statement = CompiledStatement(
            "SELECT count(*) FROM unnest(ARRAY[\(list)]::int8[])", isReusable: false)
        let values = (0..<most).map { SQLValue.integer(Int64($0)) }
        let rows = try await connection.rows(statement, values)
        XCTAssertEqual(rows, [[.integer(Int64(most))]])
        _ = await assertThrows(.tooManyParameters) { try await connection.rows(statement, values + [.integer(1)]) }
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1))
    }

    /// C19: counted before anything is sent, and without a gigabyte in memory.
    func testSizesBeyondTheProtocolAreRefusedFirst() throws {
        let limits = PGLimits()
        try limits.add(bytes: 500_000_000, parameter: 1)
        try limits.add(bytes: 500_000_000, parameter: 2)
        XCTAssertThrowsError(try limits.add(bytes: 500_000_000, parameter: 3)) {
            XCTAssertEqual(($0 as? DatabaseError)?.kind, .valueTooLarge)
        }
        for size in [1 << 30, (1 << 30) - 8, 1 << 32, (1 << 32) + 5, Int.max - 8] {
            let fresh = PGLimits()
            XCTAssertThrowsError(try fresh.add(bytes: size, parameter: 7)) {
                XCTAssertEqual(($0 as? DatabaseError)?.kind, .valueTooLarge)
                XCTAssertTrue("\($0)".contains("parameter 7"))
            }
        }
    }

    /// S14
    func testATextWithANULIsRefusedBeforeTheWire() async throws {
        let connection = try await connect()
        for hint in [ParameterHint.value, .literal] {
            _ = await assertThrows(.invalidValue) {
                try await connection.rows("SELECT $1::text", [.text("a\0b")], hints: [hint])
            }
        }
        _ = await assertThrows(.invalidValue) { try await connection.rows("SELECT $1", [.json("\"\0\"")]) }
        _ = await assertThrows(.invalidValue) {
            try await connection.rows("SELECT $1::text[]", [.array(.text, [.text("a\0b")])])
        }
        _ = await assertThrows(.invalidValue) { try await connection.rows("SELECT 'a\0b'") }
        let text = "\u{FFFD} e\u{301} é 😀 \u{1}"
        let rows = try await connection.rows("SELECT $1::text", [.text(text)])
        XCTAssertEqual(rows, [[.text(text)]])
    }
}
