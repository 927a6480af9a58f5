extension SQLWriter {
    mutating func write(query: Query) throws {
        switch query {
        case .select(let node): try write(select: node)
        case .compound(let node): try write(compound: node)
        }
    }

    /// Writes a SELECT, with the CTEs that it names.
    public mutating func write(select node: SelectNode) throws {
        let from = FromClause(node)
        if case .one = from, node.joins.isEmpty { return try writeBody(select: node, from) }
        try write(with: CommonTable.needed(by: .select(node))) { try $0.writeBody(select: node, from) }
    }

    mutating func writeBody(select node: SelectNode, _ from: FromClause) throws {
        let wasBare = bareColumns
        bareColumns = false
        defer { bareColumns = wasBare }
        if scopes != nil { try enter(node, from) }
        if isAtTop { isQuery = true }
        append("SELECT ")
        if let distinct = node.distinct { try write(distinct: distinct) }
        if node.items.isEmpty { append("1") }
        try writeItems(node.items)
        try write(from: from, node.joins)
        try writeWhere(node.conditions)
        if !node.groupBy.isEmpty {
            append(" GROUP BY ")
            try list(node.groupBy) { try $1.write(group: $0, of: node.items) }
        }
        if !node.having.isEmpty {
            append(" HAVING ")
            try writeConditions(node.having)
        }
        if !node.orderBy.isEmpty {
            append(" ORDER BY ")
            try write(order: node.orderBy, labels: node.items)
        }
        if node.limit != nil || node.offset != nil { try write(limit: node.limit, offset: node.offset) }
        if let lock = node.lock { try write(lock: lock) }
        scopes?.pop()
    }

    /// A labeled expression of the select list stands there by its position: written twice, its parameters would make
    /// two expressions of it, and a label could be the name of a column, too.
    private mutating func write(group expression: Node, of items: [Node]) throws {
        if case .labeled(_, let name) = expression,
            let index = items.firstIndex(where: { if case .labeled(_, name) = $0 { true } else { false } })
        {
            append(number: index + 1)
        } else {
            try write(expression)
        }
    }

    /// The select list, or what RETURNING returns.
    mutating func writeItems(_ items: [Node]) throws {
        var isFirst = true
        for item in items {
            if !isFirst { append(", ") }
            isFirst = false
            switch item {
            case .column(let column): try write(column: column)
            case .labeled(let inner, let name):
                try write(inner)
                append(" AS ")
                try appendIdentifier(name)
            default: try write(item)
            }
        }
    }

    private mutating func write(distinct: SelectNode.Distinct) throws {
        switch distinct {
        case .rows: append("DISTINCT ")
        case .on(let expressions):
            try require(.distinctOn, "DISTINCT ON", instead: "use groupBy, or rowNumber().over(…) in a subquery")
            append("DISTINCT ON (")
            try list(expressions) { try $1.write($0) }
            append(") ")
        }
    }

    mutating func writeWhere(_ conditions: [Node]) throws {
        guard !conditions.isEmpty else { return }
        append(" WHERE ")
        try writeConditions(conditions)
    }

    private mutating func writeConditions(_ conditions: [Node]) throws {
        if conditions.count == 1 { return try write(conditions[0]) }
        var isFirst = true
        for condition in conditions {
            if !isFirst { append(" AND ") }
            isFirst = false
            try writeOperand(condition, precedence: Precedence.and.rawValue, strict: false)
        }
    }

    mutating func write(limit: Node?, offset: Node?) throws {
        for (bound, word) in [(limit, "LIMIT"), (offset, "OFFSET")] {
            if case .bind(.integer(let count), _)? = bound, count < 0 {
                throw CompileError("\(word) \(count) is negative", alternative: "leave the clause out to have all rows")
            }
        }
        try dialect.writeLimit(limit, offset: offset, to: &self)
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
}
