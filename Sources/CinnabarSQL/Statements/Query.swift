/// A query without its types: what subqueries, CTEs and compound selects are made of.
public indirect enum Query: Sendable {
    case select(SelectNode)
    case compound(CompoundNode)
}

/// A statement that returns rows and can stand inside another: a SELECT or a compound of them.
public protocol QueryStatement<Output>: Statement {
    var query: Query { get }
}

/// The clauses of one SELECT.
///
/// Those that most statements lack lie together in one piece of memory, which is not there without them: a point
/// select is made, copied and freed for each execution.
public struct SelectNode: Sendable {
    public enum Distinct: Sendable {
        case rows
        case on([Node])
    }

    var selection: SelectionList
    /// The first condition, which is the only one as a rule; the others are in the tail.
    @usableFromInline var condition: Node?
    var tail: SelectTail?

    public init(items: [Node]) { selection = .items(items, []) }

    public init(_ list: SelectList) {
        selection = .items(list.items, list.rows)
        if !list.options.isEmpty { options = list.options }
    }

    /// The whole rows of the select list and where they begin.
    package var selectedRows: [RequiredRow] {
        switch selection {
        case .rows: selection.requiredRows
        case .items(_, let rows): rows
        }
    }

    public init<Entity: SelectableRow>(rowsOf entity: Entity.Type) { selection = .rows(entity) }

    public var items: [Node] {
        get { selection.items }
        set { selection = .items(newValue, selectedRows) }
    }
}

/// Something that travels with a select without being part of its SQL: how relationships are to be loaded.
public protocol SelectOption: Sendable {}

/// What a SELECT returns.
enum SelectionList: Sendable {
    /// Whole rows of one table, and nothing else.
    case rows(any SelectableRow.Type)
    case items([Node], [RequiredRow])

    var items: [Node] {
        switch self {
        case .rows(let type): type.selection
        case .items(let items, _): items
        }
    }

    /// Looked at only when the statement is new.
    var requiredRows: [RequiredRow] {
        switch self {
        case .rows(let type): [RequiredRow(type: type, alias: nil, position: 0, isOptional: false)]
        case .items(_, let rows): rows.filter { !$0.isOptional }
        }
    }
}

/// UNION, INTERSECT, EXCEPT of queries.
public struct CompoundNode: Sendable {
    public enum Operator: String, Sendable {
        case union = "UNION"
        case unionAll = "UNION ALL"
        case intersect = "INTERSECT"
        case except = "EXCEPT"
    }

    public var first: Query
    public var rest: [(Operator, Query)]
    public var orderBy: [OrderTerm] = []
    public var limit: Node?
    public var offset: Node?
}

/// What a FROM clause can hold.
public indirect enum Source: Sendable {
    case table(TableReference)
    case subquery(Query, alias: String, lateral: Bool)
    case cte(CommonTable, alias: String?)
    /// A function that returns rows.
    case function(FunctionCall, alias: String, columns: [String])
    /// Rows of values.
    case values([[SQLValue]], types: [SQLType], alias: String, columns: [String])
}

/// One join.
public struct Join: Sendable {
    public enum Kind: String, Sendable {
        case inner = "JOIN"
        case left = "LEFT JOIN"
        case right = "RIGHT JOIN"
        case full = "FULL JOIN"
        case cross = "CROSS JOIN"
    }

    public let kind: Kind
    public let source: Source
    public let condition: Node?

    package init(kind: Kind, source: Source, condition: Node?) {
        self.kind = kind
        self.source = source
        self.condition = condition
    }
}

/// Row locks of a SELECT.
public struct RowLock: Sendable, Hashable {
    public enum Strength: String, Sendable {
        case update = "UPDATE"
        case noKeyUpdate = "NO KEY UPDATE"
        case share = "SHARE"
        case keyShare = "KEY SHARE"
    }

    public enum Wait: Sendable {
        /// Waits for the rows' owners.
        case wait
        /// Leaves locked rows out.
        case skipLocked
        /// Fails at the first locked row.
        case noWait
    }

    public var strength: Strength
    public var wait: Wait
    /// The names or aliases of the tables whose rows are locked; empty for all.
    public var tables: [String]

    public init(strength: Strength, wait: Wait = .wait, tables: [String] = []) {
        self.strength = strength
        self.wait = wait
        self.tables = tables
    }
}

/// A query with a name, before the statement that uses it.
public final class CommonTable: Sendable {
    public let name: String
    public let columns: [String]
    public let base: Query
    /// What it does instead of a query: an insert, update or delete that returns rows.
    let change: ChangeNode?
    /// The part that refers to the table itself, and how it is added.
    public let recursive: (CompoundNode.Operator, Query)?
    public let materialized: Bool?
    /// Only the name, as the recursive part knows its own table.
    let isStandIn: Bool

    init(
        name: String, columns: [String], base: Query, change: ChangeNode? = nil,
        recursive: (CompoundNode.Operator, Query)? = nil, materialized: Bool? = nil, isStandIn: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.base = base
        self.change = change
        self.recursive = recursive
        self.materialized = materialized
        self.isStandIn = isStandIn
    }
}
