import CinnabarSQL

extension ServerDefault {
    /// The default that SQLite shows for a column; nil where it is NULL, which is the same as none.
    init?(sqlite text: String, type: SQLType) {
        let reader = SQLTokenReader(text).unwrapped
        guard let value = Self.literal(reader) else {
            var now = SQLWriter(dialect: SQLiteDialect())
            now.dialect.writeNow(to: &now)
            self = reader.text == now.sql ? .now : .sql(reader.text)
            return
        }
        switch (value, type) {
        case (.null, _): return nil
        case (.integer(let number), .boolean) where number == 0 || number == 1: self = .value(.boolean(number == 1))
        default: self = .value(value)
        }
    }

    private static func literal(_ reader: SQLTokenReader) -> SQLValue? {
        var reader = reader
        let isNegative = reader.take("-")
        let isSigned = isNegative || reader.take("+")
        guard let token = reader.next(), reader.isAtEnd, !isSigned || token.kind == .number else { return nil }
        switch token.kind {
        case .number: return number(isNegative ? "-" + token.value : token.value)
        case .string: return .text(token.value)
        // DEFAULT takes a name for a string.
        case .quoted: return .text(token.value)
        case .blob: return bytes(token.value).map(SQLValue.blob)
        case .symbol: return nil
        case .word:
            switch token.keyword {
            case "NULL": return .null
            case "TRUE": return .boolean(true)
            case "FALSE": return .boolean(false)
            case "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME": return nil
            default: return .text(token.value)
            }
        }
    }

    private static func number(_ text: String) -> SQLValue? {
        if let integer = Int64(text) { return .integer(integer) }
        if text.lowercased().hasPrefix("0x") {
            // The 64 bits themselves, sign and all.
            return UInt64(text.dropFirst(2), radix: 16).map { .integer(Int64(bitPattern: $0)) }
        }
        guard !text.lowercased().hasPrefix("-0x") else { return nil }
        return Double(text).map(SQLValue.real)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
