/// Names in pieces of SQL that the schema keeps as text: conditions of checks and indexes, computed columns, triggers.
enum SQLText {
    /// The text with a name replaced wherever it stands as a name, quoted or not; strings and comments stay.
    static func renaming(_ name: String, to other: String, in sql: String) -> String {
        var result = ""
        var rest = sql[...]
        let replacement =
            "\"" + other.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        while let first = rest.first {
            if first == "'" {
                result += take(&rest, until: "'")
            } else if first == "\"" {
                let token = take(&rest, until: "\"")
                let inner = token.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false)
                result += inner.joined(separator: "\"") == name ? replacement : token
            } else if rest.hasPrefix("--") {
                let line = rest.prefix { !$0.isNewline }
                result += line
                rest = rest.dropFirst(line.count)
            } else if isWord(first) {
                let word = rest.prefix(while: isWord)
                result += word.lowercased() == name.lowercased() ? replacement : String(word)
                rest = rest.dropFirst(word.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// The text in quotes; a quote in it is doubled.
    static func quoted(_ text: String, by quote: String) -> String {
        quote + text.split(separator: quote, omittingEmptySubsequences: false).joined(separator: quote + quote) + quote
    }

    /// The string literals in the text, without their quotes.
    static func literals(in sql: String) -> [String] {
        var found: [String] = []
        var rest = sql[...]
        while let first = rest.first {
            if first == "'" {
                let token = take(&rest, until: "'").dropFirst().dropLast()
                found.append(
                    token.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'"))
            } else if first == "\"" {
                _ = take(&rest, until: "\"")
            } else {
                rest = rest.dropFirst()
            }
        }
        return found
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    /// A quoted token from its first quote to its last; a doubled quote stands for itself.
    private static func take(_ rest: inout Substring, until quote: Character) -> String {
        var token = String(rest.removeFirst())
        while let next = rest.first {
            rest = rest.dropFirst()
            token.append(next)
            guard next == quote else { continue }
            guard rest.first == quote else { break }
            token.append(rest.removeFirst())
        }
        return token
    }
}
