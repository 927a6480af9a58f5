public import CinnabarSQL

// What the bodies of hybrids may say of a column as they say it of a value.

/// The first value, or the second where the first is NULL: `coalesce`.
public func ?? <Left: SQLExpressible>(left: Left, right: Left.Value.Base) -> SQLExpression<Left.Value.Base> {
    Fn.coalesce(left, right)
}

/// The first value, or the second where the first is NULL: `coalesce`.
public func ?? <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> SQLExpression<Right.Value>
where Left.Value.Base == Right.Value.Base { Fn.coalesce(left, right) }

extension SQLExpressible where Value.Base == String {
    /// `lower`; SQLite knows the case of ASCII letters only.
    public func lowercased() -> SQLExpression<Value> { Fn.lower(self) }
    /// `upper`; SQLite knows the case of ASCII letters only.
    public func uppercased() -> SQLExpression<Value> { Fn.upper(self) }

    /// Whether the text begins so. On SQLite it ignores the case of ASCII letters, as `LIKE` does.
    public func hasPrefix(_ prefix: String) -> Condition { startsWith(prefix) }
    /// Whether the text ends so. On SQLite it ignores the case of ASCII letters, as `LIKE` does.
    public func hasSuffix(_ suffix: String) -> Condition { endsWith(suffix) }
}

extension SQLExpressible where Value == String {
    public var isEmpty: Condition { self == "" }
    /// The length in Unicode code points, where Swift counts characters.
    public var count: SQLExpression<Int> { Fn.length(self).assuming(Int.self) }
}
