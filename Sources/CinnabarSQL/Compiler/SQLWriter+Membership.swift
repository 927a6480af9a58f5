extension SQLWriter {
    /// IN, EXISTS, ANY and ALL.
    mutating func writeMembership(_ node: Node) throws {
        switch node {
        case .inValues(let operand, let values, let type, let negated):
            if values.isEmpty { return append(negated ? "1 = 1" : "1 = 0") }
            try dialect.writeIn(operand, values, elementType: type, negated: negated, to: &self)
        case .inNodes(let operand, let nodes, let negated):
            if nodes.isEmpty { return append(negated ? "1 = 1" : "1 = 0") }
            try writeOperand(operand, .comparison, strict: true)
            append(negated ? " NOT IN (" : " IN (")
            try writeRowList(nodes)
            append(")")
        case .inQuery(let operand, let query, let negated):
            try writeOperand(operand, .comparison, strict: true)
            append(negated ? " NOT IN (" : " IN (")
            try write(query: query)
            append(")")
        case .quantified(let operation, let left, let quantifier, let query):
            try requireQuantified(quantifier)
            try writeOperand(left, .comparison, strict: true)
            append(" \(operation.sql) \(quantifier.rawValue) (")
            try write(query: query)
            append(")")
        case .quantifiedArray(let operation, let left, let quantifier, let array):
            try requireQuantified(quantifier)
            try writeOperand(left, .comparison, strict: true)
            append(" \(operation.sql) \(quantifier.rawValue) (")
            try write(array)
            append(")")
        case .exists(let query, let negated):
            append(negated ? "NOT EXISTS (" : "EXISTS (")
            try write(query: query)
            append(")")
        default:
            try write(node)
        }
    }

    /// SQLite wants `(VALUES (…), (…))` where other databases take a list of rows.
    private mutating func writeRowList(_ nodes: [Node]) throws {
        if case .tuple = nodes[0], !capabilities.contains(.rowLists) { append("VALUES ") }
        try list(nodes) { try $1.write($0) }
    }

    private func requireQuantified(_ quantifier: Node.Quantifier) throws {
        try require(
            .quantifiedComparison, "\(quantifier.rawValue)",
            instead: quantifier == .any ? "use in(…) or exists(…)" : "use notExists(…) or compare with min or max")
    }
}
