import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGArrayTests: PGTestCase {
    func testArraysOfEveryElementType() async throws {
        let connection = try await connect()
        let date = try XCTUnwrap(LocalDate(year: 2024, month: 2, day: 29))
        try await assertRoundTrip(
            connection, "bigint[]",
            [.array(.bigint, [.integer(1), .null, .integer(.max)]), .array(.text, [])])
        try await assertRoundTrip(connection, "text[]", [.array(.text, [.text(""), .text("a,b\"{}"), .text("NULL")])])
        try await assertRoundTrip(connection, "boolean[]", [.array(.boolean, [.boolean(true)])])
        try await assertRoundTrip(connection, "date[]", [.array(.date, [.date(date), .date(.infinity)])])
        try await assertRoundTrip(connection, "uuid[]", [.array(.uuid, [.uuid(UUID())])])
        try await assertRoundTrip(connection, "bytea[]", [.array(.blob, [.blob([0, 1]), .blob([])])])
        try await assertRoundTrip(connection, "jsonb[]", [.array(.json, [.json("[1]")])])
        try await assertRoundTrip(connection, "numeric[]", [.array(.numeric(), [.numeric(Decimal(string: "1.5")!)])])
        try await assertRoundTrip(connection, "interval[]", [.array(.interval, [.interval(.init(days: 1))])])
        let nested = SQLValue.array(
            .array(.integer), [.array(.integer, [.integer(1), .integer(2)]), .array(.integer, [.null, .integer(4)])])
        let rows = try await connection.rows("SELECT $1::int[]", [nested])
        guard case .array(_, let outer) = rows.first?.first, outer.count == 2,
            case .array(_, let last) = outer[1]
        else { return XCTFail("\(rows)") }
        XCTAssertEqual(last, [.null, .integer(4)])
        // Elements are narrowed to the column's type, and refused when they do not fit.
        let small = try await connection.rows("SELECT $1", [.array(.smallint, [.integer(7)])])
        XCTAssertEqual(small.first?.first, .array(.bigint, [.integer(7)]))
        _ = await assertThrows(.invalidValue) {
            try await connection.rows("SELECT $1", [.array(.smallint, [.integer(70_000)])])
        }
        _ = await assertThrows(.invalidValue) {
            try await connection.rows(
                "SELECT $1", [.array(.array(.integer), [.array(.integer, [.integer(1)]), .array(.integer, [])])])
        }
    }

    /// S17: random and mutated bytes are read as arrays; nothing but an error may come of it.
    func testTheArrayReaderWithstandsAnyBytes() throws {
        var random = SystemRandomNumberGenerator()
        let good = Self.array([1, 2, 3])
        var accepted = 0
        for round in 0..<200_000 {
            var bytes = good
            if round % 3 == 0 {
                bytes = (0..<Int.random(in: 0...80)).map { _ in UInt8.random(in: 0...255, using: &random) }
            } else {
                for _ in 0..<Int.random(in: 1...4) {
                    let place = Int.random(in: 0..<bytes.count)
                    bytes[place] =
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement() ?? 0
                }
                if Bool.random() { bytes.removeLast(Int.random(in: 0...bytes.count)) }
            }
            bytes.withUnsafeBytes { buffer in
                if var array = try? PGArray(buffer), (try? array.values()) != nil { accepted += 1 }
            }
        }
        XCTAssertGreaterThan(accepted, 100, "nothing passed: the bytes are too wild to tell anything")
        let lies: [[UInt8]] = [
            Self.header(dimensions: 7, 0, 23, []), Self.header(dimensions: -1, 0, 23, []),
            Self.header(dimensions: 1, 0, 23, [.max]), Self.header(dimensions: 2, 0, 23, [.max, .max]),
            Self.header(dimensions: 1, 0, 23, [-1]), Self.header(dimensions: 1, 9, 23, [0]),
            Self.header(dimensions: 6, 0, 23, [65536, 65536, 65536, 65536, 65536, 65536]),
        ]
        for lie in lies {
            let isRead = lie.withUnsafeBytes { buffer in (try? PGArray(buffer)) != nil }
            XCTAssertFalse(isRead)
        }
        let values = try good.withUnsafeBytes { buffer in
            var array = try PGArray(buffer)
            return try array.values()
        }
        XCTAssertEqual(values, [.integer(1), .integer(2), .integer(3)])
    }

    private static func header(dimensions: Int32, _ flags: Int32, _ type: Int32, _ lengths: [Int32]) -> [UInt8] {
        bytes([dimensions, flags, type]) + lengths.flatMap { bytes([$0, 1]) }
    }

    private static func array(_ values: [Int32]) -> [UInt8] {
        header(dimensions: 1, 0, 23, [Int32(values.count)]) + values.flatMap { bytes([4, $0]) }
    }

    private static func bytes(_ words: [Int32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }
}
