/// Finds `:name` parameters in SQL text, past strings, quoted names, comments, dollar quotes and casts.
package enum NamedParameters {
    static func parse(_ given: [Node.RawPart], _ values: [String: any ColumnValue]) throws(CompileError)
        -> [Node.RawPart]
    {
        var parts: [Node.RawPart] = []
        var used: Set<String> = []
        for part in given {
            if case .sql(let sql) = part { try parse(sql, values, &parts, &used) } else { parts.append(part) }
        }
        for name in values.keys.sorted() where !used.contains(name) {
            throw CompileError("a value was given for :\(name), but the text has no such parameter")
        }
        return parts
    }

    private static func parse(
        _ sql: String, _ values: [String: any ColumnValue], _ parts: inout [Node.RawPart], _ used: inout Set<String>
    ) throws(CompileError) {
        let bytes = Array(sql.utf8)
        var start = 0
        var index = 0

        func flush(to end: Int) {
            if end > start { parts.append(.sql(String(decoding: bytes[start..<end], as: UTF8.self))) }
        }

        while index < bytes.count {
            if let end = skip(bytes, index) {
                index = end
                continue
            }
            switch bytes[index] {
            case UInt8(ascii: "\\") where next(bytes, index) == UInt8(ascii: ":"):
                // `\:` is a colon that is no parameter.
                flush(to: index)
                start = index + 1
                index += 2
            case UInt8(ascii: ":"):
                if next(bytes, index) == UInt8(ascii: ":") {
                    index += 2
                    continue
                }
                var end = index + 1
                while end < bytes.count, isNameByte(bytes[end], first: end == index + 1) { end += 1 }
                let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
                // `a[1:2]` and `12:30` are no parameters.
                if name.isEmpty || (index > 0 && isNameByte(bytes[index - 1], first: false)) {
                    index += 1
                    continue
                }
                guard let value = values[name] else {
                    throw CompileError("text has a parameter :\(name), but no value of that name was given")
                }
                flush(to: index)
                parts.append(.node(.bind(value.sqlValue, .literal)))
                used.insert(name)
                index = end
                start = end
            default:
                index += 1
            }
        }
        flush(to: bytes.count)
    }

    /// Where what begins here ends, if it is a string, a quoted name or a comment.
    package static func skip(_ bytes: [UInt8], _ index: Int) -> Int? {
        switch bytes[index] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            return skipQuoted(bytes, index, bytes[index])
        case UInt8(ascii: "-") where next(bytes, index) == UInt8(ascii: "-"):
            return bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        case UInt8(ascii: "/") where next(bytes, index) == UInt8(ascii: "*"):
            return skipBlockComment(bytes, index)
        case UInt8(ascii: "$"):
            return skipDollarQuote(bytes, index)
        default:
            return nil
        }
    }

    private static func next(_ bytes: [UInt8], _ index: Int) -> UInt8? {
        index + 1 < bytes.count ? bytes[index + 1] : nil
    }

    package static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
        default: byte >= 0x80
        }
    }

    private static func skipQuoted(_ bytes: [UInt8], _ start: Int, _ quote: UInt8) -> Int {
        // E'…' strings know backslash escapes.
        let escapes =
            quote == UInt8(ascii: "'") && start > 0 && (bytes[start - 1] | 0x20) == UInt8(ascii: "e")
            && (start < 2 || !isNameByte(bytes[start - 2], first: false))
        var index = start + 1
        while index < bytes.count {
            if escapes, bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index] == quote {
                if next(bytes, index) == quote { index += 2 } else { return index + 1 }
            } else {
                index += 1
            }
        }
        return bytes.count
    }

    private static func skipBlockComment(_ bytes: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "/"), next(bytes, index) == UInt8(ascii: "*") {
                depth += 1
                index += 2
            } else if bytes[index] == UInt8(ascii: "*"), next(bytes, index) == UInt8(ascii: "/") {
                depth -= 1
                index += 2
                if depth == 0 { return index }
            } else {
                index += 1
            }
        }
        return bytes.count
    }

    private static func skipDollarQuote(_ bytes: [UInt8], _ start: Int) -> Int? {
        var end = start + 1
        while end < bytes.count, isNameByte(bytes[end], first: end == start + 1) { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return nil }
        let tag = Array(bytes[start...end])
        var index = end + 1
        while index + tag.count <= bytes.count {
            if bytes[index] == tag[0], Array(bytes[index..<index + tag.count]) == tag { return index + tag.count }
            index += 1
        }
        return bytes.count
    }
}
