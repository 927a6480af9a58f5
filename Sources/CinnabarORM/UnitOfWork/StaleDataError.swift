/// A row was changed or deleted by somebody else since it was loaded: an update or delete did not find it.
///
/// `description` names the table and columns, never values.
public struct StaleDataError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Operation: String, Sendable, Hashable {
        case update
        case delete
    }

    public let operation: Operation
    public let table: String
    public let keyColumns: [String]
    /// The column whose value the row had to have still.
    public let versionColumn: String?
    /// How many rows the statement should have found.
    public let expected: Int
    public let actual: Int
    /// The positions of the rows that were not found, in the flush.
    package let rows: [Int]

    package init(
        _ operation: Operation, table: String, keyColumns: [String], versionColumn: String?, expected: Int,
        actual: Int, rows: [Int]
    ) {
        self.operation = operation
        self.table = table
        self.keyColumns = keyColumns
        self.versionColumn = versionColumn
        self.expected = expected
        self.actual = actual
        self.rows = rows
    }

    public var description: String {
        let key = keyColumns.map { "\"\($0)\"" }.joined(separator: ", ")
        let version = versionColumn.map { " and the version in \"\($0)\"" } ?? ""
        return "the \(operation.rawValue) of \(expected) \(expected == 1 ? "row" : "rows") of table \"\(table)\" by "
            + "(\(key))\(version) found \(actual): the data was changed or deleted since it was loaded; refresh it and "
            + "try again"
    }
}

/// The database did not say of each new row what it made of it, or so that it cannot be told apart: a trigger skips
/// rows or changes their keys.
public struct UnmatchedRowsError: Error, Sendable, Hashable, CustomStringConvertible {
    public let table: String
    /// How many rows were inserted or updated.
    public let expected: Int
    /// How many came back.
    public let actual: Int

    public var description: String {
        "of \(expected) \(expected == 1 ? "row" : "rows") written to table \"\(table)\" \(actual) came back"
            + (expected == actual ? ", with keys that belong to none of them or in no order" : "")
            + ": a trigger may skip rows or change their keys"
    }
}

/// The error of one statement of a flush, with the rows that it was about.
package struct FlushFailure: Error {
    package let table: Int
    /// The positions of the rows in the flush.
    package let rows: [Int]
    package let error: any Error
}
