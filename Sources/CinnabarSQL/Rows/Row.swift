/// A row whose columns are not known at compile time: names and values, owned.
///
/// ```swift
/// let row = try await connection.execute(text("SELECT * FROM users")).first()
/// row?["name"]                          // SQLValue?
/// try row?.get("age", as: Int?.self)
/// ```
public struct Row: RowDecodable {
    /// Shared by all rows of a result.
    private let shape: RowShape
    /// The values in the order of the columns.
    public let values: [SQLValue]

    public init(row: RowReader) throws {
        shape = row.isWhole ? row.shape : row.ownShape
        var values: [SQLValue] = []
        values.reserveCapacity(row.count)
        for index in 0..<row.count { values.append(try SQLValue.decode(row, index)) }
        self.values = values
    }

    /// A row made by hand, for tests; names without a value are left out.
    public init(names: [String], values: [SQLValue]) {
        let count = min(names.count, values.count)
        shape = RowShape(names: Array(names.prefix(count)), typeNames: Array(repeating: "", count: count))
        self.values = Array(values.prefix(count))
    }

    public var count: Int { values.count }
    /// The columns' names, in order.
    public var names: [String] { shape.names }

    /// The value at a position; nil where the row has no such column.
    public subscript(index: Int) -> SQLValue? { values.indices.contains(index) ? values[index] : nil }

    /// The value of a named column, the first of several of that name; nil where the row has no such column.
    public subscript(name: String) -> SQLValue? { shape.index(of: name).flatMap { self[$0] } }

    /// The value at a position, as a Swift type.
    ///
    /// - Throws: `RowDecodingError` when the row has no such column or its value is not a `Value`.
    public func get<Value: ColumnValue>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        guard let value = self[index] else { throw noColumn("", index) }
        return try decode(value, index)
    }

    /// The value of a named column, as a Swift type.
    ///
    /// - Throws: `RowDecodingError` when the row has no such column or its value is not a `Value`.
    public func get<Value: ColumnValue>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let index = shape.index(of: name), let value = self[index] else { throw noColumn(name, -1) }
        return try decode(value, index)
    }

    /// Names and values; the first of several equal names wins.
    public var dictionary: [String: SQLValue] {
        Dictionary(zip(names, values)) { first, _ in first }
    }

    private func decode<Value: ColumnValue>(_ value: SQLValue, _ index: Int) throws -> Value {
        do {
            return try value.decode(as: Value.self)
        } catch let error as RowDecodingError {
            // The value was read alone: the error gets its place in the row back.
            let declared = shape.typeNames[index]
            throw RowDecodingError(
                error.reason, column: names[index], index: index, wanted: error.wanted,
                found: declared.isEmpty ? error.found : declared)
        }
    }

    private func noColumn(_ name: String, _ index: Int) -> RowDecodingError {
        let columns = count == 0 ? "no columns" : names.map { "\"\($0)\"" }.joined(separator: ", ")
        return RowDecodingError(.noColumn, column: name, index: index, wanted: "", found: columns)
    }
}

extension Row: Hashable {
    /// Equal names and equal values in the same order.
    public static func == (left: Row, right: Row) -> Bool {
        left.values == right.values && (left.shape === right.shape || left.names == right.names)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(names)
        hasher.combine(values)
    }
}

extension Row: CustomStringConvertible {
    /// Names and values, for people: it shows what the row holds.
    public var description: String {
        "(" + zip(names, values).map { "\($0): \($1)" }.joined(separator: ", ") + ")"
    }
}
