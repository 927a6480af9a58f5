/// The untyped tree of an expression: what the typed handles (`Column`, `SQLExpression`) are made of.
///
/// A plain value that the compiler's one writer walks; users build it through operators and functions.
public indirect enum Node: Sendable {
    case column(ColumnReference)
    case bind(SQLValue, ParameterHint)
    case null
    case star(TableReference?)
    case not(Node)
    case negative(Node)
    case and([Node])
    case or([Node])
    case binary(BinaryOperator, Node, Node)
    case isNull(Node, negated: Bool)
    /// NULL-safe comparison: `IS NOT DISTINCT FROM`.
    case isSame(Node, Node, negated: Bool)
    case like(Node, Node, caseInsensitive: Bool, escape: Bool, negated: Bool)
    case between(Node, Node, Node, negated: Bool)
    case inValues(Node, [SQLValue], elementType: SQLType, negated: Bool)
    case inNodes(Node, [Node], negated: Bool)
    case inQuery(Node, Query, negated: Bool)
    case quantified(BinaryOperator, Node, Quantifier, Query)
    case quantifiedArray(BinaryOperator, Node, Quantifier, Node)
    case exists(Query, negated: Bool)
    case scalar(Query)
    case function(FunctionCall)
    case caseWhen(operand: Node?, branches: [CaseBranch], otherwise: Node?)
    case cast(Node, SQLType)
    case tuple([Node])
    case collate(Node, String)
    case extract(String, Node)
    /// `path` of object keys and array positions into a JSON value; as text or as JSON.
    case json(Node, path: [JSONPathElement], asText: Bool)
    case array([Node], SQLType)
    /// The row that an upsert could not insert.
    case excluded(String)
    case labeled(Node, String)
    /// SQL that the user wrote, with nodes between its pieces.
    case raw([RawPart])
    /// `CURRENT_TIMESTAMP` in the form that the dialect stores timestamps in.
    case now
    case position(Int)
    /// `DEFAULT` in a row of VALUES.
    case defaultKeyword

    public static func column(_ table: TableReference?, _ name: String) -> Node {
        .column(ColumnReference(table, name))
    }

    public struct CaseBranch: Sendable {
        public let condition: Node
        public let result: Node
    }

    public enum RawPart: Sendable {
        case sql(String)
        case node(Node)
        case identifier(String)
    }

    public enum Quantifier: String, Sendable {
        case any = "ANY"
        case all = "ALL"
    }

    public enum JSONPathElement: Sendable, Hashable {
        case key(String)
        case index(Int)
    }
}

/// A call of a function: aggregate, window or plain.
public struct FunctionCall: Sendable {
    public let name: String
    public var arguments: [Node]
    public var isDistinct = false
    public var orderBy: [OrderTerm] = []
    public var filter: Node?
    public var over: WindowSpecification?
    /// Whether it may change data or session: such a statement is not a plain read.
    public var isVolatile = false
    /// Whether the name says so.
    let touchesSession: Bool

    public init(_ name: String, _ arguments: [Node] = []) {
        self.name = name
        self.arguments = arguments
        touchesSession = SessionState.isSessionFunction(name)
    }
}

extension Node {
    var precedence: Precedence {
        switch self {
        case .or(let nodes): nodes.count == 1 ? nodes[0].precedence : nodes.isEmpty ? .comparison : .or
        case .and(let nodes): nodes.count == 1 ? nodes[0].precedence : nodes.isEmpty ? .comparison : .and
        case .not: .not
        case .binary(let operation, _, _): operation.precedence
        case .isNull, .isSame, .like, .between, .inValues, .inNodes, .inQuery, .quantified, .quantifiedArray:
            .comparison
        case .exists(_, let negated): negated ? .not : .atom
        case .negative: .unary
        case .json, .collate: .other
        case .labeled(let node, _): node.precedence
        case .raw: .or
        default: .atom
        }
    }
}
