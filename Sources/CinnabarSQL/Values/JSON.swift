import FoundationEssentials

/// A `Codable` value in a JSON column: `JSONB` on PostgreSQL, text elsewhere.
///
/// ```swift
/// struct Settings: Codable, Sendable { var theme: String }
/// static let settings = Column<Users, JSON<Settings>>("settings")
/// ```
/// Keys are sorted, so that equal values make equal text. Dates are ISO 8601 text with microseconds, in UTC; data is
/// Base64.
public struct JSON<Value: Codable & Sendable>: Sendable {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

extension JSON: Equatable where Value: Equatable {}
extension JSON: Hashable where Value: Hashable {}

/// In an outer JSON document it is the value alone.
extension JSON: Codable {
    public init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension JSON: ColumnValue {
    public static var sqlType: SQLType { .json }

    /// A value that cannot be encoded is refused when it is sent.
    public var sqlValue: SQLValue {
        do {
            return .json(String(decoding: try JSONCoders.encoder.encode(value), as: UTF8.self))
        } catch {
            return .unencodable("a \(Value.self) cannot be encoded as JSON\(JSONCoders.place(of: error))")
        }
    }

    public static func decode(_ row: RowReader, _ index: Int) throws -> JSON {
        let cell = row.cell(index)
        guard cell.kind == .json || cell.kind == .text else { throw row.mismatch(index, Value.self) }
        do {
            return JSON(try JSONCoders.decoder.decode(Value.self, from: Data(cell.bytes)))
        } catch {
            throw row.invalid(index, Value.self, "its JSON does not fit\(JSONCoders.place(of: error))")
        }
    }
}

/// The one encoder and decoder of all JSON columns.
private enum JSONCoders {
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            guard case .timestamp(let microseconds) = date.sqlValue, TimestampText.isFinite(microseconds) else {
                throw EncodingError.invalidValue(date, .init(codingPath: encoder.codingPath, debugDescription: ""))
            }
            try container.encode(TimestampText.iso(microseconds: microseconds))
        }
        return encoder
    }()

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard case .success(let microseconds) = CalendarParser.parse(text, CalendarParser.timestamp),
                let date = Date(microsecondsSince1970: microseconds)
            else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 date")
            }
            return date
        }
        return decoder
    }()

    /// Where in the document an error is, and of what kind; the library's own text may hold values.
    static func place(of error: any Error) -> String {
        let (what, path): (String, [any CodingKey]) =
            switch error {
            case DecodingError.keyNotFound(let key, let context): ("no value", context.codingPath + [key])
            case DecodingError.valueNotFound(let type, let context): ("null, \(type) wanted", context.codingPath)
            case DecodingError.typeMismatch(let type, let context): ("not a \(type)", context.codingPath)
            case DecodingError.dataCorrupted(let context): ("not valid", context.codingPath)
            case EncodingError.invalidValue(_, let context): ("not a valid value", context.codingPath)
            default: ("", [])
            }
        guard !what.isEmpty else { return "" }
        let place = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return place.isEmpty ? ": \(what)" : ": \(what) at \(place)"
    }
}
