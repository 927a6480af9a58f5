/// A statement's text without what differs from call to call: lists of parameters count as one, whatever their length.
struct StatementShape: Hashable, Sendable {
    let sql: String

    init(_ statement: RecordedStatement) { self.init(sql: statement.sql) }

    init(sql: String) {
        let text = Array(sql.utf8)
        var shape: [UInt8] = []
        shape.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard let end = Self.placeholder(in: text, at: index) else {
                shape.append(text[index])
                index += 1
                continue
            }
            shape.append(UInt8(ascii: "?"))
            index = end
            var isList = false
            while let next = Self.separator(in: text, at: index), let end = Self.placeholder(in: text, at: next) {
                isList = true
                index = end
            }
            if isList { shape += Array(", …".utf8) }
        }
        self.sql = Self.joiningRows(String(decoding: shape, as: UTF8.self))
    }

    /// The end of a `?` or `$1` that starts here.
    private static func placeholder(in text: [UInt8], at start: Int) -> Int? {
        guard start < text.count else { return nil }
        if text[start] == UInt8(ascii: "?") { return start + 1 }
        guard text[start] == UInt8(ascii: "$") else { return nil }
        var end = start + 1
        while end < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[end]) { end += 1 }
        return end > start + 1 ? end : nil
    }

    private static func separator(in text: [UInt8], at start: Int) -> Int? {
        guard start + 1 < text.count, text[start] == UInt8(ascii: ","), text[start + 1] == UInt8(ascii: " ") else {
            return nil
        }
        return start + 2
    }

    /// `VALUES (?), (?)` is one row more than `VALUES (?)`.
    private static func joiningRows(_ sql: String) -> String {
        var sql = sql
        for row in ["(?)", "(?, …)"] {
            guard sql.contains("\(row), \(row)") else { continue }
            while sql.contains("\(row), \(row)") { sql = sql.replacing("\(row), \(row)", with: row) }
            sql = sql.replacing(row, with: "\(row), …")
        }
        return sql
    }
}
