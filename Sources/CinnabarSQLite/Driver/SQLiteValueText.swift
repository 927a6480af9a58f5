import CinnabarSQL
import FoundationEssentials

/// Values for which SQLite has no type, as the text that stands for them.
enum SQLiteValueText {
    /// - Parameters:
    ///   - index: the parameter's position, from 1, for the error.
    static func text(_ value: SQLValue, index: Int32, sql: String?) throws -> String {
        if let text = try plain(value) { return text }
        let reason =
            switch value {
            case .unencodable(let why): "cannot be sent: \(why)"
            case .opaque: "is of a type that SQLite does not have"
            case .numeric: "is NaN, which SQLite cannot store"
            default: "holds a value that JSON cannot express"
            }
        throw DatabaseError(.invalidValue, "parameter \(index) \(reason)") { $0.sql = sql }
    }

    /// nil when there is none.
    private static func plain(_ value: SQLValue) throws -> String? {
        switch value {
        case .uuid(let uuid): uuid.uuidString.lowercased()
        // Exact, as SQLite's own numbers are not.
        case .numeric(let number): number.isNaN ? nil : number.description
        case .timestamp(let microseconds): TimestampText.format(microseconds: microseconds)
        case .localTimestamp(let value): TimestampText.format(microseconds: value.microsecondsSince1970)
        case .date(let date): date.description
        case .time(let time): time.description
        case .interval(let interval): interval.description
        case .json(let text), .enumeration(_, let text), .text(let text): text
        case .array(_, let elements): json(elements)
        case .null, .boolean, .integer, .real, .blob, .opaque, .unencodable: nil
        }
    }

    // MARK: Arrays are JSON

    private static func json(_ elements: [SQLValue]) -> String? {
        var text = "["
        for (position, element) in elements.enumerated() {
            if position > 0 { text += "," }
            guard let part = json(element) else { return nil }
            text += part
        }
        return text + "]"
    }

    private static func json(_ element: SQLValue) -> String? {
        switch element {
        case .null: return "null"
        case .boolean(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .real(let number): return number.isFinite ? number.description : nil
        case .numeric(let number): return number.isNaN ? nil : number.description
        case .json(let text): return text
        case .array(_, let elements): return json(elements)
        case .blob(let bytes):
            return "\"" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
        default:
            guard let text = try? plain(element) else { return nil }
            return quoted(text)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
