extension SQLWriter {
    /// `WITH a AS (…), b AS (…)`, in the order in which they need each other, and the statement behind it.
    ///
    /// Tables that a WITH further out has already are not written again.
    mutating func write(with needed: [CommonTable], _ body: (inout SQLWriter) throws -> Void) throws {
        let tables = needed.filter { table in !commonTables.contains { $0 === table } }
        guard !tables.isEmpty else { return try body(&self) }
        let outer = commonTables
        if !isAtTop, tables.contains(where: { $0.change != nil }) {
            throw CompileError(
                "a CTE that changes rows is read by a subquery only, where it cannot stand",
                alternative: "name it in FROM or a join of the outermost statement")
        }
        // What changes rows in or behind it says so by its intent.
        if isAtTop { isQuery = true }
        append(tables.contains { $0.recursive != nil } ? "WITH RECURSIVE " : "WITH ")
        var isFirst = true
        for table in tables {
            if !isFirst { append(", ") }
            isFirst = false
            if tables.contains(where: { $0 !== table && $0.name == table.name }) {
                throw CompileError(
                    "two CTEs of the statement are called \"\(table.name.escapingControls)\"",
                    alternative: "give one another name")
            }
            try write(table)
            commonTables.append(table)
        }
        append(" ")
        try body(&self)
        commonTables = outer
    }

    private mutating func write(_ table: CommonTable) throws {
        try appendIdentifier(table.name)
        if !table.columns.isEmpty {
            append("(")
            try list(table.columns) { try $1.appendIdentifier($0) }
            append(")")
        }
        append(" AS ")
        if let materialized = table.materialized { append(materialized ? "MATERIALIZED " : "NOT MATERIALIZED ") }
        append("(")
        if let change = table.change {
            try require(
                .changesInWith, "INSERT, UPDATE or DELETE in WITH",
                instead: "execute the change with returning(…) in a begin { … } and use its rows")
            try write(change: change)
        } else if let (operation, step) = table.recursive {
            try write(branch: table.base, isFirst: true)
            append(" \(operation.rawValue) ")
            try write(branch: step)
        } else {
            try write(query: table.base)
        }
        append(")")
    }
}

extension CommonTable {
    /// The CTEs that a query's FROM clauses name, each behind those it needs itself.
    static func needed(by query: Query) -> [CommonTable] {
        var found: [CommonTable] = []
        collect(query, into: &found)
        return found
    }

    static func needed(by sources: [Source]) -> [CommonTable] {
        var found: [CommonTable] = []
        for source in sources { collect(source, into: &found) }
        return found
    }

    private static func collect(_ query: Query, into found: inout [CommonTable]) {
        switch query {
        case .select(let node):
            if case .many(let sources) = FromClause(node) { for source in sources { collect(source, into: &found) } }
            for join in node.joins { collect(join.source, into: &found) }
        case .compound(let node):
            collect(node.first, into: &found)
            for (_, query) in node.rest { collect(query, into: &found) }
        }
    }

    private static func collect(_ source: Source, into found: inout [CommonTable]) {
        guard case .cte(let table, _) = source, !table.isStandIn, !found.contains(where: { $0 === table }) else {
            return
        }
        collect(table.base, into: &found)
        switch table.change {
        case .insert(let node): if case .query(_, let query) = node.source { collect(query, into: &found) }
        case .update(let node): for source in node.from { collect(source, into: &found) }
        case .delete(let node): for source in node.using { collect(source, into: &found) }
        case nil: break
        }
        if let (_, query) = table.recursive { collect(query, into: &found) }
        found.append(table)
    }
}
