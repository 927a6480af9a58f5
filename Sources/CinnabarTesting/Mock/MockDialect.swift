public import CinnabarSQL

/// Standard SQL with `?` placeholders and every capability: for tests without a database.
public struct MockDialect: Dialect {
    public init() {}

    public var name: String { "Mock" }
    public var capabilities: DialectCapabilities {
        [
            .distinctOn, .rowLocks, .lateral, .deleteUsing, .quantifiedComparison, .returning, .defaultInValues,
            .schemas, .answersBeforeCommit,
        ]
    }
    public var maximumParameters: Int { 1000 }
    public var maximumIdentifierLength: Int? { 63 }

    public func writePlaceholder(_ number: Int, for value: SQLValue, to writer: inout SQLWriter) { writer.append("?") }
    public func typeName(_ type: SQLType) throws -> String { "\(type)" }
    public func literal(_ value: SQLValue) throws -> String { "\(value)" }

    public func writeIn(
        _ node: Node, _ values: [SQLValue], elementType: SQLType, negated: Bool, to writer: inout SQLWriter
    ) throws {
        try writer.writeComparisonOperand(node)
        writer.append(negated ? " NOT IN (" : " IN (")
        for (index, value) in values.enumerated() {
            if index > 0 { writer.append(", ") }
            try writer.appendBind(value)
        }
        writer.append(")")
    }

    public func writeLike(
        _ node: Node, _ pattern: Node, caseInsensitive: Bool, escape: Bool, negated: Bool, to writer: inout SQLWriter
    ) throws {
        try writer.writeComparisonOperand(node)
        writer.append(negated ? " NOT LIKE " : " LIKE ")
        try writer.writeComparisonOperand(pattern)
    }

    public func writeNow(to writer: inout SQLWriter) { writer.append("CURRENT_TIMESTAMP") }

    public func writeJSON(_ node: Node, path: [Node.JSONPathElement], asText: Bool, to writer: inout SQLWriter) throws {
        throw CompileError.unsupported("JSON paths", by: name, instead: "test them on a real database")
    }

    public func writeArray(_ elements: [Node], _ type: SQLType, to writer: inout SQLWriter) throws {
        throw CompileError.unsupported("arrays", by: name, instead: "test them on a real database")
    }

    public func explainPrefix(analyze: Bool) throws -> String { "EXPLAIN " }
}
