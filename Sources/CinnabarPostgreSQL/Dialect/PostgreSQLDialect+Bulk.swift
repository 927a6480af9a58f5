public import CinnabarSQL

extension PostgreSQLDialect {
    /// `SELECT * FROM unnest($1::BIGINT[], $2::TEXT[])`: one text and one plan for any number of rows.
    ///
    /// False where a column's values are of several kinds or have no plain array form; the rows are then listed.
    public func writeBulkValues(
        _ columns: [String], types: [SQLType], values: [SQLValue], to writer: inout SQLWriter
    ) throws -> Bool {
        let width = columns.count
        var elementTypes: [SQLType] = []
        for column in 0..<width {
            guard let type = Self.elementType(types[column], values, column, width) else { return false }
            elementTypes.append(type)
        }
        writer.append(" SELECT * FROM unnest(")
        for column in 0..<width {
            if column > 0 { writer.append(", ") }
            var elements: [SQLValue] = []
            elements.reserveCapacity(values.count / width)
            for index in stride(from: column, to: values.count, by: width) { elements.append(values[index]) }
            try writer.appendBind(.array(elementTypes[column], elements))
            writer.append("::")
            writer.append(try typeName(elementTypes[column]))
            writer.append("[]")
        }
        writer.append(")")
        return true
    }

    private static func elementType(_ declared: SQLType, _ values: [SQLValue], _ column: Int, _ width: Int) -> SQLType?
    {
        let allowsText: Bool
        switch declared {
        case .text, .varchar, .char: allowsText = true
        case .enumeration, .custom, .array: return nil
        default: allowsText = false
        }
        var found: SQLType?
        for index in stride(from: column, to: values.count, by: width) {
            let type: SQLType
            switch values[index] {
            case .null: continue
            case .boolean: type = .boolean
            case .integer: type = .bigint
            case .real: type = .double
            case .text where allowsText: type = .text
            case .blob: type = .blob
            case .uuid: type = .uuid
            case .numeric: type = .numeric()
            case .timestamp: type = .timestamp
            case .localTimestamp: type = .localTimestamp
            case .date: type = .date
            case .time: type = .time
            case .interval: type = .interval
            case .json: type = .json
            default: return nil
            }
            if let found, found != type { return nil }
            found = type
        }
        // Only NULLs: any type that the column accepts.
        if let found { return found }
        switch declared {
        case .varchar, .char: return .text
        case .smallint, .integer: return .bigint
        default: return declared
        }
    }
}
