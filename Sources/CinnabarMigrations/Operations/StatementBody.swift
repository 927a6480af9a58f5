/// What a statement has been so far: whether a semicolon ends it, or stands in a body that is part of it.
struct StatementBody {
    private let isPostgreSQL: Bool
    private var parentheses = 0
    /// The first four words, in small letters: psql looks at no more.
    private var words: [String] = []
    /// How many BEGIN and CASE of a function's body are open.
    private var depth = 0
    private var kind = Kind.plain

    private enum Kind {
        case plain
        case function
        case trigger
        /// Behind a semicolon of a trigger's body, and behind the END that follows it.
        case triggerSemicolon
        case triggerEnd
    }

    init(isPostgreSQL: Bool) { self.isPostgreSQL = isPostgreSQL }

    mutating func pass(_ byte: UInt8) {
        if byte == UInt8(ascii: "(") { parentheses += 1 }
        if byte == UInt8(ascii: ")") { parentheses = max(0, parentheses - 1) }
        passToken()
    }

    /// What is neither a word nor a semicolon.
    mutating func passToken() {
        if kind == .triggerSemicolon || kind == .triggerEnd { kind = .trigger }
    }

    mutating func pass(word: ArraySlice<UInt8>) {
        guard kind != .plain || words.count < 4 else { return }
        // None that matters is longer.
        let text = word.count > 9 ? "" : String(decoding: word, as: UTF8.self).lowercased()
        if words.count < 4 {
            words.append(text)
            if kind == .plain { kind = isPostgreSQL ? functionKind : triggerKind }
        }
        switch (kind, text) {
        case (.function, "begin") where parentheses == 0: depth += 1
        case (.function, "case") where parentheses == 0 && depth > 0: depth += 1
        case (.function, "end") where parentheses == 0: depth = max(0, depth - 1)
        case (.triggerSemicolon, "end"): kind = .triggerEnd
        default: passToken()
        }
    }

    /// Called at a semicolon.
    mutating func endsStatement() -> Bool {
        switch kind {
        case .plain, .function: return !isPostgreSQL || parentheses == 0 && depth == 0
        case .triggerEnd: return true
        case .trigger, .triggerSemicolon:
            kind = .triggerSemicolon
            return false
        }
    }

    private var functionKind: Kind {
        guard let last = words.last, ["function", "procedure"].contains(last) else { return .plain }
        return [["create"], ["create", "or", "replace"]].contains(Array(words.dropLast())) ? .function : .plain
    }

    private var triggerKind: Kind {
        guard words.last == "trigger" else { return .plain }
        return [["create"], ["create", "temp"], ["create", "temporary"]].contains(Array(words.dropLast()))
            ? .trigger : .plain
    }
}
