import FoundationEssentials

extension SQLValue {
    /// The value as text, in the form that databases without a type for it store: sortable times, exact numbers.
    package var storedText: String {
        switch self {
        case .null: "NULL"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .text(let text), .json(let text), .enumeration(_, let text): text
        case .blob(let bytes), .opaque(_, let bytes): bytes.hexadecimal
        case .uuid(let uuid): uuid.uuidString.lowercased()
        case .numeric(let number): number.description
        case .timestamp(let microseconds): TimestampText.format(microseconds: microseconds)
        case .localTimestamp(let value): TimestampText.format(microseconds: value.microsecondsSince1970)
        case .date(let date): date.description
        case .time(let time): time.description
        case .interval(let interval): interval.description
        case .array(_, let elements): "[" + elements.map(\.jsonText).joined(separator: ",") + "]"
        case .unencodable(let why): why
        }
    }

    /// The value inside a JSON document.
    private var jsonText: String {
        switch self {
        case .null: "null"
        case .boolean, .integer, .array, .json: storedText
        case .real(let number) where number.isFinite: storedText
        default: storedText.jsonQuoted
        }
    }
}

extension String {
    fileprivate var jsonQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
