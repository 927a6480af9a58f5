/// A binary operator: its SQL and how tightly it binds.
public enum BinaryOperator: Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case add, subtract, multiply, divide, modulo
    case concatenate, bitAnd, bitOr, shiftLeft, shiftRight
    /// Arrays: the left has all of the right's elements; both have an element in common.
    case arrayContains, arrayOverlaps
    /// An operator of the database's own.
    case custom(String)

    /// An operator of the database's own, such as `@>` or `~*`; written as it is.
    public init(unsafe sql: String) { self = .custom(sql) }

    public var sql: String {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .modulo: "%"
        case .concatenate: "||"
        case .bitAnd: "&"
        case .bitOr: "|"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        case .arrayContains: "@>"
        case .arrayOverlaps: "&&"
        case .custom(let sql): sql
        }
    }

    var precedence: Precedence {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
        case .add, .subtract: .additive
        case .multiply, .divide, .modulo: .multiplicative
        case .concatenate, .bitAnd, .bitOr, .shiftLeft, .shiftRight, .arrayContains, .arrayOverlaps, .custom: .other
        }
    }

    /// Whether `a op (b op c)` may drop its parentheses.
    var isAssociative: Bool {
        switch self {
        case .add, .multiply, .concatenate: true
        default: false
        }
    }
}

/// How tightly a node binds, loosest first.
///
/// Databases disagree about `other`: what stands there keeps its parentheses against everything but atoms.
enum Precedence: Int, Comparable {
    case or, and, not, comparison, other, additive, multiplicative, unary, atom

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
}
