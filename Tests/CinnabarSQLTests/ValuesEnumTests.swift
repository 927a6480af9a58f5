import CinnabarSQL
import XCTest

final class ValuesEnumTests: XCTestCase {
    enum Mood: String, SQLEnum {
        case happy, sad
        static let sqlEnumName: String? = "mood"
    }

    enum Color: String, SQLEnum { case red, green }

    enum Level: Int, ColumnValue { case low = 1, high = 2 }

    struct UserID: RawRepresentable, Hashable, ColumnValue { var rawValue: Int }

    func testNamedEnumsAreNativeAndOthersAreText() {
        XCTAssertEqual(Mood.sqlType, .enumeration(EnumType("mood", labels: ["happy", "sad"])))
        XCTAssertEqual(Mood.sad.sqlValue, .enumeration(EnumType("mood", labels: ["happy", "sad"]), "sad"))
        XCTAssertEqual(Color.sqlType, .enumeration(EnumType("", labels: ["red", "green"])))
        XCTAssertEqual(Color.red.sqlValue, .text("red"))
        assertRoundTrip(Mood.happy, .sad)
        assertRoundTrip(Color.green)
    }

    func testLabelsAreReadAsTextAndAsTypesOfTheDatabase() {
        let unknown = "invalid: it is none of \"happy\", \"sad\""
        assertOutcomes(
            Mood.self,
            [
                (.text("sad"), "sad"), (.opaque(Array("happy".utf8), type: 16_500), "happy"), (.text("Sad"), unknown),
                (.text(""), unknown), (.integer(0), "mismatch: integer"), (.null, "NULL"),
            ])
        XCTAssertNil(try read(.null, as: Mood?.self))
    }

    func testRawValuesAreStoredAsTheyAre() {
        XCTAssertEqual(UserID.sqlType, .bigint)
        XCTAssertEqual(Level.high.sqlValue, 2)
        assertOutcomes(
            Level.self,
            [
                (.integer(2), "high"), (.integer(3), "invalid: it is none of the type's raw values"), (.null, "NULL"),
                (.text("2"), "mismatch: text"),
            ])
        assertRoundTrip(UserID(rawValue: 7))
        assertRoundTrip([UserID(rawValue: 7)])
    }
}
