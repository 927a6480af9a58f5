/// A piece of SQL text, cut as SQLite cuts it.
struct SQLToken: Hashable {
    enum Kind: Hashable {
        case word
        /// A name in one of the three kinds of quotes for names.
        case quoted
        case string
        case number
        case blob
        case symbol
    }

    let kind: Kind
    /// Where it stands, in bytes.
    let range: Range<Int>
    /// Its text, without quotes.
    let value: String
    /// The word in capitals or the symbol; empty for everything else, so that a quoted name is never a keyword.
    let keyword: String

    var isName: Bool { kind == .word || kind == .quoted || kind == .string }
}

/// Cuts SQL that SQLite has accepted; what it does not know becomes symbols, nothing is refused.
struct SQLTokenizer {
    private let bytes: [UInt8]
    private var position = 0

    /// Without whitespace and comments.
    static func tokens(_ bytes: [UInt8]) -> [SQLToken] {
        var tokenizer = SQLTokenizer(bytes: bytes)
        var tokens: [SQLToken] = []
        while let token = tokenizer.next() { tokens.append(token) }
        return tokens
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func next() -> SQLToken? {
        skipBlanks()
        guard let first = peek() else { return nil }
        switch first {
        case UInt8(ascii: "'"): return quoted(.string, until: first)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted(.quoted, until: first)
        case UInt8(ascii: "["): return quoted(.quoted, until: UInt8(ascii: "]"))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            guard peek(1) == UInt8(ascii: "'") else { return word(.word) }
            position += 1
            return quoted(.blob, until: UInt8(ascii: "'"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: "."):
            return peek(1).map(Self.isDigit) == true ? number() : symbol()
        default: return Self.isWordPart(first) ? word(.word) : symbol()
        }
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == byte {
                while let byte = peek(), byte != 0x0A { position += 1 }
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                position += 2
                while let byte = peek(), !(byte == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { position += 1 }
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    /// A doubled quote stands for itself; brackets have no such way.
    private mutating func quoted(_ kind: SQLToken.Kind, until end: UInt8) -> SQLToken {
        let start = kind == .blob ? position - 1 : position
        position += 1
        var content: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == end {
                guard end != UInt8(ascii: "]"), peek() == end else { break }
                position += 1
            }
            content.append(byte)
        }
        return token(kind, from: start, String(decoding: content, as: UTF8.self))
    }

    private mutating func word(_ kind: SQLToken.Kind) -> SQLToken {
        let start = position
        while let byte = peek(), Self.isWordPart(byte) { position += 1 }
        return token(kind, from: start)
    }

    /// With fraction and exponent; a hexadecimal number is one too.
    private mutating func number() -> SQLToken {
        let start = position
        while let byte = peek() {
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let isExponent = isSign && bytes[position - 1] | 0x20 == UInt8(ascii: "e") && !isHexadecimal(start)
            guard Self.isWordPart(byte) || byte == UInt8(ascii: ".") || isExponent else { break }
            position += 1
        }
        return token(.number, from: start)
    }

    private func isHexadecimal(_ start: Int) -> Bool {
        start + 1 < bytes.count && bytes[start + 1] | 0x20 == UInt8(ascii: "x")
    }

    private mutating func symbol() -> SQLToken {
        position += 1
        return token(.symbol, from: position - 1)
    }

    private func token(_ kind: SQLToken.Kind, from start: Int, _ value: String? = nil) -> SQLToken {
        let value = value ?? String(decoding: bytes[start..<position], as: UTF8.self)
        let keyword =
            switch kind {
            case .word: value.uppercased()
            case .symbol: value
            default: ""
            }
        return SQLToken(kind: kind, range: start..<position, value: value, keyword: keyword)
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
