extension SQLWriter {
    /// `WITH a AS (…), b AS (…)`, in the order in which they need each other.
    mutating func writeWith(_ tables: [CommonTable]) throws {
        guard !tables.isEmpty else { return }
        append(tables.contains { $0.recursive != nil } ? "WITH RECURSIVE " : "WITH ")
        try list(tables) { table, writer in
            try writer.appendIdentifier(table.name)
            if !table.columns.isEmpty {
                writer.append("(")
                try writer.list(table.columns) { try $1.appendIdentifier($0) }
                writer.append(")")
            }
            writer.append(" AS ")
            if let materialized = table.materialized {
                writer.append(materialized ? "MATERIALIZED " : "NOT MATERIALIZED ")
            }
            writer.append("(")
            try writer.writeWithoutTables(table.base)
            if let (operation, query) = table.recursive {
                writer.append(" \(operation.rawValue) ")
                try writer.writeWithoutTables(query)
            }
            writer.append(")")
        }
        append(" ")
    }

    /// The CTEs of a CTE's own query stand before it in the same WITH.
    private mutating func writeWithoutTables(_ query: Query) throws {
        switch query {
        case .select(let node): try writeBody(select: node)
        case .compound(let node):
            var body = node
            body.first = node.first
            try write(compound: body)
        }
    }

    /// The CTEs that a query's FROM clauses name, each behind those it needs itself.
    static func commonTables(of query: Query) -> [CommonTable] {
        var found: [CommonTable] = []
        collect(query, into: &found)
        return found
    }

    static func commonTables(of sources: [Source]) -> [CommonTable] {
        var found: [CommonTable] = []
        for source in sources { collect(source, into: &found) }
        return found
    }

    private static func collect(_ query: Query, into found: inout [CommonTable]) {
        switch query {
        case .select(let node):
            for source in node.from { collect(source, into: &found) }
            for join in node.joins { collect(join.source, into: &found) }
        case .compound(let node):
            collect(node.first, into: &found)
            for (_, query) in node.rest { collect(query, into: &found) }
        }
    }

    private static func collect(_ source: Source, into found: inout [CommonTable]) {
        guard case .cte(let table, _) = source else { return }
        // A recursive step names its own table by an empty stand-in.
        if case .select(let node) = table.base, node.items.isEmpty { return }
        if found.contains(where: { $0 === table }) { return }
        collect(table.base, into: &found)
        if let (_, query) = table.recursive { collect(query, into: &found) }
        if !found.contains(where: { $0 === table }) { found.append(table) }
    }

    /// The tables of the select list that no join brings in: what FROM holds when nobody says.
    static func impliedSources(_ node: SelectNode) -> [Source] {
        var references: [TableReference] = []
        for item in node.items { collectTables(item, into: &references) }
        if references.isEmpty {
            for item in node.groupBy { collectTables(item, into: &references) }
        }
        // Columns of a joined subquery or CTE refer to it by name.
        let joined: [TableReference] = node.joins.map { join in
            switch join.source {
            case .table(let table): table
            case .subquery(_, let alias, _): TableReference(name: alias)
            case .cte(let table, let alias): TableReference(name: alias ?? table.name)
            case .function(_, let alias, _): TableReference(name: alias)
            }
        }
        return references.filter { !joined.contains($0) }.map { .table($0) }
    }

    private static func collectTables(_ node: Node, into found: inout [TableReference]) {
        func visit(_ nodes: [Node]) { for node in nodes { collectTables(node, into: &found) } }
        switch node {
        case .column(let table?, _), .star(let table?):
            if !found.contains(table) { found.append(table) }
        case .not(let inner), .negative(let inner), .cast(let inner, _), .collate(let inner, _),
            .extract(_, let inner), .json(let inner, _, _), .labeled(let inner, _), .isNull(let inner, _),
            .inValues(let inner, _, _, _), .inQuery(let inner, _, _), .quantified(_, let inner, _, _):
            collectTables(inner, into: &found)
        case .and(let nodes), .or(let nodes), .tuple(let nodes), .array(let nodes, _): visit(nodes)
        case .binary(_, let left, let right), .isSame(let left, let right, _),
            .like(let left, let right, _, _, _), .quantifiedArray(_, let left, _, let right):
            visit([left, right])
        case .between(let value, let low, let high, _): visit([value, low, high])
        case .inNodes(let value, let nodes, _): visit([value] + nodes)
        case .function(let call):
            visit(call.arguments)
            if let filter = call.filter { collectTables(filter, into: &found) }
            if let over = call.over {
                visit(over.partitionBy)
                visit(over.orderBy.map(\.node))
            }
        case .caseWhen(let operand, let branches, let otherwise):
            visit([operand, otherwise].compactMap(\.self))
            for branch in branches { visit([branch.condition, branch.result]) }
        case .raw(let parts):
            for part in parts { if case .node(let inner) = part { collectTables(inner, into: &found) } }
        case .column(nil, _), .star(nil), .bind, .null, .exists, .scalar, .excluded, .now, .position, .defaultKeyword:
            break
        }
    }
}
