import CinnabarSQL
import FoundationEssentials
import XCTest

/// S15, L19: integers, floating-point numbers and booleans are exact or an error.
final class ValuesNumberTests: XCTestCase {
    func testIntegersOfEveryWidthReadWhatFitsAndRefuseTheRest() {
        let outOfRange = "invalid: it is out of range"
        assertOutcomes(
            Int8.self,
            [
                (.integer(-128), "-128"), (.integer(127), "127"), (.integer(128), outOfRange),
                (.integer(.min), outOfRange),
            ])
        assertOutcomes(Int16.self, [(.integer(-32768), "-32768"), (.integer(32768), outOfRange)])
        assertOutcomes(Int32.self, [(.integer(2_147_483_647), "2147483647"), (.integer(2_147_483_648), outOfRange)])
        assertOutcomes(Int64.self, [(.integer(.min), "\(Int64.min)"), (.integer(.max), "\(Int64.max)")])
        assertOutcomes(Int.self, [(.integer(.min), "\(Int.min)"), (.integer(.max), "\(Int.max)")])
        assertOutcomes(UInt8.self, [(.integer(255), "255"), (.integer(256), outOfRange), (.integer(-1), outOfRange)])
        assertOutcomes(UInt16.self, [(.integer(65535), "65535"), (.integer(-1), outOfRange)])
        assertOutcomes(UInt32.self, [(.integer(4_294_967_295), "4294967295"), (.integer(4_294_967_296), outOfRange)])
        assertOutcomes(UInt64.self, [(.integer(.max), "\(Int64.max)"), (.integer(-1), outOfRange)])
        assertOutcomes(UInt.self, [(.integer(0), "0"), (.integer(.min), outOfRange)])
    }

    func testIntegersReadNothingThatIsNotANumber() {
        assertOutcomes(
            Int.self,
            [
                (.null, "NULL"), (.text("1"), "mismatch: text"), (.real(1), "mismatch: real"),
                (.boolean(true), "mismatch: boolean"), (.blob([1]), "mismatch: blob"),
                (.bits(.timestamp, 1), "mismatch: timestamp"),
            ])
        XCTAssertNil(try read(.null, as: Int?.self))
        XCTAssertEqual(try read(.integer(7), as: Int?.self), 7)
    }

    func testIntegersReadWholeExactNumbers() {
        func numeric(_ text: String) -> TestCell { .numeric(NumericCodec.encode(Decimal(string: text) ?? .nan)) }
        assertOutcomes(
            Int64.self,
            [
                (numeric("9223372036854775807"), "9223372036854775807"),
                (numeric("-9223372036854775808"), "-9223372036854775808"),
                (numeric("9223372036854775808"), "invalid: it is out of range"),
                (numeric("12000000"), "12000000"), (numeric("0"), "0"),
                (numeric("1.5"), "invalid: it is not a whole number"),
                (numeric("1e100"), "invalid: it is out of range"),
                (.numeric([0, 0, 0, 0, 0xC0, 0, 0, 0]), "invalid: it is NaN"),
                (.numeric([0, 0, 0, 0, 0xD0, 0, 0, 0]), "invalid: it is infinite"),
                (.numeric([1, 2, 3]), "invalid: it is not a number"),
            ])
        XCTAssertEqual(try read(numeric("18446744073709551615"), as: UInt64.self), .max)
    }

    func testUnsignedNumbersBeyondInt64AreSentExactly() {
        XCTAssertEqual(UInt64.max.sqlValue, .numeric(Decimal(string: "18446744073709551615")!))
        XCTAssertEqual(UInt(5).sqlValue, .integer(5))
        assertRoundTrip(UInt64.max, UInt64(Int64.max) + 1, 0)
        assertRoundTrip(UInt.max)
        assertRoundTrip(Int64.min, .max, 0)
        assertRoundTrip(Int8.min, .max)
    }

    func testDoublesReadRealsAndExactIntegers() {
        assertOutcomes(
            Double.self,
            [
                (.real(1.5), "1.5"), (.real(-0.0), "-0.0"), (.real(.infinity), "inf"), (.real(.nan), "nan"),
                (.real(1e308), "1e+308"), (.integer(9_007_199_254_740_992), "9007199254740992.0"),
                (.integer(9_007_199_254_740_993), "invalid: it is an integer that a Double cannot hold exactly"),
                (.text("1.5"), "mismatch: text"), (.null, "NULL"), (.boolean(true), "mismatch: boolean"),
            ])
        assertRoundTrip(0.1, -1e-300, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude)
    }

    func testDoublesReadExactNumbersAsTheNearest() {
        for text in ["0.1", "123456.789", "1e100", "-2.5e-100", "12345678901234567890123456789", "0"] {
            let bytes = NumericCodec.encode(Decimal(string: text)!)
            XCTAssertEqual(try read(.numeric(bytes), as: Double.self), Double(text), text)
        }
        XCTAssertTrue(try read(.numeric([0, 0, 0, 0, 0xC0, 0, 0, 0]), as: Double.self).isNaN)
        XCTAssertEqual(try read(.numeric([0, 0, 0, 0, 0xF0, 0, 0, 0]), as: Double.self), -.infinity)
        // 60 digits: more than a Decimal holds, and a double needs only the first of them.
        let groups = [UInt8](repeating: 0, count: 30).enumerated().map { $0.offset % 2 == 0 ? UInt8(0x04) : 0xD2 }
        let long = [0, 15, 0, 14, 0, 0, 0, 0] + groups
        XCTAssertEqual(
            try read(.numeric(long), as: Double.self), Double(String(repeating: "1234", count: 15)))
    }

    func testFloatsRoundToTheNearestAndRefuseWhatIsTooLarge() {
        assertOutcomes(
            Float.self,
            [
                (.real(Double(Float(0.1))), "0.1"), (.real(0.1), "0.1"), (.integer(3), "3.0"),
                (.real(1e39), "invalid: it is out of range"), (.real(.infinity), "inf"), (.text("1"), "mismatch: text"),
            ])
        assertRoundTrip(Float(0.1), .greatestFiniteMagnitude, -.infinity)
    }

    func testBooleansAreBooleansOrZeroAndOne() {
        assertOutcomes(
            Bool.self,
            [
                (.boolean(true), "true"), (.boolean(false), "false"), (.integer(0), "false"), (.integer(1), "true"),
                (.integer(2), "invalid: it is neither 0 nor 1"), (.integer(-1), "invalid: it is neither 0 nor 1"),
                (.text("true"), "mismatch: text"), (.real(1), "mismatch: real"), (.null, "NULL"),
            ])
        assertRoundTrip(true, false)
    }
}
