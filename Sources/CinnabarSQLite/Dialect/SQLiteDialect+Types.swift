public import CinnabarSQL

extension SQLiteDialect {
    /// Affinity decides: numbers that must stay exact and times are TEXT, because NUMERIC would turn them into floats.
    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .boolean: "BOOLEAN"
        case .smallint: "SMALLINT"
        case .integer, .bigint: "INTEGER"
        case .real, .double: "REAL"
        case .varchar(let length?): "VARCHAR(\(length))"
        case .char(let length): "CHAR(\(length))"
        case .blob: "BLOB"
        case .enumeration(let type): "VARCHAR(\(type.labels.map(\.utf8.count).max() ?? 1))"
        case .custom(let name): name
        case .numeric, .text, .varchar(nil), .timestamp, .localTimestamp, .date, .time, .interval, .uuid, .json,
            .array:
            "TEXT"
        }
    }

    /// A value in the form in which the driver stores it.
    public func literal(_ value: SQLValue) throws -> String {
        switch value {
        case .null: "NULL"
        case .boolean(let flag): flag ? "1" : "0"
        case .integer(let number): String(number)
        case .real(let number):
            number.isNaN ? "NULL" : number.isInfinite ? (number < 0 ? "-9e999" : "9e999") : "\(number)"
        case .blob(let bytes): "X'" + bytes.hexadecimal + "'"
        default: try value.storedText.quotedLiteral(for: "SQLite")
        }
    }
}
