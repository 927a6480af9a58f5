/// The untyped tree of an expression: what the typed handles (`Column`, `SQLExpression`) are made of.
///
/// A plain value that the compiler's one writer walks; users build it through operators and functions.
public enum Node: Sendable {
    case column(ColumnReference)
    /// A comparison with a value: what most conditions are, in one piece of memory.
    indirect case compare(BinaryOperator, Node, SQLValue)
    indirect case bind(SQLValue, ParameterHint)
    case null
    indirect case star(TableReference?)
    indirect case not(Node)
    indirect case negative(Node)
    indirect case and([Node])
    indirect case or([Node])
    indirect case binary(BinaryOperator, Node, Node)
    indirect case isNull(Node, negated: Bool)
    /// NULL-safe comparison: `IS NOT DISTINCT FROM`.
    indirect case isSame(Node, Node, negated: Bool)
    indirect case like(Node, Node, caseInsensitive: Bool, escape: Bool, negated: Bool)
    indirect case between(Node, Node, Node, negated: Bool)
    indirect case inValues(Node, [SQLValue], elementType: SQLType, negated: Bool)
    indirect case inNodes(Node, [Node], negated: Bool)
    indirect case inQuery(Node, Query, negated: Bool)
    indirect case quantified(BinaryOperator, Node, Quantifier, Query)
    indirect case quantifiedArray(BinaryOperator, Node, Quantifier, Node)
    indirect case exists(Query, negated: Bool)
    indirect case scalar(Query)
    indirect case function(FunctionCall)
    indirect case caseWhen(operand: Node?, branches: [CaseBranch], otherwise: Node?)
    indirect case cast(Node, SQLType)
    indirect case tuple([Node])
    indirect case collate(Node, String)
    indirect case extract(String, Node)
    /// `path` of object keys and array positions into a JSON value; as text or as JSON.
    indirect case json(Node, path: [JSONPathElement], asText: Bool)
    indirect case array([Node], SQLType)
    /// The row that an upsert could not insert.
    indirect case excluded(String)
    indirect case labeled(Node, String)
    /// SQL that the user wrote, with nodes between its pieces.
    indirect case raw([RawPart])
    /// `CURRENT_TIMESTAMP` in the form that the dialect stores timestamps in.
    case now
    indirect case position(Int)
    /// `DEFAULT` in a row of VALUES.
    case defaultKeyword
    /// What could not be made into SQL: writing the statement throws it.
    indirect case problem(CompileError)

    @inlinable
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
    /// Whether it is declared to read and to do nothing else, for functions whose name does not say so.
    public var isDeclaredReader = false
    /// Whether the name says so.
    let touchesSession: Bool

    /// Whether it is known to change nothing, to lock nothing and not to wait.
    var onlyReads: Bool { !isVolatile && !touchesSession && (isDeclaredReader || ReadingFunctions.contains(name)) }

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
        case .binary(let operation, _, _), .compare(let operation, _, _): operation.precedence
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
