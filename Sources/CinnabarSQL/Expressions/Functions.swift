/// SQL functions: the usual ones with types, and any other by name.
///
/// ```swift
/// select(User.role, Fn.count(User.id)).groupBy(User.role)
/// Fn.call("soundex", User.name, as: String.self)
/// ```
public enum Fn {
    /// Any function of the database, by name. The name is written as an identifier, never as SQL.
    ///
    /// - Parameter isVolatile: whether it changes data or the session, so that the statement is not a plain read. Nil,
    ///   the default, takes it for a read that nobody has vouched for: it never shares a connection with other
    ///   tasks' reads, as it may with `false`.
    public static func call<Result: ColumnValue>(
        _ name: String, _ arguments: any SQLExpressible..., as type: Result.Type, isVolatile: Bool? = nil
    ) -> FunctionExpression<Result> {
        var call = FunctionCall(name, arguments.map(\.node))
        call.isVolatile = isVolatile ?? false
        call.isDeclaredReader = isVolatile == false
        return FunctionExpression(call)
    }

    static func plain<Result: ColumnValue>(_ name: String, _ arguments: [Node]) -> SQLExpression<Result> {
        SQLExpression(.function(FunctionCall(name, arguments)))
    }

    static func aggregate<Result: ColumnValue>(_ name: String, _ arguments: [Node], distinct: Bool = false)
        -> FunctionExpression<Result>
    {
        var call = FunctionCall(name, arguments)
        call.isDistinct = distinct
        return FunctionExpression(call)
    }

    // Aggregates

    /// `count(*)`
    public static func count() -> FunctionExpression<Int> { aggregate("count", [.star(nil)]) }
    /// The rows in which the expression is not NULL.
    public static func count(_ expression: some SQLExpressible, distinct: Bool = false) -> FunctionExpression<Int> {
        aggregate("count", [expression.node], distinct: distinct)
    }
    /// NULL over no rows. On PostgreSQL a sum of 64-bit integers is numeric; it is read back exactly or not at all.
    public static func sum<E: SQLExpressible>(_ expression: E, distinct: Bool = false)
        -> FunctionExpression<E.Value.Base?> where E.Value.Base: SQLNumeric
    {
        aggregate("sum", [expression.node], distinct: distinct)
    }
    public static func avg<E: SQLExpressible>(_ expression: E, distinct: Bool = false) -> FunctionExpression<Double?>
    where E.Value.Base: SQLNumeric { aggregate("avg", [expression.node], distinct: distinct) }
    public static func min<E: SQLExpressible>(_ expression: E) -> FunctionExpression<E.Value.Base?> {
        aggregate("min", [expression.node])
    }
    public static func max<E: SQLExpressible>(_ expression: E) -> FunctionExpression<E.Value.Base?> {
        aggregate("max", [expression.node])
    }
    /// The texts in one, with a separator: `string_agg` on PostgreSQL, `group_concat` on SQLite.
    public static func stringAggregate<E: SQLExpressible>(_ expression: E, separator: String)
        -> FunctionExpression<String?> where E.Value.Base == String
    {
        aggregate("string_agg", [expression.node, .bind(.text(separator), .literal)])
    }

    // Any type

    /// The first argument that is not NULL.
    public static func coalesce<E: SQLExpressible>(_ expression: E, _ fallback: E.Value.Base)
        -> SQLExpression<E.Value.Base>
    {
        plain("coalesce", [expression.node, .bind(fallback.sqlValue, .value)])
    }
    /// NULL-able if the last argument is.
    public static func coalesce<First: SQLExpressible, Last: SQLExpressible>(_ first: First, _ last: Last)
        -> SQLExpression<Last.Value> where First.Value.Base == Last.Value.Base
    {
        plain("coalesce", [first.node, last.node])
    }
    public static func coalesce<Value: ColumnValue>(
        _ first: any SQLExpressible<Value>, _ second: any SQLExpressible<Value>, _ third: any SQLExpressible<Value>,
        _ others: any SQLExpressible<Value>...
    ) -> SQLExpression<Value> {
        plain("coalesce", [first.node, second.node, third.node] + others.map(\.node))
    }
    /// NULL when both are equal.
    public static func nullIf<E: SQLExpressible>(_ expression: E, _ value: E.Value.Base)
        -> SQLExpression<E.Value.Base?>
    {
        plain("nullif", [expression.node, .bind(value.sqlValue, .value)])
    }

    // Text

    public static func lower<E: SQLExpressible>(_ text: E) -> SQLExpression<E.Value> where E.Value.Base == String {
        plain("lower", [text.node])
    }
    public static func upper<E: SQLExpressible>(_ text: E) -> SQLExpression<E.Value> where E.Value.Base == String {
        plain("upper", [text.node])
    }
    /// In characters.
    public static func length<E: SQLExpressible>(_ text: E) -> SQLExpression<Int?> where E.Value.Base == String {
        plain("length", [text.node])
    }
    public static func trim<E: SQLExpressible>(_ text: E) -> SQLExpression<E.Value> where E.Value.Base == String {
        plain("trim", [text.node])
    }
    public static func replace<E: SQLExpressible>(_ text: E, _ part: String, with replacement: String)
        -> SQLExpression<E.Value> where E.Value.Base == String
    {
        plain("replace", [text.node, .bind(.text(part), .literal), .bind(.text(replacement), .literal)])
    }
    /// `start` counts from 1.
    public static func substring<E: SQLExpressible>(_ text: E, from start: Int, count: Int)
        -> SQLExpression<E.Value> where E.Value.Base == String
    {
        plain("substr", [text.node, .bind(start.sqlValue, .literal), .bind(count.sqlValue, .literal)])
    }

    // Numbers

    public static func abs<E: SQLExpressible>(_ value: E) -> SQLExpression<E.Value> where E.Value.Base: SQLNumeric {
        plain("abs", [value.node])
    }
    public static func round<E: SQLExpressible>(_ value: E) -> SQLExpression<E.Value> where E.Value.Base: SQLNumeric {
        plain("round", [value.node])
    }

    // Time

    /// The database's current time, in the form that timestamps are stored in.
    public static func now<Value: ColumnValue>(as type: Value.Type) -> SQLExpression<Value> { SQLExpression(.now) }

    /// `EXTRACT(field FROM value)`; the field is one of SQL's words: year, month, day, hour, …
    public static func extract<E: SQLExpressible>(_ field: DateField, from value: E) -> SQLExpression<Double?> {
        SQLExpression(.extract(field.rawValue, value.node))
    }

    public enum DateField: String, Sendable {
        case year, month, day, hour, minute, second
        /// 0 is Sunday.
        case dayOfWeek = "dow"
        case dayOfYear = "doy"
        /// Seconds since 1970.
        case epoch
    }
}

/// A call of an aggregate or window function, which `filter`, `order` and `over` may follow.
public struct FunctionExpression<Value: ColumnValue>: SQLExpressible, Orderable {
    public typealias Output = Value

    var call: FunctionCall

    init(_ call: FunctionCall) { self.call = call }

    public var node: Node { .function(call) }

    /// Each value once: `count(DISTINCT …)`.
    public func distinct() -> FunctionExpression {
        var copy = self
        copy.call.isDistinct = true
        return copy
    }

    /// Only the rows that meet the condition: `FILTER (WHERE …)`.
    public func filter<Condition: SQLExpressible>(_ condition: Condition) -> FunctionExpression
    where Condition.Value.Base == Bool {
        var copy = self
        copy.call.filter = condition.node
        return copy
    }

    /// The order in which an aggregate sees its rows: `string_agg(x, ',' ORDER BY …)`.
    public func order(by terms: any Orderable...) -> FunctionExpression {
        var copy = self
        copy.call.orderBy = terms.map(\.orderTerm)
        return copy
    }

    /// Turns the call into a window function.
    ///
    /// ```swift
    /// Fn.rowNumber().over(partitionBy: [User.role], orderBy: [User.age.descending])
    /// ```
    public func over(
        partitionBy: [any SQLExpressible] = [], orderBy: [any Orderable] = [], frame: WindowFrame? = nil
    ) -> SQLExpression<Value> {
        var call = call
        call.over = WindowSpecification(
            partitionBy: partitionBy.map(\.node), orderBy: orderBy.map(\.orderTerm), frame: frame)
        return SQLExpression(.function(call))
    }
}
