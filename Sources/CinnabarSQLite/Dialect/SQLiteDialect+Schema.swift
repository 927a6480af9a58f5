public import CinnabarSQL

extension SQLiteDialect {
    /// Expressions stand in parentheses; the current time has the form of the column's type.
    public func writeDefault(_ value: ServerDefault, type: SQLType, to writer: inout SQLWriter) throws {
        switch (value, type) {
        case (.now, .date): writer.append("(date('now'))")
        case (.now, .time): writer.append("(strftime('%H:%M:%f000', 'now'))")
        case (.now, _):
            writer.append("(")
            writeNow(to: &writer)
            writer.append(")")
        case (.value(let value), _): writer.append(try literal(value))
        case (.sql(let sql), _):
            writer.append("(")
            writer.append(sql)
            writer.append(")")
        }
    }

    /// A key of type INTEGER is the row's own number, which SQLite makes.
    ///
    /// A declared identity adds AUTOINCREMENT: numbers of deleted rows are then never used again.
    public func writeGeneratedColumn(
        _ column: ColumnDefinition, primaryKey: PrimaryKey?, to writer: inout SQLWriter
    ) throws -> Bool {
        guard let key = primaryKey, key.columns == [column.name] else {
            throw CompileError.unsupported(
                "identity columns beside the primary key", by: name, instead: "make it the only column of the key")
        }
        writer.append("INTEGER")
        guard let identity = column.identity else { return false }
        guard identity.start ?? 1 == 1, identity.increment ?? 1 == 1 else {
            throw CompileError.unsupported(
                "identity columns with a start or an increment", by: name, instead: "leave both out")
        }
        if let constraint = key.name {
            writer.append(" CONSTRAINT ")
            try writer.appendIdentifier(constraint)
        }
        writer.append(" PRIMARY KEY AUTOINCREMENT")
        return true
    }
}
