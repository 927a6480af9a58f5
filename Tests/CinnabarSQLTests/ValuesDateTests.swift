import CinnabarSQL
import FoundationEssentials
import XCTest

/// S16: points in time, exact to the microsecond.
final class ValuesDateTests: XCTestCase {
    func testEveryMicrosecondOfTwoCenturiesComesBack() throws {
        var generator = SeededGenerator(164)
        for _ in 0..<100_000 {
            // 1729 to 2273, as promised.
            let microseconds = Int64.random(in: -7_600_000_000_000_000...9_560_000_000_000_000, using: &generator)
            let date = try read(.bits(.timestamp, microseconds), as: Date.self)
            guard date.sqlValue == .timestamp(microseconds) else { return XCTFail("\(microseconds)") }
        }
    }

    func testDatesReadTimestampsTextAndUnixSeconds() {
        let noon = Date(timeIntervalSince1970: 1_784_030_400)
        let infinite = "invalid: it is infinite"
        for cell: TestCell in [
            .bits(.timestamp, 1_784_030_400_000_000), .text("2026-07-14 12:00:00"), .text("2026-07-14T14:00:00+02:00"),
            .integer(1_784_030_400), .real(1_784_030_400),
        ] {
            XCTAssertEqual(try read(cell, as: Date.self), noon)
        }
        assertOutcomes(
            Date.self,
            [
                (.bits(.timestamp, .max), infinite), (.bits(.timestamp, .min), infinite), (.text("infinity"), infinite),
                (.real(.nan), "invalid: it is not finite"), (.real(.infinity), "invalid: it is not finite"),
                (.text("yesterday"), "invalid: it is not in ISO 8601 form"),
                (.bits(.localTimestamp, 0), "invalid: it has no time zone: read it as LocalDateTime"),
                (.bits(.date, 0), "mismatch: date"), (.blob([]), "mismatch: blob"), (.null, "NULL"),
            ])
        assertRoundTrip(noon, .distantFuture, .distantPast, Date(timeIntervalSinceReferenceDate: 0.000001))
    }

    func testDatesBeyondTheRangeAreSentAsInfinityAndNaNIsRefused() {
        func sent(_ seconds: Double) -> SQLValue { Date(timeIntervalSinceReferenceDate: seconds).sqlValue }
        for seconds in [Double.infinity, .greatestFiniteMagnitude, 1e300, 9.3e18, 9.3e12] {
            XCTAssertEqual(sent(seconds), .timestamp(.max), "\(seconds)")
            XCTAssertEqual(sent(-seconds), .timestamp(.min), "\(seconds)")
        }
        XCTAssertEqual(sent(.nan), .unencodable("the date is not a number"))
        XCTAssertThrowsError(try sent(.nan).decode(as: Date.self)) {
            XCTAssertEqual(($0 as? DatabaseError)?.kind, .invalidValue)
        }
        XCTAssertEqual(sent(-0.0000004), .timestamp(978_307_200_000_000))
        XCTAssertEqual(sent(-0.0000006), .timestamp(978_307_199_999_999))
    }
}
