/// SQL of your own with named parameters.
///
/// ```swift
/// text("SELECT name FROM users WHERE age > :age", ["age": 18]).columns(String.self)
/// ```
/// A `:name` outside strings, quoted names, comments and `::` casts is a parameter. Rows are dynamic until `columns`
/// or `returning` gives them types. What a literal interpolates is a parameter too, as in `sql(…)`.
public struct TextStatement<Output: Sendable>: Statement {
    let parts: [Node.RawPart]
    let problem: CompileError?
    public let decoder: RowDecoder<Output>
    public var returnsRows: Bool { true }

    public func write(to writer: inout SQLWriter) throws {
        if let problem { throw problem }
        writer.raise(.unknown)
        try writer.write(.raw(parts))
    }
}

/// SQL with `:name` parameters; an interpolated value is a parameter, never a piece of SQL.
public func text(_ fragment: SQLFragment, _ parameters: [String: any ColumnValue] = [:]) -> TextStatement<Row> {
    do {
        return TextStatement(
            parts: try NamedParameters.parse(fragment.parts, parameters), problem: nil, decoder: .rows)
    } catch {
        return TextStatement(parts: [], problem: error, decoder: .rows)
    }
}

/// SQL that is no literal, with `:name` parameters: from a file of yours, never from input.
public func text(unsafe sql: String, _ parameters: [String: any ColumnValue] = [:]) -> TextStatement<Row> {
    text(SQLFragment(unsafe: sql), parameters)
}

// Says so where the compiler would only speak of types.
@available(*, unavailable, message: "SQL is a literal, whose interpolation binds; for any other String: text(unsafe:)")
public func text(_ sql: String, _ parameters: [String: any ColumnValue] = [:]) -> TextStatement<Row> {
    text(unsafe: sql, parameters)
}

/// SQL with interpolation: each `\(value)` becomes a parameter, never a piece of SQL.
///
/// ```swift
/// sql("SELECT * FROM users WHERE age > \(18) AND \(User.name) = \(name)")
/// ```
public func sql(_ fragment: SQLFragment) -> TextStatement<Row> {
    TextStatement(parts: fragment.parts, problem: nil, decoder: .rows)
}

extension TextStatement {
    /// Reads each row as a tuple of these types.
    public func columns<each Value: ColumnValue>(_ types: repeat (each Value).Type)
        -> TextStatement<(repeat each Value)>
    {
        TextStatement<(repeat each Value)>(
            parts: parts, problem: problem,
            decoder: RowDecoder { cursor, rows in
                while try cursor.next() {
                    let row = cursor.row
                    var index = -1
                    func read<T: ColumnValue>(_ type: T.Type) throws -> T {
                        index += 1
                        return try row.get(index)
                    }
                    rows.append((repeat try read((each Value).self)))
                }
            })
    }

    /// Reads each row as a value of a row type, by position.
    public func returning<Entity: RowDecodable>(_ type: Entity.Type) -> TextStatement<Entity> {
        TextStatement<Entity>(parts: parts, problem: problem, decoder: .rows)
    }
}

/// An expression of your own SQL, with interpolation that binds.
///
/// ```swift
/// select(User.name).where(sqlExpression("age % \(2) = 0", as: Bool.self))
/// ```
public func sqlExpression<Value: ColumnValue>(_ fragment: SQLFragment, as type: Value.Type) -> SQLExpression<Value> {
    SQLExpression(.raw(fragment.parts))
}
