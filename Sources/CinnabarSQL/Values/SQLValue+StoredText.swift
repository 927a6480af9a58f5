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
        case .numeric(let number): NumericText.format(number)
        case .timestamp(let microseconds): TimestampText.format(microseconds: microseconds)
        case .localTimestamp(let value): TimestampText.format(microseconds: value.microsecondsSince1970)
        case .date(let date): date.description
        case .time(let time): time.description
        case .interval(let interval): interval.description
        case .array(_, let elements): ArrayText.format(elements)
        case .unencodable(let why): why
        }
    }
}
