/// A flush that cannot be done, found before any SQL is sent.
///
/// `description` names tables and columns, never values.
package struct PlanError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// A column of the primary key has no value, and the database does not make it.
        case missingKey
        /// Two rows are inserted with one key.
        case duplicateKey
        /// Rows need each other, and no foreign key among them may be NULL for a while.
        case cycle
        /// A value is taken from a row that is deleted, or from a column that is not known.
        case unknownValue
    }

    package let reason: Reason
    package let tables: [String]
    package let columns: [String]
    /// The positions of the rows that it is about.
    package let rows: [Int]
    package let message: String

    package var description: String { message }

    init(_ reason: Reason, _ message: String, tables: [String], columns: [String], rows: [Int]) {
        self.reason = reason
        self.message = message
        self.tables = tables
        self.columns = columns
        self.rows = rows
    }
}

extension PlanError {
    static func missingKey(_ table: PlanTable, _ columns: [Int], row: Int) -> PlanError {
        PlanError(
            .missingKey,
            "a new row of table \"\(table.name)\" has no value for \(list(table, columns)) of its primary key: set it "
                + "before the flush, or let the database make it", tables: [table.name], columns: table.names(columns),
            rows: [row])
    }

    static func duplicateKey(_ table: PlanTable, rows: [Int]) -> PlanError {
        PlanError(
            .duplicateKey,
            "two new rows of table \"\(table.name)\" have the same primary key (\(list(table, table.key)))",
            tables: [table.name], columns: table.names(table.key), rows: rows)
    }

    static func unknown(_ table: PlanTable, _ column: Int, row: Int, isDeleted: Bool) -> PlanError {
        PlanError(
            .unknownValue,
            "a row takes its value from \(list(table, [column])) of a row of table \"\(table.name)\" "
                + (isDeleted ? "that is deleted in the same flush" : "whose value is not known: load the column first"),
            tables: [table.name], columns: table.names([column]), rows: [row])
    }

    static func list(_ table: PlanTable, _ columns: [Int]) -> String {
        table.names(columns).map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
