extension SQLWriter {
    /// Writes a compound; ORDER BY and LIMIT belong to the whole.
    mutating func write(compound node: CompoundNode) throws {
        try write(with: CommonTable.needed(by: .compound(node))) { try $0.writeBody(compound: node) }
    }

    private mutating func writeBody(compound node: CompoundNode) throws {
        if isAtTop { isQuery = true }
        try write(branch: node.first, isFirst: true)
        for (operation, query) in node.rest {
            append(" \(operation.rawValue) ")
            try write(branch: query)
        }
        if !node.orderBy.isEmpty {
            append(" ORDER BY ")
            try writeOrder(of: node)
        }
        if node.limit != nil || node.offset != nil { try write(limit: node.limit, offset: node.offset) }
    }

    /// One query of a compound, in parentheses where it has clauses that would belong to the whole.
    mutating func write(branch query: Query, isFirst: Bool = false) throws {
        switch query {
        case .select(let node):
            let isPlain = node.orderBy.isEmpty && node.limit == nil && node.offset == nil && node.lock == nil
            if isPlain { return try writeBody(select: node, FromClause(node)) }
            try writeNested { try $0.writeBody(select: node, FromClause(node)) }
        case .compound(let node):
            // Without parentheses, compounds are read from the left.
            let isPlain = node.orderBy.isEmpty && node.limit == nil && node.offset == nil
            if isFirst, isPlain, !capabilities.contains(.parenthesizedCompounds) {
                return try writeBody(compound: node)
            }
            try writeNested { try $0.writeBody(compound: node) }
        }
    }

    /// `SELECT * FROM (…)` is what SQLite understands in place of parentheses.
    private mutating func writeNested(_ body: (inout SQLWriter) throws -> Void) throws {
        if !capabilities.contains(.parenthesizedCompounds) { append("SELECT * FROM ") }
        try parenthesized(body)
    }

    /// Only columns of the result can be named, and those have no table.
    private mutating func writeOrder(of node: CompoundNode) throws {
        let wasBare = bareColumns
        bareColumns = true
        scopes?.rawDepth += 1
        defer {
            bareColumns = wasBare
            scopes?.rawDepth -= 1
        }
        for term in node.orderBy {
            switch term.node {
            case .column, .labeled, .position: break
            default:
                throw CompileError(
                    "ORDER BY of a compound takes columns of the result, not expressions",
                    alternative: "label the expression in the first query, or use position(…)")
            }
        }
        try write(order: node.orderBy, labels: node.first.resultItems)
    }
}
