/// The parts that the statements of `RowChanges` share.
extension SQLWriter {
    /// Values of the first row, or the expressions in their places.
    mutating func writeRowValues(_ columns: Range<Int>, _ values: [SQLValue], _ expressions: [Int: Node]) throws {
        for column in columns {
            if column > columns.lowerBound { append(", ") }
            if !expressions.isEmpty, let node = expressions[column] {
                try write(node)
            } else {
                try appendBind(try value(values, column))
            }
        }
    }

    /// ` WHERE "id" = $1 AND "version" = $2`, for the first row.
    mutating func writeMatch(_ columns: [ColumnDefinition], _ start: Int, _ values: [SQLValue]) throws {
        for (index, column) in columns.enumerated() {
            append(index == 0 ? " WHERE " : " AND ")
            try appendIdentifier(column.name)
            append(" = ")
            try appendBind(try value(values, start + index))
        }
    }

    private func value(_ values: [SQLValue], _ index: Int) throws -> SQLValue {
        guard index < values.count else { throw CompileError("a row has fewer values than columns") }
        return values[index]
    }

    /// Columns of the changed table; with `table`, where another source is in sight.
    mutating func writeReturning(_ columns: [ColumnDefinition], of table: TableReference?) throws {
        guard !columns.isEmpty else { return }
        try require(.returning, "RETURNING", instead: "read the rows with a select after the change")
        append(" RETURNING ")
        try list(columns) { column, writer in
            if let table {
                try writer.appendTable(table)
                writer.append(".")
            }
            try writer.appendIdentifier(column.name)
        }
    }

    // Arrays

    func arrayTypes(of columns: [ColumnDefinition], _ values: [SQLValue]) throws -> [SQLType] {
        guard let types = dialect.arrayTypes(columns.map(\.type), values: values) else {
            throw CompileError.unsupported("arrays for these columns", by: dialect.name, instead: "run it for each row")
        }
        return types
    }

    /// `unnest($1::BIGINT[], $2::TEXT[])`
    mutating func writeArrays(of columns: [ColumnDefinition], _ values: [SQLValue]) throws {
        try dialect.writeArrays(try arrayTypes(of: columns, values), values: values, to: &self)
    }

    /// ` AS u (c1, c2, n)`
    mutating func writeArrayNames(_ alias: StaticString, _ count: Int, last: StaticString?) {
        append(" AS ")
        append(alias)
        append(" (")
        for column in 0..<count {
            append(column == 0 ? "c" : ", c")
            append(number: column + 1)
        }
        if let last {
            append(", ")
            append(last)
        }
        append(")")
    }

    /// `u.c1`
    mutating func writeArrayColumn(_ alias: StaticString, _ column: Int) {
        append(alias)
        append(".c")
        append(number: column + 1)
    }

    /// ` WHERE "t"."id" = u.c2 AND "t"."version" = u.c3`
    mutating func writeArrayMatch(
        _ columns: [ColumnDefinition], of table: TableReference, _ alias: StaticString, _ start: Int
    ) throws {
        for (index, column) in columns.enumerated() {
            append(index == 0 ? " WHERE " : " AND ")
            try appendTable(table)
            append(".")
            try appendIdentifier(column.name)
            append(" = ")
            writeArrayColumn(alias, start + index)
        }
    }
}

extension TableReference {
    /// A name for the arrays beside the table that is not its own.
    var arrayAlias: StaticString { name == "u" ? "v" : "u" }
}
