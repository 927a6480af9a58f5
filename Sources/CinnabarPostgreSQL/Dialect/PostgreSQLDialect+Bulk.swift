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
