extension SQLWriter {
    mutating func write(call: FunctionCall) throws {
        if call.isVolatile || call.touchesSession {
            raise(.write)
            touchesSession = true
        }
        if callsOnlyReaders, !call.onlyReads { callsOnlyReaders = false }
        let name = dialect.functionName(call.name)
        if name.isPlainFunctionName { append(name) } else { try appendQualifiedIdentifier(name) }
        append("(")
        if call.isDistinct { append("DISTINCT ") }
        literalDepth += 1
        try list(call.arguments) { try $1.write($0) }
        literalDepth -= 1
        if !call.orderBy.isEmpty {
            try require(
                .aggregateOrderBy, "ORDER BY inside an aggregate", instead: "order the rows in a subquery first")
            append(" ORDER BY ")
            try write(order: call.orderBy, labels: nil)
        }
        append(")")
        if let filter = call.filter {
            append(" FILTER (WHERE ")
            try write(filter)
            append(")")
        }
        if let over = call.over { try write(over: over) }
    }

    private mutating func write(over window: WindowSpecification) throws {
        append(" OVER (")
        var needsSpace = false
        if !window.partitionBy.isEmpty {
            append("PARTITION BY ")
            try list(window.partitionBy) { try $1.write($0) }
            needsSpace = true
        }
        if !window.orderBy.isEmpty {
            append(needsSpace ? " ORDER BY " : "ORDER BY ")
            try write(order: window.orderBy, labels: nil)
            needsSpace = true
        }
        if let frame = window.frame {
            for case .preceding(let count) in [frame.start, frame.end] where count < 0 { throw Self.negative(count) }
            for case .following(let count) in [frame.start, frame.end] where count < 0 { throw Self.negative(count) }
            if needsSpace { append(" ") }
            append("\(frame.unit.rawValue) BETWEEN \(frame.start.sql) AND \(frame.end.sql)")
            if let exclusion = frame.exclusion { append(" EXCLUDE \(exclusion.rawValue)") }
        }
        append(")")
    }

    private static func negative(_ count: Int) -> CompileError {
        CompileError(
            "a window frame begins or ends \(count) rows away",
            alternative: "use preceding and following with 0 or more")
    }

    /// - Parameter labels: the select list: a label in it may stand for its expression, and reads better.
    mutating func write(order terms: [OrderTerm], labels: [Node]?) throws {
        try list(terms) { term, writer in
            if case .labeled(_, let name) = term.node, labels?.contains(where: { $0.resultName == name }) == true {
                try writer.appendIdentifier(name)
            } else {
                try writer.write(term.node)
            }
            if term.isDescending { writer.append(" DESC") }
            switch term.nulls {
            case .first: writer.append(" NULLS FIRST")
            case .last: writer.append(" NULLS LAST")
            case nil: break
            }
        }
    }

    private mutating func appendQualifiedIdentifier(_ name: String) throws {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        var isFirst = true
        for part in parts {
            if !isFirst { append(".") }
            isFirst = false
            try appendIdentifier(String(part))
        }
    }
}

extension String {
    /// Lower-case names need no quotes; anything else is quoted, so that a name can never be SQL.
    fileprivate var isPlainFunctionName: Bool {
        guard let first = utf8.first, first == 0x5F || (0x61...0x7A).contains(first) else { return false }
        return utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
