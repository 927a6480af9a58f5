import CinnabarSQL
import FoundationEssentials
import XCTest

final class RowsDynamicTests: XCTestCase {
    private static let cells: [TestCell] = [
        .integer(7), .text("Alice"), .null, .bits(.timestamp, 1), .array([1, 2]), .json("{}"),
        .numeric(NumericCodec.encode(Decimal(string: "1.5")!)), .opaque([1, 2], type: 600),
    ]

    private func row() throws -> Row { try withRow(Self.cells) { try Row(row: $0) } }

    func testRowsOwnTheirValues() throws {
        let row = try row()
        XCTAssertEqual(row.count, 8)
        XCTAssertEqual(
            row.values,
            [
                7, "Alice", .null, .timestamp(1), .array(.bigint, [1, 2]), .json("{}"),
                .numeric(Decimal(string: "1.5")!),
                .opaque(type: 600, bytes: [1, 2]),
            ])
        XCTAssertEqual(row["c1"], "Alice")
        XCTAssertEqual(row[0], 7)
        XCTAssertNil(row[8])
        XCTAssertNil(row[-1])
        XCTAssertNil(row["c9"])
        XCTAssertEqual(row.dictionary["c0"], 7)
    }

    func testValuesOfRowsAreReadAsSwiftTypes() throws {
        let row = try row()
        XCTAssertEqual(try row.get("c0", as: Int.self), 7)
        XCTAssertEqual(try row.get(2, as: Int?.self), nil)
        XCTAssertEqual(try row.get(4, as: [Int].self), [1, 2])
        XCTAssertEqual(try row.get(6, as: Double.self), 1.5)
        XCTAssertEqual(try row.get(7, as: [UInt8].self), [1, 2])
    }

    func testErrorsNameTheColumnOfTheRow() throws {
        let row = try row()
        func text<Value: ColumnValue>(_ get: () throws -> Value) -> String {
            do { return "\(try get())" } catch { return "\(error)" }
        }
        XCTAssertEqual(
            text { try row.get("c1", as: Int.self) }, "column \"c1\" (1) is text, which cannot be read as Int")
        XCTAssertEqual(
            text { try row.get(2, as: Int.self) }, "column \"c2\" (2) is NULL, but Int was wanted: decode it as Int?")
        XCTAssertEqual(
            text { try Row(names: ["a"], values: [1]).get("b", as: Int.self) },
            "the result has no column named \"b\": it has \"a\"")
        XCTAssertEqual(
            text { try Row(names: [], values: []).get(0, as: Int.self) },
            "the result has no column at position 0: it has no columns")
    }

    func testARowInTheMiddleOfARowHasItsOwnColumns() throws {
        let row = try withRow([.integer(1), .array([2]), .opaque([3], type: 700)]) { try Row(row: $0.dropping(1)) }
        XCTAssertEqual(row.names, ["c1", "c2"])
        XCTAssertEqual(row.values, [.array(.bigint, [2]), .opaque(type: 700, bytes: [3])])
        XCTAssertEqual(try row.get("c1", as: [Int].self), [2])
    }

    func testInvalidTextInARowIsAnError() {
        XCTAssertThrowsError(
            try withRow([.integer(1), TestCell(kind: .text, bytes: [0xFF])]) { try Row(row: $0) }
        ) { XCTAssertEqual(($0 as? RowDecodingError)?.index, 1) }
    }

    func testRowsAreEqualByNamesAndValues() {
        let row = Row(names: ["a", "b"], values: [1, "x"])
        XCTAssertEqual(row, Row(names: ["a", "b"], values: [1, "x"]))
        XCTAssertNotEqual(row, Row(names: ["a", "c"], values: [1, "x"]))
        XCTAssertNotEqual(row, Row(names: ["a", "b"], values: [2, "x"]))
        XCTAssertEqual(Set([row, row]).count, 1)
        XCTAssertEqual(row.description, "(a: 1, b: x)")
    }

    func testValuesDescribeThemselves() {
        let table: [(SQLValue, String)] = [
            (.null, "NULL"), (true, "true"), (5, "5"), (1.5, "1.5"), ("x", "x"), (.blob([1, 2]), "2 bytes"),
            (.timestamp(1_500_000), "1970-01-01T00:00:01.500000Z"), (.timestamp(.max), "infinity"),
            (.timestamp(-62_198_755_200_000_000), "0002-01-01T00:00:00Z BC"),
            (.array(.bigint, [1, .null]), "[1, NULL]"),
            (.numeric(Decimal(string: "1e10")!), "10000000000"), (.unencodable("why"), "no value: why"),
            (.enumeration(EnumType("mood", labels: ["sad"]), "sad"), "sad"), (.interval(.zero), "PT0S"),
        ]
        for (value, text) in table { XCTAssertEqual(value.description, text) }
    }
}
