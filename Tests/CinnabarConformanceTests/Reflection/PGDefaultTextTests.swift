import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

/// Defaults as the server writes them; no database is asked.
final class PGDefaultTextTests: XCTestCase {
    func testPlainLiteralsAreValues() async throws {
        let cases: [(String, SQLType, ServerDefault)] = [
            ("CURRENT_TIMESTAMP", .timestamp, .now), ("true", .boolean, .value(.boolean(true))),
            ("0", .integer, .value(.integer(0))), ("'-1'::integer", .integer, .value(.integer(-1))),
            ("'-9223372036854775808'::bigint", .bigint, .value(.integer(.min))), ("0", .double, .value(.real(0))),
            ("'-1.5'::numeric", .real, .value(.real(-1.5))),
            ("12.50", .numeric(), .value(.numeric(try XCTUnwrap(Decimal(string: "12.5"))))),
            ("''::text", .text, .value(.text(""))), ("'it''s'::character varying", .varchar(), .value(.text("it's"))),
            ("E'a\\\\b''c'::text", .text, .value(.text("a\\b'c"))), ("'x'::bpchar", .char(1), .value(.text("x"))),
            ("'x'::pg_catalog.text", .text, .value(.text("x"))),
        ]
        for (text, type, expected) in cases { XCTAssertEqual(PGDefaultText.parse(text, type: type), expected, text) }
    }

    func testAllElseStaysSQL() async throws {
        let cases: [(String, SQLType)] = [
            ("now()", .timestamp), ("CURRENT_TIMESTAMP(3)", .timestamp), ("CURRENT_DATE", .date),
            ("'a'::text || 'b'::text", .text), ("('a'::text || 'b'::text)", .text), ("'sad'::mood", .text),
            ("'{}'::jsonb", .json), ("'NaN'::double precision", .double), ("'Infinity'::real", .real),
            ("'1e3'::numeric", .numeric()), ("1.", .double), (".5", .double), ("1.2.3", .double), ("-", .integer),
            ("1.5", .integer), ("9223372036854775808", .bigint), ("", .text), ("'", .text), ("'a", .text),
            ("'a'", .text),
            ("'a'::", .text), ("E'\\n'::text", .text), ("1", .text), ("(1 + 2)", .integer), ("'x'::text[]", .text),
            ("123456789012345678901234567890123456789", .numeric()), ("'2020-01-01'::date", .date),
        ]
        for (text, type) in cases { XCTAssertEqual(PGDefaultText.parse(text, type: type), .sql(text), text) }
    }
}
