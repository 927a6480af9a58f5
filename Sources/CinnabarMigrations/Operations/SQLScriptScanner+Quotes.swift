/// What is skipped as a whole: strings, quoted names, comments.
extension SQLScriptScanner {
    mutating func skipQuoted(_ quote: UInt8, _ what: String) throws(Problem) {
        let start = index
        let escapes = escapesNext
        escapesNext = false
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if escapes, byte == UInt8(ascii: "\\") {
                index += 1
            } else if byte == quote {
                if index < bytes.count, bytes[index] == quote {
                    index += 1
                } else if !(escapes && continues()) {
                    return body.passToken()
                }
            }
        }
        throw Problem(what: "\(what) that is not closed", place: start)
    }

    /// Whether a string goes on in another line: its escapes go on too then.
    private mutating func continues() -> Bool {
        var place = index
        var hasBreak = false
        while place < bytes.count {
            switch bytes[place] {
            case 0x0A, 0x0D:
                hasBreak = true
                place += 1
            case 0x20, 0x09, 0x0C: place += 1
            case UInt8(ascii: "-") where hasBreak && place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "-"):
                while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
            case UInt8(ascii: "'") where hasBreak:
                index = place + 1
                return true
            default: return false
            }
        }
        return false
    }

    mutating func skipLine() {
        while index < bytes.count, bytes[index] != 0x0A, !(isPostgreSQL && bytes[index] == 0x0D) { index += 1 }
    }

    mutating func skipComment() throws(Problem) {
        let start = index
        var depth = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*"), isPostgreSQL || depth == 0 {
                depth += 1
                index += 2
            } else if bytes[index] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                depth -= 1
                index += 2
                if depth == 0 { return }
            } else {
                index += 1
            }
        }
        // SQLite takes the end of the text for that of the comment.
        if isPostgreSQL { throw Problem(what: "a comment that is not closed", place: start) }
    }

    mutating func skipDollarQuote() throws(Problem) {
        let start = index
        var end = index + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "$"), Self.isWordByte(bytes[end], first: end == start + 1) {
            end += 1
        }
        body.passToken()
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
            index += 1
            return
        }
        let count = end + 1 - start
        index = end + 1
        while index + count <= bytes.count {
            if bytes[index] == UInt8(ascii: "$"), (0..<count).allSatisfy({ bytes[index + $0] == bytes[start + $0] }) {
                index += count
                return
            }
            index += 1
        }
        throw Problem(what: "a dollar quote that is not closed", place: start)
    }
}
