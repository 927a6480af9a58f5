import CinnabarSQL

/// What the text of a CREATE TABLE says that no pragma does: names of constraints, checks, computations.
struct SQLiteTableText {
    var primaryKeyName: String?
    var isAutoincrement = false
    var uniques: [(columns: [String], name: String?)] = []
    var foreignKeys: [(columns: [String], name: String?, deferrable: Deferrability?)] = []
    var checks: [CheckConstraint] = []
    var computed: [String: ComputedColumn] = [:]
    var options: TableOptions = []

    /// Text that cannot be read gives nothing: the pragmas still do.
    init(_ sql: String) {
        let tokens = SQLiteTokens(sql).all
        guard let place = tokens.firstIndex(where: { if case .group = $0 { true } else { false } }),
            case .group(let body) = tokens[place],
            !tokens[..<place].contains(where: { Self.isWord($0, "AS") })
        else { return }
        for token in tokens[(place + 1)...] {
            if Self.isWord(token, "STRICT") { options.insert(.strict) }
            if Self.isWord(token, "WITHOUT") { options.insert(.withoutRowID) }
        }
        for piece in SQLiteTokens.split(body) { read(SQLiteTokens(piece).all) }
    }

    private static func isWord(_ token: SQLiteToken, _ word: String) -> Bool {
        guard case .word(let text) = token else { return false }
        return text.uppercased() == word
    }

    private static let starts: Set<String> = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]

    private mutating func read(_ tokens: [SQLiteToken]) {
        guard let first = tokens.first else { return }
        var column: String?
        var rest = tokens[...]
        if case .word(let word) = first, Self.starts.contains(word.uppercased()) {
            column = nil
        } else {
            column = Self.name(first)
            rest = rest.dropFirst()
        }
        var name: String?
        while let token = rest.first {
            rest = rest.dropFirst()
            guard case .word(let word) = token else { continue }
            switch word.uppercased() {
            case "CONSTRAINT":
                name = rest.first.flatMap(Self.name)
                rest = rest.dropFirst()
                continue
            case "PRIMARY":
                primaryKeyName = name
            case "AUTOINCREMENT": isAutoincrement = true
            case "UNIQUE":
                let columns = column.map { [$0] } ?? Self.columns(rest.first)
                uniques.append((columns, name))
            case "CHECK":
                guard case .group(let text)? = rest.first else { break }
                checks.append(CheckConstraint(Self.trimmed(text), name: name))
            case "FOREIGN":
                // FOREIGN KEY (…)
                guard rest.count > 1 else { break }
                foreignKeys.append((Self.columns(rest[rest.startIndex + 1]), name, nil))
            case "REFERENCES":
                if let column { foreignKeys.append(([column], name, nil)) }
                if let deferrable = Self.deferrability(rest) {
                    foreignKeys[foreignKeys.count - 1].deferrable = deferrable
                }
            case "AS":
                guard let column, case .group(let text)? = rest.first else { break }
                let isStored = rest.dropFirst().first.map { Self.isWord($0, "STORED") } ?? false
                computed[column] = ComputedColumn(Self.trimmed(text), stored: isStored)
            default: continue
            }
            name = nil
        }
    }

    private static func name(_ token: SQLiteToken) -> String? {
        switch token {
        case .word(let word): word
        case .quoted(let name): name
        case .literal(let text): SQLiteTokens.unquoted(text)
        default: nil
        }
    }

    private static func columns(_ token: SQLiteToken?) -> [String] {
        guard case .group(let text)? = token else { return [] }
        return SQLiteTokens.split(text).compactMap { SQLiteTokens($0).all.first.flatMap(name) }
    }

    private static func deferrability(_ tokens: ArraySlice<SQLiteToken>) -> Deferrability? {
        guard let place = tokens.firstIndex(where: { isWord($0, "DEFERRABLE") }),
            !tokens[..<place].contains(where: { isWord($0, "NOT") && isWord(tokens[place - 1], "NOT") })
        else { return nil }
        let isDeferred = tokens[place...].prefix(3).contains { isWord($0, "DEFERRED") }
        return isDeferred ? .initiallyDeferred : .initiallyImmediate
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}

/// What the text of a CREATE INDEX says: expressions, order and the condition.
struct SQLiteIndexText {
    var parts: [String] = []
    var condition: String?

    init(_ sql: String) {
        let tokens = SQLiteTokens(sql).all
        guard let place = tokens.firstIndex(where: { if case .group = $0 { true } else { false } }),
            case .group(let body) = tokens[place]
        else { return }
        parts = SQLiteTokens.split(body).map(SQLiteTableText.trimmed)
        guard let range = Self.condition(in: sql, after: body) else { return }
        condition = SQLiteTableText.trimmed(range)
    }

    /// What stands behind WHERE, as it was written.
    private static func condition(in sql: String, after body: String) -> String? {
        guard let range = sql.firstRange(of: "(" + body + ")") else { return nil }
        var rest = sql[range.upperBound...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        guard rest.prefix(5).uppercased() == "WHERE" else { return nil }
        return String(rest.dropFirst(5))
    }
}
