import FoundationEssentials

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(Decimal.self) {
            self = .decimal(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .decimal(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// A JSON column, read without a Swift type for its content.
extension JSONValue: ColumnValue {
    public static var sqlType: SQLType { .json }

    public var sqlValue: SQLValue { .json(description) }

    public static func decode(_ row: RowReader, _ index: Int) throws -> JSONValue {
        let cell = row.cell(index)
        guard cell.kind == .json || cell.kind == .text else { throw row.mismatch(index, JSONValue.self) }
        do {
            return try JSONParser.parse(cell.bytes)
        } catch {
            throw row.invalid(index, JSONValue.self, error.description)
        }
    }
}
