import CinnabarSQL
import FoundationEssentials
import XCTest

/// The form in which timestamps are stored as text is written and read by a way of its own, which must agree with the
/// general one.
final class ValuesCanonicalTimestampTests: XCTestCase {
    private func canonical(_ microseconds: Int64) -> String? {
        var bytes = [UInt8](repeating: 0, count: TimestampText.canonicalLength)
        let isWritten = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { TimestampText.writeCanonical(microseconds, to: $0) } ?? false
        }
        return isWritten ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private func read(_ text: String) throws -> LocalDateTime { try SQLValue.text(text).decode(as: LocalDateTime.self) }

    func testItIsWrittenAsAnyTimestampAndReadBack() throws {
        let first: Int64 = -62_135_596_800_000_000
        let end: Int64 = 253_402_300_800_000_000
        var generator = SystemRandomNumberGenerator()
        var moments = (0..<20_000).map { _ in Int64.random(in: first..<end, using: &generator) }
        moments += [first, first + 1, -1, 0, 1, 951_782_400_000_000, 951_868_799_999_999, end - 1]
        for moment in moments {
            let text = TimestampText.format(microseconds: moment)
            XCTAssertEqual(canonical(moment), text)
            // A zone takes the general way.
            XCTAssertEqual(
                try SQLValue.text(text).decode(as: Date.self), try SQLValue.text(text + "Z").decode(as: Date.self))
        }
    }

    func testOtherMomentsHaveNone() {
        for moment in [Int64.min, .max, -62_135_596_800_000_001, 253_402_300_800_000_000] {
            XCTAssertNil(canonical(moment))
        }
    }

    /// Each byte of a text replaced by each other byte: refused, or read as the general way reads it.
    func testEveryByteIsLookedAt() throws {
        let text = Array("2024-02-29 23:59:58.123456".utf8)
        for place in text.indices {
            for byte in UInt8(0)..<128 {
                var changed = text
                changed[place] = byte
                let short = String(decoding: changed, as: UTF8.self)
                // One digit more of nothing is the same moment, and is read the general way.
                let long = short + "0"
                XCTAssertEqual(
                    (try? read(short))?.description, (try? read(long))?.description, "\(changed)")
            }
        }
    }
}
