/// A row's value is not what the statement promised.
///
/// Names the column, what was wanted, what was found. It never holds the value itself.
public struct RowDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        case noColumn
        case unexpectedNull
        /// The value's type does not fit.
        case typeMismatch
        /// The value's type fits, the value does not: overflow, invalid UTF-8, an unknown label, a bad date.
        case invalidValue(String)
    }

    public let reason: Reason
    /// The column's name; empty when the row has no such column and it was asked for by position.
    public let column: String
    /// The column's position, from 0; -1 when it was asked for by name.
    public let index: Int
    /// The Swift type that was wanted.
    public let wanted: String
    /// The database's type that was found.
    public let found: String
    /// The row, counted from 0 within its result, when known.
    public var row: Int?

    public init(
        _ reason: Reason, column: String, index: Int, wanted: String, found: String, row: Int? = nil
    ) {
        self.reason = reason
        self.column = column
        self.index = index
        self.wanted = wanted
        self.found = found
        self.row = row
    }

    public var description: String {
        let place = row.map { " in row \($0)" } ?? ""
        switch reason {
        case .noColumn where index >= 0:
            return "the result has no column at position \(index)\(place): it has \(found)"
        case .noColumn:
            return "the result has no column named \"\(column)\"\(place): it has \(found)"
        case .unexpectedNull:
            return "column \"\(column)\" (\(index)) is NULL\(place), but \(wanted) was wanted: decode it as \(wanted)?"
        case .typeMismatch:
            return "column \"\(column)\" (\(index)) is \(found)\(place), which cannot be read as \(wanted)"
        case .invalidValue(let why):
            return "column \"\(column)\" (\(index)), \(found)\(place), cannot be read as \(wanted): \(why)"
        }
    }
}
