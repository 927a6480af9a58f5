import CinnabarSQL
import FoundationEssentials

/// Rows in COPY's text format: a line per row, tabs between values, `\N` for NULL.
enum PGCopyText {
    static func statement(table: String, schema: String?, columns: [String]) -> String {
        let name = (schema.map { $0.quotedIdentifier + "." } ?? "") + table.quotedIdentifier
        return "COPY \(name) (\(columns.map(\.quotedIdentifier).joined(separator: ", "))) FROM STDIN"
    }

    static func append(_ row: [SQLValue], to bytes: inout [UInt8]) throws {
        for (column, value) in row.enumerated() {
            if column > 0 { bytes.append(UInt8(ascii: "\t")) }
            try append(value, to: &bytes, column: column)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8], column: Int) throws {
        switch value {
        case .null: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
        case .integer(let value): bytes += String(value).utf8
        case .text(let text), .enumeration(_, let text), .json(let text):
            try escape(text, to: &bytes, column: column)
        case .blob(let blob):
            // The backslash of "\x" is doubled, as every backslash is.
            bytes += "\\\\x".utf8
            for byte in blob {
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 15)])
            }
        default: try escape(text(of: value, column: column), to: &bytes, column: column)
        }
    }

    /// The text that PostgreSQL reads as this value.
    static func text(of value: SQLValue, column: Int) throws -> String {
        switch value {
        case .boolean(let value): return value ? "t" : "f"
        case .real(let value):
            if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
            return value.isNaN ? "NaN" : "\(value)"
        case .uuid(let value): return value.uuidString
        case .numeric(let value): return value.isNaN ? "NaN" : value.description
        case .timestamp(let microseconds):
            switch microseconds {
            case .max: return "infinity"
            case .min: return "-infinity"
            default:
                guard let time = LocalDateTime(microsecondsSince1970: microseconds) else {
                    throw unsuitable(column, "a timestamp out of range")
                }
                return zoned("\(time)")
            }
        case .localTimestamp(let value): return "\(value)"
        case .date(let value): return "\(value)"
        case .time(let value): return "\(value)"
        case .interval(let value): return "\(value)"
        case .array(_, let elements):
            var text = ""
            try PGArrayText.append(elements, to: &text, parameter: column + 1)
            return text
        case .opaque: throw unsuitable(column, "a value of a type that is not known")
        case .unencodable(let why): throw unsuitable(column, why)
        case .null, .integer, .text, .enumeration, .json, .blob: return ""
        }
    }

    /// In UTC; the era stays at the end.
    private static func zoned(_ text: String) -> String {
        text.hasSuffix(" BC") ? text.dropLast(3) + "Z BC" : text + "Z"
    }

    private static func unsuitable(_ column: Int, _ why: String) -> DatabaseError {
        DatabaseError(.invalidValue, "column \(column + 1) of a row to copy: \(why)")
    }

    private static func escape(_ text: String, to bytes: inout [UInt8], column: Int) throws {
        for byte in text.utf8 {
            switch byte {
            case 0: throw unsuitable(column, "the text holds a NUL character, which PostgreSQL cannot store")
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            default: bytes.append(byte)
            }
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}

/// Rows of values as chunks for COPY.
struct PGCopyRows<Rows: IteratorProtocol>: AsyncSequence, AsyncIteratorProtocol where Rows.Element == [SQLValue] {
    var rows: Rows
    let width: Int

    func makeAsyncIterator() -> PGCopyRows { self }

    mutating func next() async throws -> [UInt8]? {
        var chunk: [UInt8] = []
        chunk.reserveCapacity(72 * 1024)
        while chunk.count < 64 * 1024, let row = rows.next() {
            guard row.count == width else {
                throw DatabaseError(.misuse, "a row to copy has \(row.count) values for \(width) columns")
            }
            try PGCopyText.append(row, to: &chunk)
        }
        return chunk.isEmpty ? nil : chunk
    }
}
