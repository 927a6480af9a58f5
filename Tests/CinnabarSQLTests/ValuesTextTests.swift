import CinnabarSQL
import FoundationEssentials
import XCTest

/// S14: text is valid UTF-8 or an error; bytes are bytes.
final class ValuesTextTests: XCTestCase {
    private let notUTF8 = "invalid: its bytes are not valid UTF-8"

    func testTextReadsEveryScalarAndKeepsItsForm() throws {
        for text in [
            "", "a", "1234567", "12345678", "123456789", "Zoë", "e\u{301}", "\u{E9}", "\u{FFFD}", "😀🏳️‍🌈", "a\0b",
        ] {
            XCTAssertEqual(Array(try read(.text(text), as: String.self).unicodeScalars), Array(text.unicodeScalars))
        }
        for length in 0...40 {
            for text in [String(repeating: "x", count: length), String(repeating: "x", count: length) + "é"] {
                XCTAssertEqual(try read(.text(text), as: String.self), text)
            }
        }
    }

    func testInvalidUTF8IsAnErrorAndNeverReplaced() {
        let invalid: [[UInt8]] = [
            [0x80], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xC0, 0x80], [0xFF], [0xE0, 0x80, 0xAF],
        ]
        for bytes in invalid {
            for padding in [0, 1, 7, 8, 15, 16, 30] {
                let text = [UInt8](repeating: 0x61, count: padding) + bytes + [UInt8](repeating: 0x62, count: padding)
                XCTAssertEqual(outcome(TestCell(kind: .text, bytes: text), String.self), notUTF8, "\(bytes) \(padding)")
            }
        }
    }

    func testRandomBytesAreTextExactlyWhereTheLibrarySaysSo() {
        var generator = SeededGenerator(14)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &generator)
            // Mostly ASCII and continuation bytes, so that both answers are common.
            let bytes = (0..<count).map { _ -> UInt8 in
                [0x61, 0x62, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            let expected = String(validating: bytes, as: UTF8.self) ?? notUTF8
            XCTAssertEqual(outcome(TestCell(kind: .text, bytes: bytes), String.self), expected)
        }
    }

    func testStringsReadTextJSONAndUserTypesOnly() {
        assertOutcomes(
            String.self,
            [
                (.json("{}"), "{}"), (.opaque(Array("happy".utf8), type: 16_384), "happy"),
                (.opaque(Array("happy".utf8), type: 16_383), "mismatch: opaque"),
                (.opaque([0xFF], type: 20_000), notUTF8), (.blob([0x61]), "mismatch: blob"),
                (.integer(1), "mismatch: integer"), (.null, "NULL"),
            ])
        assertRoundTrip("", "text", "Zoë 😀")
    }

    func testBlobsReadBytesAsArrayAndData() {
        let bytes: [UInt8] = [0, 255, 128, 10]
        XCTAssertEqual(try read(.blob(bytes), as: [UInt8].self), bytes)
        XCTAssertEqual(try read(.blob(bytes), as: Data.self), Data(bytes))
        XCTAssertEqual(try read(.opaque(bytes, type: 600), as: [UInt8].self), bytes)
        XCTAssertEqual(try read(.blob([]), as: [UInt8].self), [])
        XCTAssertEqual([UInt8].sqlType, .blob)
        XCTAssertEqual(bytes.sqlValue, .blob(bytes))
        assertOutcomes(
            [UInt8].self, [(.text("a"), "mismatch: text"), (.null, "NULL"), (.integer(1), "mismatch: integer")])
        assertOutcomes(Data.self, [(.text("a"), "mismatch: text"), (.array([1]), "mismatch: array")])
        assertRoundTrip([UInt8](), bytes)
        assertRoundTrip(Data(bytes), Data())
    }

    func testUUIDsReadTheirThreeForms() {
        let uuid = UUID(uuidString: "550E8400-E29B-41D4-A716-446655440000")!
        let bytes = withUnsafeBytes(of: uuid.uuid) { Array($0) }
        let text = "\(uuid)"
        let badForm = "invalid: it is not in the form of a UUID"
        assertOutcomes(
            UUID.self,
            [
                (TestCell(kind: .uuid, bytes: bytes), text), (.blob(bytes), text),
                (.text("550e8400-e29b-41d4-a716-446655440000"), text),
                (.text("550E8400E29B41D4A716446655440000"), text),
                (.text("550e8400-e29b-41d4-a716-44665544000"), badForm),
                (.text("550e8400-e29b-41d4-a716_446655440000"), badForm),
                (.text("g50e8400-e29b-41d4-a716-446655440000"), badForm), (.text(""), badForm),
                (.blob([1, 2]), "invalid: it does not have 16 bytes"), (.integer(1), "mismatch: integer"),
                (.null, "NULL"),
            ])
        assertRoundTrip(uuid)
    }

    func testErrorTextsNameColumnPositionTypesAndNoValue() {
        let row: [TestCell] = [.integer(1), .text("secret"), .null, TestCell(kind: .text, bytes: [0xFF])]
        func text<Value: ColumnValue>(_ index: Int, _ type: Value.Type) -> String {
            withRow(row) { reader in
                do { return "\(try reader.get(index, as: Value.self))" } catch { return "\(error)" }
            }
        }
        XCTAssertEqual(text(1, Int.self), "column \"c1\" (1) is text, which cannot be read as Int")
        XCTAssertEqual(text(2, Int.self), "column \"c2\" (2) is NULL, but Int was wanted: decode it as Int?")
        XCTAssertEqual(
            text(3, String.self), "column \"c3\" (3), text, cannot be read as String: its bytes are not valid UTF-8")
        XCTAssertEqual(
            text(4, Int.self), "the result has no column at position 4: it has \"c0\", \"c1\", \"c2\", \"c3\"")
    }
}
