/// Rows of one table in the columns that they share: what an object layer inserts.
///
/// Untyped, and complete: whoever makes one has filled in client defaults.
package struct InsertRows: Statement {
    package typealias Output = Row

    package enum Form: Sendable {
        /// `VALUES (…)` of the first row: run once for each.
        case row
        /// As `row`, with an error of the server where no row comes back: for who sends COMMIT before the answer is there.
        /// Not for a table with rules, which PostgreSQL refuses there.
        case checkedRow
        /// All rows, one array for each column. What comes back has to be matched by a key that was sent.
        case arrays
        /// As `arrays`, in an order that the keys which the database makes will follow. Inserts nothing where the
        /// database cannot promise that: a trigger, a rule, a key that is not taken from an ascending sequence.
        case orderedArrays(generatedKey: ColumnDefinition)
    }

    package var table: TableReference
    package var columns: [ColumnDefinition]
    /// The rows' values, one row after another.
    package var values: [SQLValue]
    /// What stands in the place of a value, by its position in the first row.
    package var expressions: [Int: Node]
    package var returning: [ColumnDefinition]
    package var form: Form

    package init(
        into table: TableReference, _ columns: [ColumnDefinition], values: [SQLValue], expressions: [Int: Node] = [:],
        returning: [ColumnDefinition] = [], form: Form = .row
    ) {
        self.table = table
        self.columns = columns
        self.values = values
        self.expressions = expressions
        self.returning = returning
        self.form = form
    }

    package var decoder: RowDecoder<Row> { .rows }
    package var returnsRows: Bool { !returning.isEmpty }

    /// What the server's error for `checkedRow` says before the number of rows.
    package static let missingRowMark = "rows inserted: "

    package func write(to writer: inout SQLWriter) throws {
        writer.raise(.write)
        guard case .checkedRow = form else { return try writeInsert(to: &writer) }
        try writer.require(
            .changesInWith, "INSERT, UPDATE or DELETE in WITH", instead: "look at the rows that come back")
        writer.append("WITH new AS (")
        try writeInsert(to: &writer)
        // A cast that fails is the shortest error that SQL can raise; the join has the count looked at without a row.
        writer.append(
            ") SELECT new.* FROM new RIGHT JOIN (SELECT CASE count(*) WHEN 1 THEN 1 ELSE CAST('\(Self.missingRowMark)' "
                + "|| count(*) AS integer) END AS n FROM new) AS counted ON counted.n = 1")
    }

    private func writeInsert(to writer: inout SQLWriter) throws {
        try writer.scopes?.push([], advice: "use a scalar subquery: an insert has no row to take columns from")
        writer.append("INSERT INTO ")
        try writer.appendTable(table)
        if columns.isEmpty {
            writer.append(" DEFAULT VALUES")
        } else {
            writer.append(" (")
            try writer.list(columns) { try $1.appendIdentifier($0.name) }
            writer.append(")")
            try writeRows(to: &writer)
        }
        try writer.writeReturning(returning, of: nil)
        writer.scopes?.pop()
    }

    private func writeRows(to writer: inout SQLWriter) throws {
        switch form {
        case .row, .checkedRow:
            writer.append(" VALUES (")
            try writer.writeRowValues(columns.indices, values, expressions)
            writer.append(")")
        case .arrays:
            writer.append(" SELECT * FROM ")
            try writer.writeArrays(of: columns, values)
        case .orderedArrays(let key):
            writer.append(" SELECT ")
            try writer.list(Array(columns.indices)) { column, writer in
                writer.append("u.c")
                writer.append(number: column + 1)
            }
            writer.append(" FROM ")
            try writer.writeArrays(of: columns, values)
            writer.append(" WITH ORDINALITY")
            writer.writeArrayNames("u", columns.count, last: "n")
            writer.append(" WHERE ")
            try writer.dialect.writeKeysAscend(key, of: table, to: &writer)
            writer.append(" ORDER BY u.n")
        }
    }
}
