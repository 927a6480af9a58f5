/// What the FROM clause of a SELECT holds: what `from` named, or else the tables of the select list.
enum FromClause {
    case none
    /// A plain table: the common case, which costs nothing.
    case one(TableReference)
    case many([Source])

    init(_ node: SelectNode) {
        if !node.from.isEmpty {
            self = .many(node.from)
        } else if let table = Self.onlyTable(of: node) {
            self = .one(table)
        } else {
            let sources = Self.impliedSources(node)
            self = sources.isEmpty ? .none : .many(sources)
        }
    }

    /// The tables, for checks.
    var tables: [TableReference] {
        switch self {
        case .none: []
        case .one(let table): [table]
        case .many(let sources): sources.map(\.reference)
        }
    }

    /// The table to which all items belong, when they are plain columns.
    private static func onlyTable(of node: SelectNode) -> TableReference? {
        guard node.joins.isEmpty, case .column(let first)? = node.items.first, let table = first.table,
            table.derived == nil
        else { return nil }
        for item in node.items {
            guard case .column(let column) = item, column.table === table else { return nil }
        }
        return table
    }

    /// The tables of the select list that no join brings in.
    private static func impliedSources(_ node: SelectNode) -> [Source] {
        var references = node.items.mentionedTables
        if references.isEmpty { references = node.groupBy.mentionedTables }
        let joined = node.joins.map(\.source.reference)
        return references.filter { !joined.contains($0) }.map(\.source)
    }
}

extension Source {
    /// The name under which its columns are known.
    var reference: TableReference {
        switch self {
        case .table(let table): table
        case .cte(let table, let alias): TableReference(name: table.name, alias: alias)
        case .subquery(_, let alias, _), .function(_, let alias, _), .values(_, _, let alias, _):
            TableReference(name: alias)
        }
    }
}

extension Node {
    /// The tables that an expression mentions outside its subqueries.
    fileprivate func collectTables(into found: inout [TableReference]) {
        switch self {
        case .column(let column):
            if let table = column.table, !found.contains(table) { found.append(table) }
        case .star(let table?):
            if !found.contains(table) { found.append(table) }
        case .not(let inner), .negative(let inner), .cast(let inner, _), .collate(let inner, _),
            .extract(_, let inner), .json(let inner, _, _), .labeled(let inner, _), .isNull(let inner, _),
            .inValues(let inner, _, _, _), .inQuery(let inner, _, _), .quantified(_, let inner, _, _),
            .compare(_, let inner, _):
            inner.collectTables(into: &found)
        case .and(let nodes), .or(let nodes), .tuple(let nodes), .array(let nodes, _):
            nodes.collectTables(into: &found)
        case .binary(_, let left, let right), .isSame(let left, let right, _),
            .like(let left, let right, _, _, _), .quantifiedArray(_, let left, _, let right):
            [left, right].collectTables(into: &found)
        case .between(let value, let low, let high, _): [value, low, high].collectTables(into: &found)
        case .inNodes(let value, let nodes, _): ([value] + nodes).collectTables(into: &found)
        case .function(let call):
            call.arguments.collectTables(into: &found)
            call.filter?.collectTables(into: &found)
            call.orderBy.map(\.node).collectTables(into: &found)
            if let over = call.over { (over.partitionBy + over.orderBy.map(\.node)).collectTables(into: &found) }
        case .caseWhen(let operand, let branches, let otherwise):
            operand?.collectTables(into: &found)
            branches.flatMap { [$0.condition, $0.result] }.collectTables(into: &found)
            otherwise?.collectTables(into: &found)
        case .raw(let parts):
            for part in parts { if case .node(let inner) = part { inner.collectTables(into: &found) } }
        case .star(nil), .bind, .null, .exists, .scalar, .excluded, .now, .position, .defaultKeyword,
            .problem:
            break
        }
    }
}

extension [Node] {
    var mentionedTables: [TableReference] {
        var found: [TableReference] = []
        collectTables(into: &found)
        return found
    }

    fileprivate func collectTables(into found: inout [TableReference]) {
        for node in self { node.collectTables(into: &found) }
    }
}
