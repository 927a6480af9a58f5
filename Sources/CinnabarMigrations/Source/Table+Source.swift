import CinnabarSQL

extension TableName {
    var source: SourceNode {
        guard let schema else { return .string(name) }
        return .make("TableName", (nil, .string(name)), ("schema", .string(schema)))
    }
}

extension ColumnName {
    var source: SourceNode { .make("ColumnName", (nil, .string(column)), ("of", table.source)) }
}

extension Table {
    var source: SourceNode {
        // Columns may bring constraints along; they do so here only where the table has exactly those.
        let implied = Table(name, schema: schema, columns: columns)
        let isImplied =
            implied.primaryKey == primaryKey && foreignKeys.starts(with: implied.foreignKeys)
            && uniques.starts(with: implied.uniques) && indexes.starts(with: implied.indexes)
        let columns = isImplied ? columns : columns.map(\.withoutConstraints)
        let rest = isImplied ? implied : Table(name, columns: [])
        var items: [SourceNode] = []
        if let primaryKey, rest.primaryKey == nil { items.append(primaryKey.itemSource) }
        items += foreignKeys.dropFirst(rest.foreignKeys.count).map(\.itemSource)
        items += uniques.dropFirst(rest.uniques.count).map(\.itemSource)
        items += checks.map(\.itemSource)
        items += indexes.dropFirst(rest.indexes.count).map { $0.source.renamed(".index") }
        return .make(
            "Table", (nil, .string(name)), ("schema", schema.map(SourceNode.string)),
            ("columns", .list(columns.map(\.source))), ("items", items.isEmpty ? nil : .list(items)),
            ("comment", comment.map(SourceNode.string)), ("options", writtenOptions.source))
    }

    /// A key that Swift code makes is told by an option: code cannot be written down.
    private var writtenOptions: TableOptions {
        guard let key = primaryKey, key.columns.count == 1,
            columns.contains(where: { $0.name == key.columns[0] && $0.clientDefault != nil })
        else { return options }
        return options.union(.clientMadeKey)
    }
}

extension TableOptions {
    var source: SourceNode? {
        if isEmpty { return nil }
        let names: [(Self, String)] = [
            (.strict, ".strict"), (.withoutRowID, ".withoutRowID"), (.unlogged, ".unlogged"),
            (.clientMadeKey, ".clientMadeKey"),
        ]
        let known = names.filter { contains($0.0) }
        guard known.reduce(into: TableOptions(), { $0.formUnion($1.0) }) == self else {
            return .make("TableOptions", ("rawValue", .text("\(rawValue)")))
        }
        return .list(known.map { .text($0.1) })
    }
}

extension SourceNode {
    func renamed(_ name: String) -> SourceNode {
        guard case .call(_, let arguments) = self else { return self }
        return .call(name, arguments)
    }
}
