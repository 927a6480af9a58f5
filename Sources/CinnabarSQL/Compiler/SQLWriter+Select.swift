extension SQLWriter {
    mutating func write(query: Query) throws {
        switch query {
        case .select(let node): try write(select: node)
        case .compound(let node): try write(compound: node)
        }
    }

    /// Writes a SELECT, with the CTEs that it names.
    public mutating func write(select node: SelectNode) throws {
        try writeWith(Self.commonTables(of: .select(node)))
        try writeBody(select: node)
    }

    mutating func writeBody(select node: SelectNode) throws {
        let wasBare = bareColumns
        bareColumns = false
        defer { bareColumns = wasBare }
        append("SELECT ")
        switch node.distinct {
        case nil: break
        case .rows: append("DISTINCT ")
        case .on(let expressions):
            try require(.distinctOn, "DISTINCT ON", instead: "use groupBy, or rowNumber().over(…) in a subquery")
            append("DISTINCT ON (")
            try list(expressions) { try $1.write($0) }
            append(") ")
        }
        if node.items.isEmpty { append("1") }
        try list(node.items) { item, writer in
            try writer.write(item)
            if case .labeled(_, let name) = item {
                writer.append(" AS ")
                try writer.appendIdentifier(name)
            }
        }
        try writeFrom(node)
        try writeWhere(node.conditions)
        if !node.groupBy.isEmpty {
            append(" GROUP BY ")
            try list(node.groupBy) { try $1.write($0) }
        }
        if !node.having.isEmpty {
            append(" HAVING ")
            try writeConditions(node.having)
        }
        if !node.orderBy.isEmpty {
            append(" ORDER BY ")
            try write(order: node.orderBy)
        }
        try dialect.writeLimit(node.limit, offset: node.offset, to: &self)
        if let lock = node.lock { try write(lock: lock) }
    }

    mutating func writeWhere(_ conditions: [Node]) throws {
        guard !conditions.isEmpty else { return }
        append(" WHERE ")
        try writeConditions(conditions)
    }

    private mutating func writeConditions(_ conditions: [Node]) throws {
        // Conditions that are themselves conjunctions need no parentheses of their own.
        let flat = conditions.flatMap { node in
            if case .and(let nodes) = node, !nodes.isEmpty { nodes } else { [node] }
        }
        try write(.and(flat))
    }

    private mutating func writeFrom(_ node: SelectNode) throws {
        let sources = node.from.isEmpty ? Self.impliedSources(node) : node.from
        guard !sources.isEmpty || !node.joins.isEmpty else { return }
        append(" FROM ")
        if sources.isEmpty {
            throw CompileError("a join has nothing on its left side", alternative: "name the first table with from(…)")
        }
        try list(sources) { try $1.write(source: $0) }
        for join in node.joins {
            append(" ")
            append(join.kind.rawValue)
            append(" ")
            try write(source: join.source)
            if let condition = join.condition {
                append(" ON ")
                try write(condition)
            } else if join.kind != .cross {
                append(" ON 1 = 1")
            }
        }
    }

    mutating func write(source: Source) throws {
        switch source {
        case .table(let table):
            try appendTable(table)
            try writeAlias(table.alias)
        case .subquery(let query, let alias, let lateral):
            if lateral {
                try require(.lateral, "LATERAL", instead: "use a correlated scalar subquery, or a window function")
                append("LATERAL ")
            }
            append("(")
            try write(query: query)
            append(")")
            try writeAlias(alias)
        case .cte(let table, let alias):
            try appendIdentifier(table.name)
            try writeAlias(alias)
        case .function(let call, let alias, let columns):
            try write(call: call)
            try writeAlias(alias)
            if !columns.isEmpty {
                append("(")
                try list(columns) { try $1.appendIdentifier($0) }
                append(")")
            }
        }
    }

    private mutating func writeAlias(_ alias: String?) throws {
        guard let alias else { return }
        append(" AS ")
        try appendIdentifier(alias)
    }

    private mutating func write(lock: RowLock) throws {
        try require(
            .rowLocks, "row locks (FOR \(lock.strength.rawValue))",
            instead: "leave the lock out: a write transaction there has the whole database to itself")
        raise(.write)
        append(" FOR \(lock.strength.rawValue)")
        if !lock.tables.isEmpty {
            append(" OF ")
            try list(lock.tables) { try $1.appendIdentifier($0) }
        }
        switch lock.wait {
        case .wait: break
        case .skipLocked: append(" SKIP LOCKED")
        case .noWait: append(" NOWAIT")
        }
    }

    /// Writes a compound; ORDER BY and LIMIT belong to the whole.
    mutating func write(compound node: CompoundNode) throws {
        try writeWith(Self.commonTables(of: .compound(node)))
        try writeBody(compound: node)
    }

    private mutating func writeBody(compound node: CompoundNode) throws {
        try writeBranch(node.first)
        for (operation, query) in node.rest {
            append(" \(operation.rawValue) ")
            try writeBranch(query)
        }
        if !node.orderBy.isEmpty {
            append(" ORDER BY ")
            try write(order: node.orderBy)
        }
        try dialect.writeLimit(node.limit, offset: node.offset, to: &self)
    }

    private mutating func writeBranch(_ query: Query) throws {
        switch query {
        case .select(let node):
            let isPlain = node.orderBy.isEmpty && node.limit == nil && node.offset == nil && node.lock == nil
            if isPlain { return try writeBody(select: node) }
            try requireParentheses("an ORDER BY or LIMIT inside a branch of a compound")
            try parenthesized { try $0.writeBody(select: node) }
        case .compound(let node):
            if !capabilities.contains(.parenthesizedCompounds) {
                // SELECT * FROM (…) is what SQLite understands in place of parentheses.
                append("SELECT * FROM (")
                try writeBody(compound: node)
                append(")")
            } else {
                try parenthesized { try $0.writeBody(compound: node) }
            }
        }
    }

    private func requireParentheses(_ what: String) throws {
        try require(.parenthesizedCompounds, what, instead: "select from the branch as a subquery: subquery(…)")
    }
}
