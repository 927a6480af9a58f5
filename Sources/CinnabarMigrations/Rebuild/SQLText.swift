import CinnabarSQL

/// Names in pieces of SQL that the schema keeps as text: conditions of checks and indexes, computed columns, triggers.
enum SQLText {
    /// The text with a name replaced wherever it stands as a name, quoted or not; strings and comments stay.
    static func renaming(_ name: String, to other: String, in sql: String) -> String {
        var result = ""
        visit(sql) { piece, kind in
            let isMeant =
                switch kind {
                case .word: piece.lowercased() == name.lowercased()
                case .quotedName: piece == name.quotedIdentifier
                case .literal, .other: false
                }
            result += isMeant ? other.quotedIdentifier : piece
        }
        return result
    }

    /// Whether a name stands in the text as a name.
    static func names(_ name: String, in sql: String) -> Bool { renaming(name, to: name + "_", in: sql) != sql }

    /// The string literals in the text, without their quotes.
    static func literals(in sql: String) -> [String] {
        var found: [String] = []
        visit(sql) { piece, kind in
            guard kind == .literal else { return }
            found.append(
                piece.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false)
                    .joined(separator: "'"))
        }
        return found
    }

    private enum Kind {
        case word
        case quotedName
        case literal
        case other
    }

    private static func visit(_ sql: String, _ body: (String, Kind) -> Void) {
        let bytes = Array(sql.utf8)
        var index = 0
        while index < bytes.count {
            let start = index
            var kind = Kind.other
            if let end = NamedParameters.skip(bytes, index) {
                index = end
                if bytes[start] == UInt8(ascii: "'") { kind = .literal }
                if bytes[start] == UInt8(ascii: "\"") { kind = .quotedName }
            } else if NamedParameters.isNameByte(bytes[index], first: false) {
                while index < bytes.count, NamedParameters.isNameByte(bytes[index], first: false) { index += 1 }
                kind = .word
            } else {
                index += 1
            }
            body(String(decoding: bytes[start..<index], as: UTF8.self), kind)
        }
    }
}
