/// Rows of one table that get new values in the same columns, each found by its key.
package struct UpdateRows: Statement {
    package typealias Output = Row

    package enum Form: Sendable {
        /// The first row: run once for each.
        case row
        /// All rows, one array for each column, in no order.
        case arrays
    }

    package var table: TableReference
    /// What each row sets.
    package var columns: [ColumnDefinition]
    package var key: [ColumnDefinition]
    /// The column that must still hold the row's version.
    package var version: ColumnDefinition?
    /// For each row what it sets, its key, and its version where that is checked.
    package var values: [SQLValue]
    /// What stands in the place of a value, by its position in the first row.
    package var expressions: [Int: Node]
    /// Columns that the database sets beside them, by their `onUpdate`.
    package var refreshed: [ColumnDefinition]
    package var returning: [ColumnDefinition]
    package var form: Form

    package init(
        _ table: TableReference, set columns: [ColumnDefinition], key: [ColumnDefinition],
        version: ColumnDefinition? = nil, values: [SQLValue], expressions: [Int: Node] = [:],
        refreshed: [ColumnDefinition] = [], returning: [ColumnDefinition] = [], form: Form = .row
    ) {
        self.table = table
        self.columns = columns
        self.key = key
        self.version = version
        self.values = values
        self.expressions = expressions
        self.refreshed = refreshed
        self.returning = returning
        self.form = form
    }

    package var decoder: RowDecoder<Row> { .rows }
    package var returnsRows: Bool { !returning.isEmpty }

    package func write(to writer: inout SQLWriter) throws {
        if columns.isEmpty, refreshed.isEmpty { throw CompileError("an update sets nothing") }
        writer.raise(.write)
        try writer.scopes?.push([table], advice: "use a scalar subquery")
        writer.append("UPDATE ")
        try writer.appendTable(table)
        writer.append(" SET ")
        let alias = table.arrayAlias
        var isFirst = true
        for (index, column) in (columns + refreshed).enumerated() {
            if !isFirst { writer.append(", ") }
            isFirst = false
            try writer.appendIdentifier(column.name)
            writer.append(" = ")
            if index >= columns.count {
                if let change = column.onUpdate { try writer.write(change.node) } else { writer.append("DEFAULT") }
            } else if case .arrays = form {
                writer.writeArrayColumn(alias, index)
            } else {
                try writer.writeRowValues(index..<index + 1, values, expressions)
            }
        }
        let conditions = key + (version.map { [$0] } ?? [])
        switch form {
        case .row:
            try writer.writeMatch(conditions, columns.count, values)
            try writer.writeReturning(returning, of: nil)
        case .arrays:
            writer.append(" FROM ")
            try writer.writeArrays(of: columns + conditions, values)
            writer.writeArrayNames(alias, columns.count + conditions.count, last: nil)
            try writer.writeArrayMatch(conditions, of: table, alias, columns.count)
            try writer.writeReturning(returning, of: table)
        }
        writer.scopes?.pop()
    }
}
