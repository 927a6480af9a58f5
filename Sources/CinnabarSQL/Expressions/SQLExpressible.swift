/// What can stand in a select list: a column, an expression, a whole row.
public protocol Selectable<Output>: Sendable {
    associatedtype Output: Sendable

    /// The columns it adds to the select list.
    var selection: [Node] { get }

    /// Adds the columns to a list.
    func appendSelection(to list: inout SelectList)

    /// Reads its value from the row, from `index` on, and moves `index` behind it.
    static func read(_ row: RowReader, _ index: inout Int) throws -> Output
}

extension Selectable {
    public func appendSelection(to list: inout SelectList) { list.items += selection }
}

/// The items of a SELECT or RETURNING as they are collected.
public struct SelectList: Sendable {
    public var items: [Node] = []
    /// The whole rows among them.
    public var rows: [RequiredRow] = []
    /// What items say beside their SQL.
    public var options: [any SelectOption] = []

    @inlinable
    public init() {}

    public init<each Item: Selectable>(_ elements: repeat each Item) {
        repeat (each elements).appendSelection(to: &self)
    }
}

/// A whole row in a select list; one that is not Optional must not be left out by an outer join.
public struct RequiredRow: Sendable {
    package let type: any SelectableRow.Type
    let alias: TableReference?
    /// Where its columns begin in the select list.
    package let position: Int
    let isOptional: Bool

    package var table: TableReference { alias ?? type.reference }
}

/// Anything with a value in SQL: a column, a function call, a comparison, a scalar subquery.
///
/// The type of the value is known to the compiler; underneath is a plain `Node`.
public protocol SQLExpressible<Value>: Selectable where Output == Value {
    associatedtype Value: ColumnValue
    var node: Node { get }
}

extension SQLExpressible {
    public var selection: [Node] { [node] }
    @inlinable
    public func appendSelection(to list: inout SelectList) { list.items.append(node) }

    @inlinable
    public static func read(_ row: RowReader, _ index: inout Int) throws -> Value {
        let value: Value = try row.get(index)
        index += 1
        return value
    }
}

/// An expression with a value of a known type.
public struct SQLExpression<Value: ColumnValue>: SQLExpressible {
    public typealias Output = Value

    public let node: Node

    /// Wraps a node; the type is the caller's promise.
    @inlinable
    public init(_ node: Node) { self.node = node }

    @inlinable
    public func appendSelection(to list: inout SelectList) { list.items.append(node) }
}

/// A condition.
public typealias Condition = SQLExpression<Bool>

extension SQLExpressible {
    /// The same expression, read as an Optional: for the outer side of a join.
    public var optional: SQLExpression<Value.Base?> { SQLExpression(node) }

    /// Names the expression in the select list.
    public func label(_ name: String) -> SQLExpression<Value> { SQLExpression(.labeled(node, name)) }

    /// Says that the expression has another type, without changing the SQL.
    ///
    /// For what the type system cannot know; a wrong promise is a decoding error, never a trap.
    public func assuming<Other: ColumnValue>(_ type: Other.Type) -> SQLExpression<Other> { SQLExpression(node) }

    /// `CAST(… AS type)`.
    public func cast<Other: ColumnValue>(to type: Other.Type, _ sqlType: SQLType? = nil) -> SQLExpression<Other> {
        SQLExpression(.cast(node, sqlType ?? Other.sqlType))
    }

    public func collate(_ name: String) -> SQLExpression<Value> { SQLExpression(.collate(node, name)) }

    /// Applies an operator of the database's own. The operator is written as it is: never build it from input.
    public func `operator`<Right: SQLExpressible, Result: ColumnValue>(
        unsafe sql: String, _ right: Right, as type: Result.Type = Result.self
    ) -> SQLExpression<Result> {
        SQLExpression(.binary(BinaryOperator(unsafe: sql), node, right.node))
    }
}

/// A value as an expression: sent as a parameter, never spliced.
///
/// ```swift
/// select(literal(1) + User.age)
/// ```
public func literal<Value: ColumnValue>(_ value: Value) -> SQLExpression<Value> {
    SQLExpression(.bind(value.sqlValue, .literal))
}

/// SQL NULL, of a type.
public func null<Value: ColumnValue>(_ type: Value.Type) -> SQLExpression<Value?> { SQLExpression(.null) }
