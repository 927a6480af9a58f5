/// Reads tokens one after the other, groups in parentheses as a whole.
struct SQLTokenReader {
    private let bytes: [UInt8]
    private let tokens: [SQLToken]
    private var index: Int
    private let end: Int

    init(_ sql: String) {
        bytes = Array(sql.utf8)
        tokens = SQLTokenizer.tokens(bytes)
        index = 0
        end = tokens.count
    }

    private init(_ reader: SQLTokenReader, _ range: Range<Int>) {
        bytes = reader.bytes
        tokens = reader.tokens
        index = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { index >= end }

    func peek(_ distance: Int = 0) -> SQLToken? { index + distance < end ? tokens[index + distance] : nil }

    @discardableResult
    mutating func next() -> SQLToken? {
        guard index < end else { return nil }
        defer { index += 1 }
        return tokens[index]
    }

    /// Whether the keyword or symbol came next; it is behind us then.
    @discardableResult
    mutating func take(_ keyword: String) -> Bool {
        guard peek()?.keyword == keyword else { return false }
        index += 1
        return true
    }

    /// A name, quoted or not; SQLite takes strings for names too.
    mutating func takeName() -> String? {
        guard let token = peek(), token.isName else { return nil }
        index += 1
        return token.value
    }

    /// What stands between the parenthesis that comes next and its partner; nil where none comes next.
    mutating func takeGroup() -> SQLTokenReader? {
        guard take("(") else { return nil }
        let start = index
        var depth = 1
        while index < end {
            if tokens[index].keyword == "(" { depth += 1 }
            if tokens[index].keyword == ")" { depth -= 1 }
            if depth == 0 { break }
            index += 1
        }
        let group = SQLTokenReader(self, start..<index)
        index = min(index + 1, end)
        return group
    }

    /// The parts between commas that stand in no parentheses.
    var items: [SQLTokenReader] {
        var items: [SQLTokenReader] = []
        var depth = 0
        var start = index
        for position in index..<end {
            switch tokens[position].keyword {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                items.append(SQLTokenReader(self, start..<position))
                start = position + 1
            default: break
            }
        }
        if start < end { items.append(SQLTokenReader(self, start..<end)) }
        return items
    }

    /// The names that begin the items: the columns of a key.
    var names: [String] {
        items.compactMap { item in
            var item = item
            return item.takeName()
        }
    }

    /// What is left, as it was written.
    var text: String {
        index < end
            ? String(decoding: bytes[tokens[index].range.lowerBound..<tokens[end - 1].range.upperBound], as: UTF8.self)
            : ""
    }

    /// What is left, without parentheses that enclose all of it.
    var unwrapped: SQLTokenReader {
        var reader = self
        guard let group = reader.takeGroup(), reader.isAtEnd, !group.isAtEnd else { return self }
        return group.unwrapped
    }

    func contains(_ keyword: String) -> Bool { index < end && tokens[index..<end].contains { $0.keyword == keyword } }

    /// Without its last token.
    var dropLast: SQLTokenReader { SQLTokenReader(self, index..<max(index, end - 1)) }

    /// The last token that is left.
    var last: SQLToken? { index < end ? tokens[end - 1] : nil }
}
