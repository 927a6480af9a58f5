public import CinnabarSQL

extension PostgreSQLDialect {
    /// `SELECT * FROM unnest($1::BIGINT[], $2::TEXT[])`: one text and one plan for any number of rows.
    ///
    /// False where a column's values are of several kinds or have no plain array form; the rows are then listed.
    public func writeBulkValues(
        _ columns: [String], types: [SQLType], values: [SQLValue], to writer: inout SQLWriter
    ) throws -> Bool {
        guard let types = arrayTypes(types, values: values) else { return false }
        writer.append(" SELECT * FROM ")
        try writeArrays(types, values: values, to: &writer)
        return true
    }

    public func arrayTypes(_ columns: [SQLType], values: [SQLValue]) -> [SQLType]? {
        var types: [SQLType] = []
        for column in columns.indices {
            guard let type = Self.elementType(columns[column], values, column, columns.count) else { return nil }
            types.append(type)
        }
        return types
    }

    public func writeArrays(_ types: [SQLType], values: [SQLValue], to writer: inout SQLWriter) throws {
        let width = types.count
        writer.append("unnest(")
        for column in 0..<width {
            if column > 0 { writer.append(", ") }
            var elements: [SQLValue] = []
            elements.reserveCapacity(values.count / width)
            for index in stride(from: column, to: values.count, by: width) { elements.append(values[index]) }
            try writer.appendBind(.array(types[column], elements))
            writer.append("::")
            writer.append(try typeName(types[column]))
            writer.append("[]")
        }
        writer.append(")")
    }

    /// Asked in the statement itself, so that nothing has to be known of the table beforehand: a plain or partitioned
    /// table without rules and row triggers, whose key is taken from an ascending sequence that does not start over.
    public func writeKeysAscend(
        _ key: ColumnDefinition, of table: TableReference, to writer: inout SQLWriter
    ) throws {
        var name = SQLWriter(dialect: self)
        if let schema = table.schema {
            try name.appendIdentifier(schema)
            name.append(".")
        }
        try name.appendIdentifier(table.name)
        let tableName = try literal(.text(name.sql))
        let column = try literal(.text(key.name))
        writer.append(
            "EXISTS (SELECT FROM pg_catalog.pg_class AS r "
                + "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attname = \(column) "
                + "JOIN pg_catalog.pg_sequence AS q "
                + "ON q.seqrelid = pg_catalog.pg_get_serial_sequence(\(tableName), \(column))::regclass "
                + "WHERE r.oid = \(tableName)::regclass AND r.relkind IN ('r', 'p') AND NOT r.relhasrules "
                + "AND q.seqincrement > 0 AND NOT q.seqcycle "
                + "AND (a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d "
                + "WHERE d.adrelid = r.oid AND d.adnum = a.attnum "
                + "AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')) "
                + "AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE NOT g.tgisinternal "
                + "AND g.tgenabled <> 'D' AND g.tgtype & 7 = 7 AND g.tgrelid IN (SELECT r.oid "
                + "UNION ALL SELECT p.relid FROM pg_catalog.pg_partition_tree(r.oid) AS p)))")
    }

    private static func elementType(_ declared: SQLType, _ values: [SQLValue], _ column: Int, _ width: Int) -> SQLType?
    {
        switch declared {
        case .enumeration, .custom, .array: return nil
        default: break
        }
        var found = ArrayElement.none
        var bits: Int64 = 0
        for index in stride(from: column, to: values.count, by: width) {
            let element: ArrayElement
            if case .integer(let value) = values[index] {
                element = .integer
                // All ones where the sign is: a number that fits has no others.
                bits |= value ^ (value >> 63)
            } else {
                element = ArrayElement(values[index])
                if element == .none { continue }
            }
            if element != found {
                guard found == .none, element != .other else { return nil }
                found = element
            }
        }
        return found.type(in: declared, bits: bits)
    }
}

/// What a bulk array holds.
private enum ArrayElement: UInt8 {
    case none, boolean, integer, real, text, blob, uuid, numeric, timestamp, localTimestamp, date, time, interval, json
    case other

    init(_ value: SQLValue) {
        switch value {
        case .null: self = .none
        case .boolean: self = .boolean
        case .integer: self = .integer
        case .real: self = .real
        case .text: self = .text
        case .blob: self = .blob
        case .uuid: self = .uuid
        case .numeric: self = .numeric
        case .timestamp: self = .timestamp
        case .localTimestamp: self = .localTimestamp
        case .date: self = .date
        case .time: self = .time
        case .interval: self = .interval
        case .json: self = .json
        case .array, .enumeration, .opaque, .unencodable: self = .other
        }
    }

    /// - Parameter bits: those that the integers need, but for their signs.
    func type(in declared: SQLType, bits: Int64) -> SQLType? {
        switch self {
        // Only NULLs: any type that the column accepts.
        case .none:
            switch declared {
            case .varchar, .char: .text
            default: declared
            }
        case .boolean: .boolean
        case .integer:
            // As the column is, so that the server has nothing to convert; it refuses what does not fit.
            switch declared {
            case .smallint where bits <= Int16.max: .smallint
            case .integer where bits <= Int32.max: .integer
            default: .bigint
            }
        case .real: .double
        case .text:
            switch declared {
            case .text, .varchar, .char: .text
            default: nil
            }
        case .blob: .blob
        case .uuid: .uuid
        case .numeric: .numeric()
        case .timestamp: .timestamp
        case .localTimestamp: .localTimestamp
        case .date: .date
        case .time: .time
        case .interval: .interval
        case .json: .json
        case .other: nil
        }
    }
}
