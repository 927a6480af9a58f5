public import CinnabarSQL

/// How PostgreSQL (12 and later) writes SQL.
public struct PostgreSQLDialect: Dialect {
    public init() {}

    public var name: String { "PostgreSQL" }
    public var capabilities: DialectCapabilities {
        [
            .distinctOn, .rowLocks, .lateral, .deleteUsing, .quantifiedComparison, .returning, .defaultInValues,
            .schemas, .nativeEnums, .nativeArrays, .comments, .alterAddConstraint, .transactionalDDL,
            .isolationLevels, .listenNotify, .copy, .explainAnalyze, .parenthesizedCompounds, .aggregateOrderBy,
            .identityColumns, .bulkArrays, .createSchema, .indexMethods, .dropCascade,
            .identityColumns, .bulkArrays, .rightAndFullJoins, .columnAliases, .rowLists, .conflictConstraints,
            .returningOtherTables, .changesInWith, .unloggedTables, .alterColumn, .coveringIndexes,
            .concurrentIndexes, .sequences,
        ]
    }
    /// The protocol counts parameters in 16 bits.
    public var maximumParameters: Int { 65_535 }
    /// NAMEDATALEN - 1; the server would cut longer names silently.
    public var maximumIdentifierLength: Int? { 63 }

    public var placeholders: PlaceholderStyle { .numbered }

    public func writePlaceholder(_ number: Int, for value: SQLValue, to writer: inout SQLWriter) {
        writer.append("$")
        writer.append(number: number)
        // A text would not be compared with an enum without a cast.
        switch value {
        case .enumeration(let type, _): writer.append("::" + Self.name(of: type))
        case .array(.enumeration(let type), _): writer.append("::" + Self.name(of: type) + "[]")
        default: break
        }
    }

    static func name(of type: EnumType) -> String {
        // An enum without a name is text with a check.
        if type.name.isEmpty { return "VARCHAR" }
        return (type.schema.map { $0.quotedIdentifier + "." } ?? "") + type.name.quotedIdentifier
    }

    /// One array parameter: the same statement for any number of values.
    public func writeIn(
        _ node: Node, _ values: [SQLValue], elementType: SQLType, negated: Bool, to writer: inout SQLWriter
    ) throws {
        try writer.writeComparisonOperand(node)
        writer.append(negated ? " <> ALL (" : " = ANY (")
        try writer.appendBind(.array(elementType, values))
        writer.append(")")
    }

    public func writeLike(
        _ node: Node, _ pattern: Node, caseInsensitive: Bool, escape: Bool, negated: Bool, to writer: inout SQLWriter
    ) throws {
        try writer.writeComparisonOperand(node)
        if negated { writer.append(" NOT") }
        writer.append(caseInsensitive ? " ILIKE " : " LIKE ")
        try writer.writeComparisonOperand(pattern)
        if escape { writer.append(" ESCAPE '\\'") }
    }

    public func writeNow(to writer: inout SQLWriter) { writer.append("CURRENT_TIMESTAMP") }

    public func writeJSON(_ node: Node, path: [Node.JSONPathElement], asText: Bool, to writer: inout SQLWriter) throws {
        try writer.writeOperatorOperand(node)
        for (position, element) in path.enumerated() {
            writer.append(asText && position == path.count - 1 ? " ->> " : " -> ")
            switch element {
            case .key(let key): try writer.appendBind(.text(key), .literal)
            case .index(let index): try writer.appendBind(.integer(Int64(index)), .literal)
            }
        }
        // The document itself as text.
        if path.isEmpty, asText { writer.append(" #>> '{}'") }
    }

    public func writeArray(_ elements: [Node], _ type: SQLType, to writer: inout SQLWriter) throws {
        writer.append("ARRAY[")
        var isFirst = true
        for element in elements {
            if !isFirst { writer.append(", ") }
            isFirst = false
            try writer.write(element)
        }
        writer.append("]::")
        writer.append(try typeName(type))
        writer.append("[]")
    }

    public func functionName(_ name: String) -> String {
        switch name {
        case "group_concat": "string_agg"
        default: name
        }
    }

    public func explainPrefix(analyze: Bool) throws -> String { analyze ? "EXPLAIN (ANALYZE) " : "EXPLAIN " }
}
