/// What stands behind OVER.
public struct WindowSpecification: Sendable {
    var partitionBy: [Node]
    var orderBy: [OrderTerm]
    var frame: WindowFrame?
}

/// The rows around the current one that a window function sees.
///
/// ```swift
/// .rows(.preceding(2), .currentRow)
/// ```
public struct WindowFrame: Sendable, Hashable {
    public enum Unit: String, Sendable {
        case rows = "ROWS"
        case range = "RANGE"
        case groups = "GROUPS"
    }

    public enum Bound: Sendable, Hashable {
        case unboundedPreceding
        case preceding(Int)
        case currentRow
        case following(Int)
        case unboundedFollowing

        var sql: String {
            switch self {
            case .unboundedPreceding: "UNBOUNDED PRECEDING"
            case .preceding(let count): "\(count) PRECEDING"
            case .currentRow: "CURRENT ROW"
            case .following(let count): "\(count) FOLLOWING"
            case .unboundedFollowing: "UNBOUNDED FOLLOWING"
            }
        }
    }

    public enum Exclusion: String, Sendable {
        case currentRow = "CURRENT ROW"
        case group = "GROUP"
        case ties = "TIES"
    }

    let unit: Unit
    let start: Bound
    let end: Bound
    var exclusion: Exclusion?

    public static func rows(_ start: Bound, _ end: Bound = .currentRow) -> WindowFrame {
        WindowFrame(unit: .rows, start: start, end: end)
    }
    public static func range(_ start: Bound, _ end: Bound = .currentRow) -> WindowFrame {
        WindowFrame(unit: .range, start: start, end: end)
    }
    public static func groups(_ start: Bound, _ end: Bound = .currentRow) -> WindowFrame {
        WindowFrame(unit: .groups, start: start, end: end)
    }

    public func excluding(_ exclusion: Exclusion) -> WindowFrame {
        var copy = self
        copy.exclusion = exclusion
        return copy
    }
}

extension Fn {
    public static func rowNumber() -> FunctionExpression<Int> { aggregate("row_number", []) }
    public static func rank() -> FunctionExpression<Int> { aggregate("rank", []) }
    public static func denseRank() -> FunctionExpression<Int> { aggregate("dense_rank", []) }
    public static func percentRank() -> FunctionExpression<Double> { aggregate("percent_rank", []) }
    public static func cumeDist() -> FunctionExpression<Double> { aggregate("cume_dist", []) }
    public static func ntile(_ buckets: Int) -> FunctionExpression<Int> {
        aggregate("ntile", [.bind(buckets.sqlValue, .literal)])
    }
    /// The value `offset` rows before the current one; NULL where there is none.
    public static func lag<E: SQLExpressible>(_ expression: E, offset: Int = 1) -> FunctionExpression<E.Value.Base?> {
        aggregate("lag", [expression.node, .bind(offset.sqlValue, .literal)])
    }
    public static func lead<E: SQLExpressible>(_ expression: E, offset: Int = 1) -> FunctionExpression<E.Value.Base?> {
        aggregate("lead", [expression.node, .bind(offset.sqlValue, .literal)])
    }
    public static func firstValue<E: SQLExpressible>(_ expression: E) -> FunctionExpression<E.Value> {
        aggregate("first_value", [expression.node])
    }
    public static func lastValue<E: SQLExpressible>(_ expression: E) -> FunctionExpression<E.Value> {
        aggregate("last_value", [expression.node])
    }
}
