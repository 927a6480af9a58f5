extension SQLExpressible where Value.Base == String {
    /// `LIKE`: `%` is any text, `_` any character. On SQLite it ignores the case of ASCII letters.
    public func like(_ pattern: String) -> Condition { match(pattern) }
    public func notLike(_ pattern: String) -> Condition { match(pattern, negated: true) }

    /// `LIKE` without regard to case.
    public func ilike(_ pattern: String) -> Condition { match(pattern, insensitive: true) }
    public func notILike(_ pattern: String) -> Condition { match(pattern, insensitive: true, negated: true) }

    /// Whether the text has `part` in it; wildcards in `part` stand for themselves.
    public func contains(_ part: String, caseInsensitive: Bool = false) -> Condition {
        match("%" + part.escapedForLike + "%", insensitive: caseInsensitive, escape: true)
    }

    public func startsWith(_ part: String, caseInsensitive: Bool = false) -> Condition {
        match(part.escapedForLike + "%", insensitive: caseInsensitive, escape: true)
    }

    public func endsWith(_ part: String, caseInsensitive: Bool = false) -> Condition {
        match("%" + part.escapedForLike, insensitive: caseInsensitive, escape: true)
    }

    /// `LIKE` against a pattern that the database computes.
    public func like<Pattern: SQLExpressible>(_ pattern: Pattern) -> Condition where Pattern.Value.Base == String {
        Condition(.like(node, pattern.node, caseInsensitive: false, escape: false, negated: false))
    }

    private func match(_ pattern: String, insensitive: Bool = false, escape: Bool = false, negated: Bool = false)
        -> Condition
    {
        Condition(
            .like(
                node, .bind(.text(pattern), .value), caseInsensitive: insensitive, escape: escape, negated: negated))
    }
}

extension String {
    /// The wildcards `%` and `_` and the escape character itself, escaped with `\`.
    var escapedForLike: String {
        guard utf8.contains(where: { $0 == 0x25 || $0 == 0x5F || $0 == 0x5C }) else { return self }
        var result = ""
        result.reserveCapacity(utf8.count + 8)
        for scalar in unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { result.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}

extension SQLExpressible {
    /// Whether the value is one of those; an empty list is safe and matches nothing.
    public func `in`(_ values: some Sequence<Value.Base>) -> Condition {
        Condition(.inValues(node, values.map(\.sqlValue), elementType: Value.Base.sqlType, negated: false))
    }
    /// An empty list is safe and matches everything.
    public func notIn(_ values: some Sequence<Value.Base>) -> Condition {
        Condition(.inValues(node, values.map(\.sqlValue), elementType: Value.Base.sqlType, negated: true))
    }
    /// Whether the value is among the rows of a subquery with one column.
    public func `in`<Q: QueryStatement>(_ query: Q) -> Condition
    where Q.Output: ColumnValue, Q.Output.Base == Value.Base {
        Condition(.inQuery(node, query.query, negated: false))
    }
    public func notIn<Q: QueryStatement>(_ query: Q) -> Condition
    where Q.Output: ColumnValue, Q.Output.Base == Value.Base {
        Condition(.inQuery(node, query.query, negated: true))
    }
}
