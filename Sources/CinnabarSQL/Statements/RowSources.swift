extension Fn {
    /// A function that returns rows, as a source for a query.
    ///
    /// ```swift
    /// let days = Fn.rows("generate_series", literal(1), literal(7), alias: "d", columns: ["day"], as: Int.self)
    /// select(days.columns)
    /// ```
    /// - Parameters:
    ///   - alias: the name of the source in the statement.
    ///   - columns: the names of its columns; where a database cannot rename them (SQLite) these must be the function's
    ///     own. Without names, the only column is called as the alias.
    public static func rows<each Value: ColumnValue>(
        _ name: String, _ arguments: any SQLExpressible..., alias: String, columns: [String] = [],
        as types: repeat (each Value).Type
    ) -> Subquery<repeat each Value> {
        let call = FunctionCall(name, arguments.map(\.node))
        return Subquery(
            .function(call, alias: alias, columns: columns), names: columns.isEmpty ? [alias] : columns)
    }
}

/// Rows of values as a source for a query: `(VALUES (…), (…)) AS alias (…)`.
///
/// ```swift
/// let prices = values([(1, 9.99), (2, 19.5)], alias: "p", columns: "id", "price")
/// let (id, price) = prices.columns
/// update(Item.self).from(prices).set(Item.price, to: price).where(Item.id == id)
/// ```
/// - Parameter columns: a name for each place of the tuples; places without one are called `column_1`, ….
public func values<each Value: ColumnValue>(
    _ rows: some Collection<(repeat each Value)>, alias: String, columns: String...
) -> Subquery<repeat each Value> {
    var types: [SQLType] = []
    repeat types.append((each Value).sqlType)
    let names = types.indices.map { $0 < columns.count ? columns[$0] : "column_\($0 + 1)" }
    let values = rows.map { row in
        var values: [SQLValue] = []
        repeat values.append((each row).sqlValue)
        return values
    }
    return Subquery(.values(values, types: types, alias: alias, columns: names), names: names)
}

/// Rows of one value each.
public func values<Value: ColumnValue>(_ rows: some Collection<Value>, alias: String, column: String)
    -> Subquery<Value>
{
    let values = rows.map { [$0.sqlValue] }
    return Subquery(.values(values, types: [Value.sqlType], alias: alias, columns: [column]), names: [column])
}
