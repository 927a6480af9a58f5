import CinnabarSQL
import FoundationEssentials
import XCTest

final class ValuesJSONTests: XCTestCase {
    struct Settings: Codable, Sendable, Hashable {
        var theme: String
        var size: Int?
        var since: Date?
        var ratio: Double?
    }

    func testCodableValuesBecomeSortedTextAndComeBack() {
        let since = Date(timeIntervalSince1970: 1_784_030_400.25)
        let settings = JSON(Settings(theme: "a/b", size: 3, since: since))
        XCTAssertEqual(
            settings.sqlValue, .json(#"{"since":"2026-07-14T12:00:00.250000Z","size":3,"theme":"a/b"}"#))
        assertRoundTrip(settings)
        assertRoundTrip(JSON([1, 2, 3]))
        assertRoundTrip(JSON("scalar"))
        XCTAssertEqual(try read(.text(#"{"theme":"x"}"#), as: JSON<Settings>.self).value, Settings(theme: "x"))
    }

    func testErrorsNameThePlaceAndNoValue() {
        assertOutcomes(
            JSON<[Settings]>.self,
            [
                (
                    .json(#"[{"theme":"secret"},{"theme":5}]"#),
                    "invalid: its JSON does not fit: not a String at 1.theme"
                ),
                (.json("[{}]"), "invalid: its JSON does not fit: no value at 0.theme"),
                (.json("{"), "invalid: its JSON does not fit: not valid"), (.blob([]), "mismatch: blob"),
                (.null, "NULL"),
            ])
        XCTAssertEqual(
            JSON(Settings(theme: "", ratio: .nan)).sqlValue,
            .unencodable("a Settings cannot be encoded as JSON: not a valid value at ratio"))
    }

    func testDynamicValuesAreReadExactly() throws {
        let text = #"{"a":[1,-2.5,1e2,true,null,"x\n\u00e9\ud83d\ude00\/"],"b":{"c":12345678901234567890.123}}"#
        let value = try JSONValue(parsing: text)
        XCTAssertEqual(
            value["a"], [1, -2.5, .number(100), true, .null, "x\né😀/"])
        XCTAssertEqual(value["b"]?["c"], .decimal(Decimal(string: "12345678901234567890.123")!))
        XCTAssertNil(value["a"]?[9])
        XCTAssertEqual(try JSONValue(parsing: value.description), value)
        XCTAssertEqual(try JSONValue(parsing: "9223372036854775807"), .integer(.max))
        XCTAssertEqual(try JSONValue(parsing: "9223372036854775808"), .decimal(Decimal(string: "9223372036854775808")!))
        assertRoundTrip(value)
        XCTAssertEqual(try JSON(value).sqlValue.decode(as: JSON<JSONValue>.self).value["a"]?[0], 1)
    }

    func testWhatIsNotJSONIsRefusedWithItsPlace() {
        let table = [
            ("", "the JSON ends too early at byte 0"), ("nul", "there is no JSON value at byte 0"),
            ("01", "a number is malformed at byte 2"), ("1.", "a number is malformed at byte 2"),
            ("-", "a number is malformed at byte 1"),
            ("1e", "a number is malformed at byte 2"), ("+1", "there is no JSON value at byte 0"),
            ("[1,]", "there is no JSON value at byte 3"),
            ("[1", "a JSON array does not end at byte 2"), ("{\"a\" 1}", "a JSON object's key needs a colon at byte 5"),
            ("{1:2}", "a JSON object needs a key at byte 1"), ("\"\\x\"", "a string holds an unknown escape at byte 3"),
            ("\"\\ud800\"", "a string holds half a surrogate pair at byte 7"),
            ("\"a", "a string does not end at byte 2"),
            ("\"\n\"", "a string holds a control character at byte 2"),
            ("1 2", "there is more behind the JSON value at byte 2"),
            ("1e999", "a number cannot be held: it is out of range at byte 5"),
            ("NaN", "there is no JSON value at byte 0"),
        ]
        for (text, expected) in table {
            XCTAssertEqual(outcome(.json(text), JSONValue.self), "invalid: " + expected, text)
        }
    }

    func testDeepNestingIsAnErrorAndNoStackOverflow() {
        let deep = String(repeating: "[", count: 100_000)
        XCTAssertEqual(outcome(.json(deep), JSONValue.self), "invalid: the JSON is nested too deeply at byte 256")
        let fine = String(repeating: "[", count: 255) + String(repeating: "]", count: 255)
        XCTAssertEqual(outcome(.json(fine), JSONValue.self), fine)
    }

    func testGarbageNeverTrapsAndWhatIsReadComesBack() {
        var generator = SeededGenerator(17)
        let seed = Array(#"{"a":[1,-2.5e3,"x\u00e9",true],"b":{"c":null}}"#.utf8)
        for _ in 0..<50_000 {
            let cell = TestCell(kind: .json, bytes: mangled(seed, using: &generator))
            guard let value = try? read(cell, as: JSONValue.self) else { continue }
            guard (try? JSONValue(parsing: value.description)) == value else { return XCTFail("\(value)") }
        }
    }
}
