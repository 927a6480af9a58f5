import CinnabarSQL
import FoundationEssentials
import XCTest

final class ValuesArrayTests: XCTestCase {
    func testArraysHaveTheTypeOfTheirElements() {
        XCTAssertEqual([Int].sqlType, .array(.bigint))
        XCTAssertEqual([[String?]].sqlType, .array(.array(.text)))
        XCTAssertEqual([UInt8?].sqlType, .array(.smallint))
        XCTAssertEqual([1, 2].sqlValue, .array(.bigint, [1, 2]))
        XCTAssertEqual([[UInt8]]([[1]]).sqlValue, .array(.blob, [.blob([1])]))
    }

    func testDriverArraysReadTheirElements() {
        assertOutcomes(
            [Int].self,
            [
                (.array([1, 2, 3]), "[1, 2, 3]"), (.array([]), "[]"),
                (.array([1, .null]), "invalid: element 1 is NULL, but Int was wanted"),
                (.array([1, "x"]), "invalid: element 1 is text, which cannot be read as Int"),
                (.integer(1), "mismatch: integer"), (.null, "NULL"),
            ])
        XCTAssertEqual(try read(.array([1, .null]), as: [Int?].self), [1, nil])
        XCTAssertEqual(
            try read(.array([.array(.bigint, [1]), .array(.bigint, [])]), as: [[Int]].self), [[1], []])
        XCTAssertEqual(
            outcome(.array([300]), [Int8].self), "invalid: element 0 cannot be read as Int8: it is out of range")
        assertRoundTrip([1, 2], [])
        assertRoundTrip([[1, nil], []])
    }

    func testArraysComeBackFromJSONText() throws {
        func roundTrip<Value: ColumnValue & Equatable>(_ values: [Value], line: UInt = #line) throws {
            guard case .array(_, let elements) = values.sqlValue else { return XCTFail("no array", line: line) }
            let text = ArrayText.format(elements)
            XCTAssertEqual(try read(.text(text), as: [Value].self), values, text, line: line)
        }
        try roundTrip([1, -5, Int.max])
        try roundTrip(["a", "\"quoted\"", "new\nline", "", "😀"])
        try roundTrip([0.1, 1, .infinity, -.infinity, 1e300])
        try roundTrip([true, false])
        try roundTrip([nil, 5] as [Int?])
        try roundTrip([[1, 2], [], [nil]] as [[Int?]])
        try roundTrip([[1, 255], []] as [[UInt8]])
        try roundTrip([Decimal(string: "0.1")!, Decimal(string: "12345678901234567890.5")!])
        try roundTrip([UUID(), UUID()])
        try roundTrip([Date(timeIntervalSince1970: 1.5)])
        try roundTrip([LocalDate(year: 2026, month: 7, day: 14)!, .infinity])
        try roundTrip([LocalDateTime(year: 2026, month: 7, day: 14)!])
        try roundTrip([LocalTime(hour: 24, minute: 0)!])
        try roundTrip([CalendarInterval(months: 1, days: -2, microseconds: 3)])
        try roundTrip([JSONValue.object(["a": [1, .null]]), "text", 5])
        XCTAssertEqual(ArrayText.format([1, .null, "x", .array(.bigint, [2])]), #"[1,null,"x",[2]]"#)
    }

    func testTextThatIsNoArrayIsAnError() {
        assertOutcomes(
            [Int].self,
            [
                (.text("{}"), "invalid: it is not a JSON array"),
                (.text("{1,2}"), "invalid: a JSON object needs a key at byte 1"),
                (.text(""), "invalid: the JSON ends too early at byte 0"),
                (.json(#"["1"]"#), "invalid: element 0 is text, which cannot be read as Int"),
            ])
        XCTAssertEqual(
            [Date(timeIntervalSinceReferenceDate: 0), Date(timeIntervalSinceReferenceDate: .nan)].sqlValue,
            .unencodable("element 1: the date is not a number"))
    }
}
