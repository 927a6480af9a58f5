public import CinnabarSQL

/// The rows of a statement, decoded, and what else the database said.
///
/// A plain value: reading it needs no connection. It is a sequence and a collection of its rows.
///
/// ```swift
/// for (name, posts) in try await connection.execute(statement) { … }
/// ```
public struct QueryResult<Element: Sendable>: Sendable {
    /// The rows, in the database's order.
    public let rows: [Element]
    /// The names of the columns.
    public var columns: [String] { shape?.names ?? [] }
    @usableFromInline let shape: RowShape?
    /// How many rows an insert, update or delete changed; for a select, how many rows it returned.
    public let affectedRows: Int
    /// SQLite's last generated key, when the statement was an insert there.
    public let lastInsertID: Int64

    @inlinable
    package init(rows: [Element], outcome: StatementOutcome) {
        self.rows = rows
        self.shape = outcome.shape
        self.affectedRows = outcome.affectedRows
        self.lastInsertID = outcome.lastInsertID
    }

    package init(rows: [Element], like other: QueryResult<some Sendable>) {
        self.rows = rows
        self.shape = other.shape
        self.affectedRows = other.affectedRows
        self.lastInsertID = other.lastInsertID
    }
}

extension QueryResult: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { rows.count }
    @inlinable public subscript(position: Int) -> Element { rows[position] }
    @inlinable
    public func makeIterator() -> IndexingIterator<[Element]> { rows.makeIterator() }
}

// Inlinable, so that the user's module knows the rows' type and a point query does not look for it at run time.
extension QueryResult {
    /// All rows.
    @inlinable
    public func all() -> [Element] { rows }

    /// The first row, or nil.
    @inlinable
    public func first() -> Element? { rows.first }

    /// The only row.
    ///
    /// - Throws: `DatabaseError` of kind `.noRows` or `.multipleRows`.
    @inlinable
    public func one() throws -> Element {
        guard rows.count == 1 else { throw QueryResultErrors.notOne(rows.count) }
        return rows[0]
    }

    /// The only row, or nil.
    ///
    /// - Throws: `DatabaseError` of kind `.multipleRows`.
    @inlinable
    public func oneOrNone() throws -> Element? {
        guard rows.count <= 1 else { throw QueryResultErrors.notOne(rows.count) }
        return rows.first
    }

    /// The rows in groups of at most `size`.
    public func partitions(of size: Int) -> [[Element]] {
        let size = Swift.max(size, 1)
        return stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<Swift.min($0 + size, rows.count)]) }
    }

    /// The rows without repetition, by a key, in the order of their first appearance.
    public func unique<Key: Hashable>(by key: (Element) -> Key) -> QueryResult {
        var seen: Set<Key> = []
        return QueryResult(rows: rows.filter { seen.insert(key($0)).inserted }, like: self)
    }
}

extension QueryResult where Element: Hashable {
    /// The rows without repetition, in the order of their first appearance.
    public func unique() -> QueryResult { unique(by: { $0 }) }
}

extension QueryResult where Element == Row {
    /// The first column of every row.
    public func scalars<Value: ColumnValue>(as type: Value.Type = Value.self) throws -> [Value] {
        try rows.map { try $0.get(0, as: type) }
    }

    /// The first column of the only row.
    ///
    /// - Throws: `DatabaseError` of kind `.noRows` or `.multipleRows`; `RowDecodingError` when it is no `Value`.
    public func scalar<Value: ColumnValue>(as type: Value.Type = Value.self) throws -> Value {
        try one().get(0, as: type)
    }

    /// Each row as a dictionary of column names and values.
    public func mappings() -> [[String: SQLValue]] { rows.map(\.dictionary) }
}

/// Without the type of the rows.
@usableFromInline
enum QueryResultErrors {
    @usableFromInline
    static func notOne(_ count: Int) -> DatabaseError {
        if count == 0 {
            return DatabaseError(.noRows, "one row was expected and there is none: use first() or oneOrNone()")
        }
        return DatabaseError(
            .multipleRows, "one row was expected and there are \(count): use first(), or make the condition narrower")
    }
}
