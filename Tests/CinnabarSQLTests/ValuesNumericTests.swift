import CinnabarSQL
import FoundationEssentials
import XCTest

/// S15: exact numbers, in PostgreSQL's binary form and as text.
final class ValuesNumericTests: XCTestCase {
    private func hex(_ words: [UInt16]) -> [UInt8] { words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }

    private func decode(_ words: [UInt16]) -> String { outcome(.numeric(hex(words)), Decimal.self) }

    func testKnownNumbersHaveTheServersBytes() {
        // As `numeric_send` of PostgreSQL 15 writes them.
        let table: [(String, [UInt16])] = [
            ("0", [0, 0, 0, 0]), ("1", [1, 0, 0, 0, 1]), ("-1", [1, 0, 0x4000, 0, 1]), ("10000", [1, 1, 0, 0, 1]),
            ("12345678", [2, 1, 0, 0, 1234, 5678]), ("0.5", [1, 0xFFFF, 0, 1, 5000]),
            ("0.0001", [1, 0xFFFF, 0, 4, 1]), ("0.00001", [1, 0xFFFE, 0, 5, 1000]),
            ("1234.56", [2, 0, 0, 2, 1234, 5600]), ("-1.5", [2, 0, 0x4000, 1, 1, 5000]),
            ("1000000000000000000000000", [1, 6, 0, 0, 1]), ("NaN", [0, 0, 0xC000, 0]),
        ]
        for (text, words) in table {
            let decimal = text == "NaN" ? Decimal.nan : Decimal(string: text)!
            XCTAssertEqual(NumericCodec.encode(decimal), hex(words), text)
            XCTAssertEqual(decode(words), text)
        }
    }

    func testWhatADecimalCannotHoldIsAnErrorAndNeverRounded() {
        let tooMany = "invalid: it has more than 38 digits"
        let outOfRange = "invalid: it is out of range"
        XCTAssertEqual(decode([0, 0, 0xD000, 0]), "invalid: it is infinite")
        XCTAssertEqual(decode([0, 0, 0xF000, 0]), "invalid: it is infinite")
        XCTAssertEqual(decode([10, 9, 0, 0] + Array(repeating: 9999, count: 10)), tooMany)
        // 1e131071 and 1e-16383, the ends of what PostgreSQL can hold.
        XCTAssertEqual(decode([1, 32767, 0, 0, 1000]), outOfRange)
        XCTAssertEqual(decode([1, 0xF000, 0, 16383, 10]), outOfRange)
        // 131,072 digits.
        XCTAssertEqual(decode([32768, 32767, 0, 0] + Array(repeating: 9999, count: 32768)), tooMany)
        // Trailing zeros are no digits: 1e127, and 1 written with forty places.
        XCTAssertEqual(decode([1, 31, 0, 0, 1000]), "1" + String(repeating: "0", count: 127))
        XCTAssertEqual(decode([11, 0, 0, 40, 1] + Array(repeating: 0, count: 10)), "1")
    }

    func testMalformedBytesAreAnError() {
        let malformed = "invalid: it is not a number"
        for bytes: [UInt8] in [
            [], [0], [0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            XCTAssertEqual(outcome(.numeric(bytes), Decimal.self), malformed)
        }
        XCTAssertEqual(decode([1, 0, 0, 0, 10_000]), malformed)
        XCTAssertEqual(decode([1, 0, 0x1234, 0, 1]), malformed)
        XCTAssertEqual(decode([0xFFFF, 0, 0, 0]), malformed)
    }

    func testRandomDecimalsComeBackFromBytesAndText() throws {
        var generator = SeededGenerator(15)
        for _ in 0..<20_000 {
            let digits = Int.random(in: 1...38, using: &generator)
            var mantissa = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            mantissa += Int.random(in: 0...9, using: &generator) == 0 ? "0000" : ""
            let exponent = Int.random(in: -90...80, using: &generator)
            let text = (Bool.random(using: &generator) ? "-" : "") + String(mantissa.prefix(38)) + "e\(exponent)"
            let decimal = try XCTUnwrap(Decimal(string: text))
            XCTAssertEqual(try read(.numeric(NumericCodec.encode(decimal)), as: Decimal.self), decimal, text)
            XCTAssertEqual(try read(.text(text), as: Decimal.self), decimal, text)
            XCTAssertEqual(try read(.text(SQLValue.numeric(decimal).description), as: Decimal.self), decimal, text)
        }
    }

    func testLimitsOfDecimalComeBack() {
        for decimal in [
            Decimal.greatestFiniteMagnitude, -Decimal.greatestFiniteMagnitude, Decimal.leastNonzeroMagnitude,
            Decimal(UInt64.max), Decimal(Int64.min),
        ] {
            XCTAssertEqual(try read(.numeric(NumericCodec.encode(decimal)), as: Decimal.self), decimal)
            XCTAssertEqual(try read(.text(SQLValue.numeric(decimal).description), as: Decimal.self), decimal)
        }
        XCTAssertTrue(try read(.numeric(NumericCodec.encode(.nan)), as: Decimal.self).isNaN)
    }

    func testGarbageNeverTraps() {
        var generator = SeededGenerator(151)
        for _ in 0..<50_000 {
            var bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            // Half of them with a header that is true, so that the groups are reached.
            if bytes.count >= 8, bytes.count % 2 == 0, Bool.random(using: &generator) {
                bytes[0] = 0
                bytes[1] = UInt8((bytes.count - 8) / 2)
                bytes[4] = Bool.random(using: &generator) ? 0 : 0x40
                bytes[5] = 0
                for place in stride(from: 8, to: bytes.count, by: 2) { bytes[place] %= 0x27 }
            }
            _ = outcome(.numeric(bytes), Decimal.self)
            _ = outcome(.numeric(bytes), Int64.self)
            _ = outcome(.numeric(bytes), UInt64.self)
            if let double = try? read(.numeric(bytes), as: Double.self),
                let decimal = try? read(.numeric(bytes), as: Decimal.self), !decimal.isNaN
            {
                XCTAssertEqual(double, Double(SQLValue.numeric(decimal).description))
            }
        }
    }

    func testTextIsReadInFullOrNotAtAll() {
        let malformed = "invalid: it is not a number"
        assertOutcomes(
            Decimal.self,
            [
                (.text("12.50"), "12.5"), (.text("-0.001"), "-0.001"), (.text("+7"), "7"), (.text("1e3"), "1000"),
                (.text("1.5E-2"), "0.015"), (.text("NaN"), "NaN"), (.text("-0"), "0"), (.text(".5"), "0.5"),
                (.text("00012"), "12"),
                (.text("1" + String(repeating: "0", count: 100)), "1" + String(repeating: "0", count: 100)),
                (.text(""), malformed), (.text("-"), malformed), (.text("."), malformed), (.text("12abc"), malformed),
                (.text("1e"), malformed), (.text("1e+"), malformed), (.text(" 1"), malformed), (.text("1 "), malformed),
                (.text("0x10"), malformed), (.text("1,5"), malformed), (.text("--1"), malformed),
                (.text("1.2.3"), malformed),
                (.text("-NaN"), malformed), (.text("Infinity"), "invalid: it is infinite"),
                (.text("-inf"), "invalid: it is infinite"), (.text("1e999999999999"), "invalid: it is out of range"),
                (.text("1e-999999999999"), "invalid: it is out of range"), (.text("0e999999999999"), "0"),
                (.text(String(repeating: "9", count: 40)), "invalid: it has more than 38 digits"),
                (.text("1" + String(repeating: "0", count: 60) + "1"), "invalid: it has more than 38 digits"),
            ])
    }

    func testDecimalsReadIntegersAndExactReals() {
        let inexact = "invalid: it is a floating-point number without an exact decimal value"
        assertOutcomes(
            Decimal.self,
            [
                (.integer(.min), "-9223372036854775808"), (.real(0.5), "0.5"), (.real(-3), "-3"), (.real(0), "0"),
                (.real(1e22), "10000000000000000000000"), (.real(0.1), inexact), (.real(1e300), inexact),
                (.real(.leastNonzeroMagnitude), inexact), (.real(.infinity), "invalid: it is infinite"),
                (.real(.nan), "NaN"), (.boolean(true), "mismatch: boolean"), (.null, "NULL"),
            ])
        assertRoundTrip(Decimal(string: "12.34")!, Decimal(0), Decimal(-1))
    }

    func testRandomDoublesAreDecimalOnlyWhereExact() {
        var generator = SeededGenerator(152)
        for _ in 0..<20_000 {
            let double = Double(Int64.random(in: -1_000_000...1_000_000, using: &generator)) / 1024
            guard let decimal = try? read(.real(double), as: Decimal.self) else {
                XCTFail("\(double) is exact")
                continue
            }
            XCTAssertEqual(Double(SQLValue.numeric(decimal).description), double)
        }
    }
}
