import CinnabarSQL

/// Finds where the statements of a script end: one pass over its bytes.
///
/// The rules are those of psql's lexer (`psqlscan.l`) and of SQLite's `sqlite3_complete`.
struct SQLScriptScanner {
    struct Problem: Error {
        let what: String
        let place: Int
        var advice = "close it, or look for one before it that is closed too late"
    }

    let bytes: [UInt8]
    let isPostgreSQL: Bool
    var index = 0
    var body: StatementBody

    init(_ bytes: [UInt8], isPostgreSQL: Bool) {
        self.bytes = bytes
        self.isPostgreSQL = isPostgreSQL
        body = StatementBody(isPostgreSQL: isPostgreSQL)
    }

    mutating func statements() throws(Problem) -> [String] {
        var result: [String] = []
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        var start = index
        var isEmpty = true
        if let place = bytes.firstIndex(of: 0) {
            throw Problem(what: "a NUL", place: place, advice: "remove it: no database takes one in SQL")
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: ";"):
                index += 1
                guard body.endsStatement() else { continue }
                if !isEmpty { result.append(piece(start, index - 1)) }
                (start, isEmpty) = (index, true)
                body = StatementBody(isPostgreSQL: isPostgreSQL)
            case UInt8(ascii: "-") where next == UInt8(ascii: "-"): skipLine()
            case UInt8(ascii: "/") where next == UInt8(ascii: "*"): try skipComment()
            case _ where Self.isBlank(byte): index += 1
            default:
                isEmpty = false
                try token(byte)
            }
        }
        if !isEmpty { result.append(piece(start, index)) }
        return result
    }

    private func piece(_ start: Int, _ end: Int) -> String {
        var (first, last) = (start, end)
        while first < last, Self.isBlank(bytes[first]) { first += 1 }
        while first < last, Self.isBlank(bytes[last - 1]) { last -= 1 }
        return String(decoding: bytes[first..<last], as: UTF8.self)
    }

    var next: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

    private mutating func token(_ byte: UInt8) throws(Problem) {
        switch byte {
        case UInt8(ascii: "'"): try skipQuoted(byte, "a string")
        case UInt8(ascii: "\""): try skipQuoted(byte, "a quoted name")
        case UInt8(ascii: "`") where !isPostgreSQL: try skipQuoted(byte, "a quoted name")
        case UInt8(ascii: "[") where !isPostgreSQL:
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) else {
                throw Problem(what: "a quoted name that is not closed", place: index)
            }
            index = end + 1
            body.passToken()
        case UInt8(ascii: "$") where isPostgreSQL: try skipDollarQuote()
        case _ where Self.isWordByte(byte, first: true): readWord()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            body.passToken()
        default:
            index += 1
            body.pass(byte)
        }
    }

    private mutating func readWord() {
        let start = index
        while index < bytes.count, Self.isWordByte(bytes[index], first: false) { index += 1 }
        let word = bytes[start..<index]
        if isPostgreSQL, word.count == 1, let letter = word.first.map({ $0 | 0x20 }), isPrefix(letter) {
            escapesNext = letter == UInt8(ascii: "e")
        } else {
            body.pass(word: word)
        }
    }

    /// Whether a letter belongs to the string or name behind it: `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`.
    private func isPrefix(_ letter: UInt8) -> Bool {
        let rest = bytes[index...].prefix(2)
        if letter == UInt8(ascii: "u") { return rest.elementsEqual("&'".utf8) || rest.elementsEqual("&\"".utf8) }
        return rest.first == UInt8(ascii: "'") && "ebxn".utf8.contains(letter)
    }

    /// Whether the string that begins here is an `E'…'`.
    var escapesNext = false

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    static func isWordByte(_ byte: UInt8, first: Bool) -> Bool {
        NamedParameters.isNameByte(byte, first: first) || byte == UInt8(ascii: "$") && !first
    }
}
