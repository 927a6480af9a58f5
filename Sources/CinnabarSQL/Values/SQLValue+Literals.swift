import FoundationEssentials

// No nil literal: beside `SQLValue?` it would leave open whether a value is missing or NULL.

extension SQLValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension SQLValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension SQLValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = .real(value) }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension SQLValue: CustomStringConvertible {
    /// The value for people to read, such as in a table of results: not SQL, never to be put into a statement.
    public var description: String {
        switch self {
        case .null: "NULL"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let text), .json(let text), .enumeration(_, let text): text
        case .blob(let bytes), .opaque(_, let bytes): "\(bytes.count) bytes"
        case .uuid(let uuid): uuid.uuidString.lowercased()
        case .numeric(let decimal): NumericText.format(decimal)
        case .timestamp(let microseconds): TimestampText.iso(microseconds: microseconds)
        case .localTimestamp(let value): value.description
        case .date(let value): value.description
        case .time(let value): value.description
        case .interval(let value): value.description
        case .array(_, let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .unencodable(let why): "no value: \(why)"
        }
    }
}
