import CinnabarSQL
import FoundationEssentials

/// Reads a default as `pg_get_expr` writes it: what is one plain literal becomes a value, all else stays SQL.
enum PGDefaultText {
    static func parse(_ text: String, type: SQLType) -> ServerDefault {
        switch text {
        case "CURRENT_TIMESTAMP": return .now
        case "true": return .value(.boolean(true))
        case "false": return .value(.boolean(false))
        default: break
        }
        if let value = number(text, type) { return .value(value) }
        if let (content, cast) = quoted(text), let value = value(content, cast, type) { return .value(value) }
        return .sql(text)
    }

    private static func value(_ content: String, _ cast: String, _ type: SQLType) -> SQLValue? {
        // Qualified where the search path hides it.
        switch cast.hasPrefix("pg_catalog.") ? String(cast.dropFirst(11)) : cast {
        case "text", "character varying", "bpchar": .text(content)
        // Negative numbers are written so.
        case "smallint", "integer", "bigint", "numeric", "real", "double precision": number(content, type)
        default: nil
        }
    }

    /// A number of the column's own kind.
    private static func number(_ text: String, _ type: SQLType) -> SQLValue? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let points = digits.count { $0 == UInt8(ascii: ".") }
        guard digits.first.map(isDigit) == true, digits.last.map(isDigit) == true, points < 2,
            digits.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        switch type {
        case .smallint, .integer, .bigint: return Int64(text).map(SQLValue.integer)
        case .real, .double: return Double(text).map(SQLValue.real)
        // Decimal keeps 38 digits; a longer number stays as it is written.
        case .numeric where digits.count <= 38: return Decimal(string: text).map(SQLValue.numeric)
        default: return nil
        }
    }

    /// The content of `'…'::type`, where nothing stands behind the type.
    private static func quoted(_ text: String) -> (content: String, cast: String)? {
        let quote = UInt8(ascii: "'")
        let backslash = UInt8(ascii: "\\")
        var bytes = text.utf8[...]
        // PostgreSQL writes backslashes so, doubled, whatever the session's settings are.
        let hasEscapes = bytes.first == UInt8(ascii: "E")
        if hasEscapes { bytes = bytes.dropFirst() }
        guard bytes.first == quote else { return nil }
        bytes = bytes.dropFirst()
        var content: [UInt8] = []
        while let byte = bytes.first {
            bytes = bytes.dropFirst()
            if byte == quote || (hasEscapes && byte == backslash) {
                guard bytes.first == byte else {
                    guard byte == quote, bytes.starts(with: "::".utf8) else { return nil }
                    return (String(decoding: content, as: UTF8.self), String(Substring(bytes.dropFirst(2))))
                }
                bytes = bytes.dropFirst()
            }
            content.append(byte)
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
