import CinnabarSQL

/// What the text of a CREATE INDEX says.
struct CreateIndexText: Hashable {
    /// A name alone is a column; all else, a name with its own COLLATE too, is an expression.
    var parts: [Index.Part] = []
    var condition: String?

    init(_ sql: String) {
        var reader = SQLTokenReader(sql)
        while let token = reader.next(), token.keyword != "ON" {}
        _ = reader.takeName()
        guard let body = reader.takeGroup() else { return }
        parts = body.items.map(Self.part)
        if reader.take("WHERE") { condition = reader.text }
    }

    private static func part(_ item: SQLTokenReader) -> Index.Part {
        var item = item
        let isDescending = item.last?.keyword == "DESC"
        if isDescending || item.last?.keyword == "ASC" { item = item.dropLast }
        item = item.unwrapped
        var names = item
        if let name = names.takeName(), names.isAtEnd { return .column(name, descending: isDescending) }
        return .expression(item.text, descending: isDescending)
    }
}

/// What the text of a CREATE VIEW says.
struct CreateViewText: Hashable {
    /// The query; where the view names its columns, as a common table with these names.
    var query = ""

    init(_ sql: String) {
        var reader = SQLTokenReader(sql)
        var name = ""
        var columns: SQLTokenReader?
        while let token = reader.peek() {
            if let group = reader.takeGroup() {
                columns = group
                continue
            }
            reader.next()
            if token.keyword == "AS" { break }
            name = token.value
        }
        if reader.last?.keyword == ";" { reader = reader.dropLast }
        query = reader.text
        if let columns {
            let quoted = name.quotedIdentifier
            query = "WITH \(quoted)(\(columns.text)) AS (\(query)) SELECT * FROM \(quoted)"
        }
    }
}
