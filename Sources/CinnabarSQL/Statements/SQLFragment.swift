/// A piece of SQL written as a string literal, in which interpolated values are parameters.
///
/// - `\(value)` binds the value.
/// - `\(column)`, `\(expression)` writes the expression.
/// - `\(identifier: name)` writes a quoted identifier.
/// - `\(unsafe: text)` splices the text as it is: never from input.
public struct SQLFragment: Sendable, ExpressibleByStringInterpolation {
    public var parts: [Node.RawPart]

    public init(stringLiteral value: String) { parts = [.sql(value)] }
    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    /// SQL text that is not a literal, spliced as it is: never from input.
    public init(unsafe sql: String) { parts = [.sql(sql)] }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Node.RawPart] = []

        public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(interpolationCount * 2 + 1) }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.sql(literal)) }
        }
        public mutating func appendInterpolation<Value: ColumnValue>(_ value: Value) {
            parts.append(.node(.bind(value.sqlValue, .literal)))
        }
        public mutating func appendInterpolation<E: SQLExpressible>(_ expression: E) {
            parts.append(.node(expression.node))
        }
        public mutating func appendInterpolation<Owner: TypedTable>(_ table: Owner.Type) {
            if let schema = Owner.tableSchema {
                parts += [.identifier(schema), .sql(".")]
            }
            parts.append(.identifier(Owner.tableName))
        }
        public mutating func appendInterpolation(identifier name: String) { parts.append(.identifier(name)) }
        public mutating func appendInterpolation(unsafe sql: String) { parts.append(.sql(sql)) }
        public mutating func appendInterpolation(_ fragment: SQLFragment) { parts += fragment.parts }
    }
}
