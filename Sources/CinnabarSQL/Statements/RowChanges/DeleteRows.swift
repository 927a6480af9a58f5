/// Rows of one table that go, each found by its key.
package struct DeleteRows: Statement {
    package typealias Output = Row

    package enum Form: Sendable {
        /// The first row: run once for each.
        case row
        /// All rows, one array for each column of the key.
        case arrays
    }

    package var table: TableReference
    package var key: [ColumnDefinition]
    /// The column that must still hold the row's version.
    package var version: ColumnDefinition?
    /// For each row its key, and its version where that is checked.
    package var values: [SQLValue]
    package var returning: [ColumnDefinition]
    package var form: Form

    package init(
        from table: TableReference, key: [ColumnDefinition], version: ColumnDefinition? = nil, values: [SQLValue],
        returning: [ColumnDefinition] = [], form: Form = .row
    ) {
        self.table = table
        self.key = key
        self.version = version
        self.values = values
        self.returning = returning
        self.form = form
    }

    package var decoder: RowDecoder<Row> { .rows }
    package var returnsRows: Bool { !returning.isEmpty }

    package func write(to writer: inout SQLWriter) throws {
        writer.raise(.write)
        writer.append("DELETE FROM ")
        try writer.appendTable(table)
        let conditions = key + (version.map { [$0] } ?? [])
        switch form {
        case .row:
            try writer.writeMatch(conditions, 0, values)
            try writer.writeReturning(returning, of: nil)
        case .arrays where conditions.count == 1:
            writer.append(" WHERE ")
            try writer.appendIdentifier(conditions[0].name)
            writer.append(" = ANY (")
            let types = try writer.arrayTypes(of: conditions, values)
            try writer.appendBind(.array(types[0], values))
            writer.append(")")
            try writer.writeReturning(returning, of: nil)
        case .arrays:
            let alias = table.arrayAlias
            writer.append(" USING ")
            try writer.writeArrays(of: conditions, values)
            writer.writeArrayNames(alias, conditions.count, last: nil)
            try writer.writeArrayMatch(conditions, of: table, alias, 0)
            try writer.writeReturning(returning, of: table)
        }
    }
}
