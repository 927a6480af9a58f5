extension SQLWriter {
    /// A column of CREATE TABLE or ADD COLUMN.
    ///
    /// - Returns: whether the table's primary key was written with it.
    mutating func writeColumn(_ column: ColumnDefinition, of table: Table, isGenerated: Bool) throws -> Bool {
        try appendIdentifier(column.name)
        append(" ")
        var isPrimaryKeyWritten = false
        if isGenerated {
            isPrimaryKeyWritten = try dialect.writeGeneratedColumn(column, primaryKey: table.primaryKey, to: &self)
        } else {
            append(try dialect.typeName(column.type))
        }
        if let value = column.serverDefault {
            append(" DEFAULT ")
            try dialect.writeDefault(value, type: column.type, to: &self)
        }
        if let computed = column.computed {
            if !computed.isStored {
                try require(.virtualColumns, "computed columns that are not stored", instead: "declare it as stored")
            }
            append(" GENERATED ALWAYS AS (")
            append(computed.sql)
            append(computed.isStored ? ") STORED" : ") VIRTUAL")
        }
        if !column.isNullable { append(" NOT NULL") }
        return isPrimaryKeyWritten
    }
}
