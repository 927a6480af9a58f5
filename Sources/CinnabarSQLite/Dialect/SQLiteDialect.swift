public import CinnabarSQL

/// How SQLite (3.35 and later) writes SQL.
public struct SQLiteDialect: Dialect {
    public let capabilities: DialectCapabilities

    /// - Parameter version: as `sqlite3_libversion_number()` gives it; by default one that knows all of this.
    public init(version: Int = 3_044_000) {
        var capabilities: DialectCapabilities = [
            .returning, .schemas, .transactionalDDL, .virtualColumns, .schemaBeforeIndexName, .generatedKeys,
            .tableOptions, .answersBeforeCommit,
        ]
        if version >= 3_038_000 { capabilities.insert(.jsonOperators) }
        if version >= 3_039_000 { capabilities.insert(.rightAndFullJoins) }
        if version >= 3_044_000 { capabilities.insert(.aggregateOrderBy) }
        self.capabilities = capabilities
    }

    public var name: String { "SQLite" }
    /// SQLITE_MAX_VARIABLE_NUMBER's default; a library built with more takes more, which nothing here relies on.
    public var maximumParameters: Int { 32_766 }
    public var maximumIdentifierLength: Int? { nil }

    public var placeholders: PlaceholderStyle { .question }

    public func writePlaceholder(_ number: Int, for value: SQLValue, to writer: inout SQLWriter) {
        writer.append("?")
    }

    public func writeIn(
        _ node: Node, _ values: [SQLValue], elementType: SQLType, negated: Bool, to writer: inout SQLWriter
    ) throws {
        try writer.writeComparisonOperand(node)
        writer.append(negated ? " NOT IN (" : " IN (")
        var isFirst = true
        for value in values {
            if !isFirst { writer.append(", ") }
            isFirst = false
            try writer.appendBind(value)
        }
        writer.append(")")
    }

    public func writeLike(
        _ node: Node, _ pattern: Node, caseInsensitive: Bool, escape: Bool, negated: Bool, to writer: inout SQLWriter
    ) throws {
        if caseInsensitive {
            writer.append("lower(")
            try writer.write(node)
            writer.append(negated ? ") NOT LIKE lower(" : ") LIKE lower(")
            try writer.write(pattern)
            writer.append(")")
        } else {
            try writer.writeComparisonOperand(node)
            writer.append(negated ? " NOT LIKE " : " LIKE ")
            try writer.writeComparisonOperand(pattern)
        }
        if escape { writer.append(" ESCAPE '\\'") }
    }

    public func writeIsSame(_ left: Node, _ right: Node, negated: Bool, to writer: inout SQLWriter) throws {
        try writer.writeComparisonOperand(left)
        writer.append(negated ? " IS NOT " : " IS ")
        try writer.writeComparisonOperand(right)
    }

    /// UTC with six digits, as timestamps are stored, so that text order is time order.
    public func writeNow(to writer: inout SQLWriter) {
        writer.append("strftime('%Y-%m-%d %H:%M:%f000', 'now')")
    }

    public func writeExtract(_ field: String, _ node: Node, to writer: inout SQLWriter) throws {
        if field == "epoch" {
            writer.append("CAST((julianday(")
            try writer.write(node)
            writer.append(") - 2440587.5) * 86400.0 AS REAL)")
            return
        }
        let formats = [
            "year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%f", "dow": "%w",
            "doy": "%j",
        ]
        guard let format = formats[field] else {
            throw CompileError.unsupported("EXTRACT(\(field))", by: name, instead: "use Fn.call(\"strftime\", …)")
        }
        writer.append("CAST(strftime('\(format)', ")
        try writer.write(node)
        writer.append(") AS REAL)")
    }

    public func writeJSON(_ node: Node, path: [Node.JSONPathElement], asText: Bool, to writer: inout SQLWriter) throws {
        let path = SQLValue.text(try Self.jsonPath(path))
        if capabilities.contains(.jsonOperators) {
            try writer.writeOperatorOperand(node)
            writer.append(asText ? " ->> " : " -> ")
            try writer.appendBind(path, .literal)
        } else if asText {
            writer.append("json_extract(")
            try writer.write(node)
            writer.append(", ")
            try writer.appendBind(path, .literal)
            writer.append(")")
        } else {
            throw CompileError.unsupported(
                "-> before version 3.38", by: name, instead: "take the value with text, int or double")
        }
    }

    static func jsonPath(_ path: [Node.JSONPathElement]) throws -> String {
        var text = "$"
        for element in path {
            switch element {
            case .key(let key):
                // SQLite's paths have no escape for a quote.
                if key.utf8.contains(0x22) || key.utf8.contains(0) {
                    throw CompileError(
                        "SQLite cannot look for a JSON key that holds a quotation mark or NUL", dialect: "SQLite",
                        alternative: "read the document and look in it")
                }
                text += ".\"\(key)\""
            case .index(let index): text += index < 0 ? "[#\(index)]" : "[\(index)]"
            }
        }
        return text
    }

    public func writeArray(_ elements: [Node], _ type: SQLType, to writer: inout SQLWriter) throws {
        writer.append("json_array(")
        var isFirst = true
        for element in elements {
            if !isFirst { writer.append(", ") }
            isFirst = false
            try writer.write(element)
        }
        writer.append(")")
    }

    /// SQLite takes OFFSET only behind LIMIT; -1 is no limit.
    public func writeLimit(_ limit: Node?, offset: Node?, to writer: inout SQLWriter) throws {
        guard limit != nil || offset != nil else { return }
        writer.append(" LIMIT ")
        if let limit { try writer.write(limit) } else { writer.append("-1") }
        if let offset {
            writer.append(" OFFSET ")
            try writer.write(offset)
        }
    }

    public func functionName(_ name: String) -> String {
        switch name {
        case "string_agg": "group_concat"
        case "greatest": "max"
        case "least": "min"
        default: name
        }
    }

    public func explainPrefix(analyze: Bool) throws -> String {
        if analyze {
            throw CompileError.unsupported(
                "EXPLAIN ANALYZE", by: name, instead: "use explain(…) and the slow-statement log")
        }
        return "EXPLAIN QUERY PLAN "
    }
}
