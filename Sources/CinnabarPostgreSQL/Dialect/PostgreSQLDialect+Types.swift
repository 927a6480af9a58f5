public import CinnabarSQL

extension PostgreSQLDialect {
    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .boolean: "BOOLEAN"
        case .smallint: "SMALLINT"
        case .integer: "INTEGER"
        case .bigint: "BIGINT"
        case .real: "REAL"
        case .double: "DOUBLE PRECISION"
        case .numeric(let precision?, let scale?): "NUMERIC(\(precision), \(scale))"
        case .numeric(let precision?, nil): "NUMERIC(\(precision))"
        case .numeric(nil, _): "NUMERIC"
        case .text: "TEXT"
        case .varchar(let length?): "VARCHAR(\(length))"
        case .varchar(nil): "VARCHAR"
        case .char(let length): "CHAR(\(length))"
        case .blob: "BYTEA"
        case .timestamp: "TIMESTAMPTZ"
        case .localTimestamp: "TIMESTAMP"
        case .date: "DATE"
        case .time: "TIME"
        case .interval: "INTERVAL"
        case .uuid: "UUID"
        case .json: "JSONB"
        case .array(let element): try typeName(element) + "[]"
        case .enumeration(let type) where type.name.isEmpty:
            "VARCHAR(\(type.labels.map(\.unicodeScalars.count).max() ?? 1))"
        case .enumeration(let type): Self.name(of: type)
        case .custom(let name): name
        }
    }

    public func literal(_ value: SQLValue) throws -> String {
        switch value {
        case .null: return "NULL"
        case .boolean(let flag): return flag ? "TRUE" : "FALSE"
        case .integer(let number): return String(number)
        case .real(let number):
            if number.isNaN { return "'NaN'::FLOAT8" }
            if number.isInfinite { return number < 0 ? "'-Infinity'::FLOAT8" : "'Infinity'::FLOAT8" }
            return "\(number)"
        case .blob(let bytes): return "'\\x" + bytes.hexadecimal + "'"
        case .array(let type, let elements):
            let list = try elements.map(literal).joined(separator: ", ")
            return "ARRAY[\(list)]::\(try typeName(type))[]"
        case .enumeration(let type, let label):
            return try label.quotedLiteral(for: name) + "::" + Self.name(of: type)
        case .timestamp:
            // Without a zone the server would take the session's; the infinities have none.
            let text = value.storedText
            return "'" + text + (text.utf8.last.map { $0 < 0x3A } == true ? "+00'" : "'")
        default: return try value.storedText.quotedLiteral(for: name)
        }
    }
}
