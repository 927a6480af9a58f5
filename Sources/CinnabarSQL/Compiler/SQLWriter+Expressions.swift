extension SQLWriter {
    /// Writes an expression.
    public mutating func write(_ node: Node) throws {
        switch node {
        case .column(let column): try write(column: column)
        case .bind(let value, let hint): try appendBind(value, hint)
        case .null: append("NULL")
        case .star(nil): append("*")
        case .star(let table?):
            try append(table.quotedAlias ?? table.quoted)
            append(".*")
        case .not(let operand):
            append("NOT ")
            try writeOperand(operand, .not, strict: false)
        case .negative(let operand):
            append("-")
            try writeOperand(operand, .unary, strict: true)
        case .and(let nodes): try writeAll(nodes, .and, " AND ", whenEmpty: "1 = 1")
        case .or(let nodes): try writeAll(nodes, .or, " OR ", whenEmpty: "1 = 0")
        case .compare(let operation, let left, let value):
            try writeOperand(left, .comparison, strict: true)
            append(operation)
            try appendBind(value)
        case .binary(let operation, let left, let right): try writeBinary(operation, left, right)
        case .isNull(let operand, let negated):
            try writeOperand(operand, .comparison, strict: true)
            append(negated ? " IS NOT NULL" : " IS NULL")
        case .isSame(let left, let right, let negated):
            try dialect.writeIsSame(left, right, negated: negated, to: &self)
        case .like(let operand, let pattern, let insensitive, let escape, let negated):
            try dialect.writeLike(
                operand, pattern, caseInsensitive: insensitive, escape: escape, negated: negated, to: &self)
        case .between(let operand, let low, let high, let negated):
            try writeOperand(operand, .comparison, strict: true)
            append(negated ? " NOT BETWEEN " : " BETWEEN ")
            try writeOperand(low, .comparison, strict: true)
            append(" AND ")
            try writeOperand(high, .comparison, strict: true)
        case .scalar(let query): try parenthesized { try $0.write(query: query) }
        case .function(let call): try write(call: call)
        case .caseWhen(let operand, let branches, let otherwise): try writeCase(operand, branches, otherwise)
        case .cast(let operand, let type):
            append("CAST(")
            literalDepth += 1
            try write(operand)
            literalDepth -= 1
            append(" AS ")
            append(try dialect.typeName(type))
            append(")")
        case .tuple(let nodes): try parenthesized { try $0.list(nodes) { try $1.write($0) } }
        case .collate(let operand, let name):
            try writeOperand(operand, .unary, strict: true)
            append(" COLLATE ")
            try appendIdentifier(name)
        case .extract(let field, let operand): try dialect.writeExtract(field, operand, to: &self)
        case .json(let operand, let path, let asText):
            try dialect.writeJSON(operand, path: path, asText: asText, to: &self)
        case .array(let elements, let type): try dialect.writeArray(elements, type, to: &self)
        case .excluded(let name):
            append("excluded.")
            try appendIdentifier(name)
        case .labeled(let inner, _): try write(inner)
        case .raw(let parts): try write(raw: parts)
        case .now: dialect.writeNow(to: &self)
        case .problem(let error): throw error
        case .position(let number): append(number: number)
        case .defaultKeyword: append("DEFAULT")
        case .inValues, .inNodes, .inQuery, .quantified, .quantifiedArray, .exists: try writeMembership(node)
        }
    }

    /// Writes an operand in parentheses where it binds less tightly than the operator around it.
    public mutating func writeOperand(_ node: Node, precedence: Int, strict: Bool) throws {
        let own = node.precedence.rawValue
        if own < precedence || (strict && own == precedence) {
            try parenthesized { try $0.write(node) }
        } else {
            try write(node)
        }
    }

    mutating func writeOperand(_ node: Node, _ precedence: Precedence, strict: Bool) throws {
        try writeOperand(node, precedence: precedence.rawValue, strict: strict)
    }

    mutating func write(column: ColumnReference) throws {
        if scopes != nil { try scopes?.check(column) }
        if bareColumns { try append(lastPartOf: column.quoted) } else { try append(column.quoted) }
    }

    private mutating func writeAll(
        _ nodes: [Node], _ precedence: Precedence, _ word: StaticString, whenEmpty: StaticString
    )
        throws
    {
        if nodes.isEmpty { return append(whenEmpty) }
        if nodes.count == 1 { return try write(nodes[0]) }
        var isFirst = true
        for node in nodes {
            if !isFirst { append(word) }
            isFirst = false
            try writeOperand(node, precedence, strict: false)
        }
    }

    private mutating func writeBinary(_ operation: BinaryOperator, _ left: Node, _ right: Node) throws {
        switch operation.precedence {
        case .comparison:
            try writeOperand(left, .comparison, strict: true)
            append(operation)
            try writeOperand(right, .comparison, strict: true)
        case .other:
            if operation == .arrayContains || operation == .arrayOverlaps {
                try require(
                    .nativeArrays, "array operators (\(operation.sql))", instead: "keep the elements in a table")
            }
            // Databases give these operators different ranks.
            let isChain = operation.isAssociative && Self.repeats(operation, left)
            try writeOperand(left, isChain ? .other : .unary, strict: false)
            append(operation)
            let isRightChain = operation.isAssociative && Self.repeats(operation, right)
            try writeOperand(right, isRightChain ? .other : .unary, strict: false)
        case let precedence:
            // `a - b - c` reads from the left.
            try writeOperand(left, precedence, strict: false)
            append(operation)
            try writeOperand(right, precedence, strict: !(operation.isAssociative && Self.repeats(operation, right)))
        }
    }

    private mutating func append(_ operation: BinaryOperator) {
        switch operation {
        case .equal: append(" = ")
        case .notEqual: append(" <> ")
        case .less: append(" < ")
        case .lessOrEqual: append(" <= ")
        case .greater: append(" > ")
        case .greaterOrEqual: append(" >= ")
        default:
            append(" ")
            append(operation.sql)
            append(" ")
        }
    }

    private static func repeats(_ operation: BinaryOperator, _ node: Node) -> Bool {
        if case .binary(let other, _, _) = node { other == operation } else { false }
    }

    private mutating func writeCase(_ operand: Node?, _ branches: [Node.CaseBranch], _ otherwise: Node?) throws {
        append("CASE")
        if let operand {
            append(" ")
            try write(operand)
        }
        for branch in branches {
            append(" WHEN ")
            try write(branch.condition)
            append(" THEN ")
            try write(branch.result)
        }
        if let otherwise {
            append(" ELSE ")
            try write(otherwise)
        }
        append(" END")
    }

    mutating func write(raw parts: [Node.RawPart]) throws {
        scopes?.rawDepth += 1
        defer { scopes?.rawDepth -= 1 }
        for part in parts {
            switch part {
            case .sql(let text): append(raw: text)
            case .node(let node): try write(node)
            case .identifier(let name): try appendIdentifier(name)
            }
        }
    }
}
