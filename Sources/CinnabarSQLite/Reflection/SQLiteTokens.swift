/// A piece of a CREATE statement as SQLite keeps it.
enum SQLiteToken: Equatable {
    /// A word that is not quoted: a keyword or a name.
    case word(String)
    /// A name in quotes of one of four kinds, without them.
    case quoted(String)
    /// A literal, with its quotes.
    case literal(String)
    case symbol(Character)
    /// All between two parentheses, as it was written, without them.
    case group(String)
}

/// Splits a CREATE statement into tokens; what stands in parentheses is one token, so that commas inside do not count.
struct SQLiteTokens {
    private(set) var all: [SQLiteToken] = []

    init(_ sql: String) {
        var rest = Substring(sql)
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if let comment = Self.comment(rest) {
                rest = rest.dropFirst(comment)
            } else if first == "(" {
                let length = Self.group(rest)
                let inner = rest.prefix(length).dropFirst()
                all.append(.group(String(inner.last == ")" ? inner.dropLast() : inner)))
                rest = rest.dropFirst(length)
            } else if let length = Self.quoted(rest) {
                let text = String(rest.prefix(length))
                all.append(first == "'" ? .literal(text) : .quoted(Self.unquoted(text)))
                rest = rest.dropFirst(length)
            } else if Self.isWord(first) {
                let word = rest.prefix(while: Self.isWord)
                all.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else {
                all.append(.symbol(first))
                rest = rest.dropFirst()
            }
        }
    }

    /// The pieces between commas that stand outside of parentheses, as they were written.
    static func split(_ sql: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var rest = Substring(sql)
        while let first = rest.first {
            var length = 1
            if let comment = comment(rest) {
                rest = rest.dropFirst(comment)
                piece += " "
                continue
            }
            if first == "(" {
                length = group(rest)
            } else if let quoted = quoted(rest) {
                length = quoted
            } else if first == "," {
                pieces.append(piece)
                piece = ""
                rest = rest.dropFirst()
                continue
            }
            piece += rest.prefix(length)
            rest = rest.dropFirst(length)
        }
        return pieces + [piece]
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$" || character == "."
            || !character.isASCII
    }

    private static func comment(_ text: Substring) -> Int? {
        if text.hasPrefix("--") { return text.prefix { !$0.isNewline }.count }
        guard text.hasPrefix("/*") else { return nil }
        var length = 2
        var rest = text.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") {
            length += 1
            rest = rest.dropFirst()
        }
        return rest.isEmpty ? length : length + 2
    }

    /// The length of a quoted piece; a doubled quote stands for itself.
    private static func quoted(_ text: Substring) -> Int? {
        guard let open = text.first, let close = ["'": "'", "\"": "\"", "`": "`", "[": "]"][open] as Character? else {
            return nil
        }
        var length = 1
        var rest = text.dropFirst()
        while let next = rest.first {
            length += 1
            rest = rest.dropFirst()
            guard next == close else { continue }
            guard close != "]", rest.first == close else { return length }
            length += 1
            rest = rest.dropFirst()
        }
        return length
    }

    static func unquoted(_ text: String) -> String {
        guard let open = text.first, "'\"`[".contains(open), text.count >= 2 else { return text }
        let inner = text.dropFirst().dropLast()
        if open == "[" { return String(inner) }
        let quote = String(open)
        return inner.split(separator: quote + quote, omittingEmptySubsequences: false).joined(separator: quote)
    }

    /// The length of what stands in parentheses, with them.
    private static func group(_ text: Substring) -> Int {
        var depth = 0
        var length = 0
        var rest = text
        while let first = rest.first {
            var step = 1
            if let comment = comment(rest) {
                step = comment
            } else if first == "(" {
                depth += 1
            } else if first == ")" {
                depth -= 1
            } else if let quoted = quoted(rest) {
                step = quoted
            }
            length += step
            rest = rest.dropFirst(step)
            if depth == 0 { break }
        }
        return length
    }
}
