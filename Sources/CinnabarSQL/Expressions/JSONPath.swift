extension SQLExpressible {
    /// The value under a key or at a position of a JSON column, as JSON.
    ///
    /// ```swift
    /// User.settings.json["theme"]["colours"][0].text == "red"
    /// ```
    public var json: JSONPath { JSONPath(root: node, path: []) }
}

/// A path into a JSON value.
public struct JSONPath: Sendable {
    let root: Node
    let path: [Node.JSONPathElement]

    public subscript(key: String) -> JSONPath { JSONPath(root: root, path: path + [.key(key)]) }
    /// From 0; from the end with a negative one, where the database knows that.
    public subscript(index: Int) -> JSONPath { JSONPath(root: root, path: path + [.index(index)]) }

    /// The value as text, without JSON's quotes; NULL when there is nothing.
    public var text: SQLExpression<String?> { SQLExpression(.json(root, path: path, asText: true)) }

    /// The value as a number.
    public var int: SQLExpression<Int?> { SQLExpression(.cast(.json(root, path: path, asText: true), .bigint)) }
    public var double: SQLExpression<Double?> {
        SQLExpression(.cast(.json(root, path: path, asText: true), .double))
    }

    /// The value as JSON.
    public func value<Value: ColumnValue>(as type: Value.Type) -> SQLExpression<Value?> {
        SQLExpression(.json(root, path: path, asText: false))
    }
}
