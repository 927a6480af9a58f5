import CinnabarSQL

extension ModelSourceWriter {
    /// A table whose rows nothing tells apart can be no model, but stand in statements. All of it can be said.
    func typedTable(_ model: ModelClass) -> String {
        let table = model.table
        var lines = ["static let tableName = \(SourceNode.quoted(table.name))"]
        if let schema = table.schema {
            lines.append("static let tableSchema: String? = \(SourceNode.quoted(schema))")
        }
        var columns: [SourceNode] = []
        for column in table.columns {
            guard let property = model.properties[column.name], let type = model.types[column.name] else {
                columns.append(column.withoutConstraints.source)
                continue
            }
            let name = ModelWords.escaped(property)
            let swift = type.swift + (column.isNullable ? "?" : "")
            let call = SourceNode.make(
                "Column<\(model.name), \(swift)>", (nil, .string(column.name)), (nil, type.sql),
                ("serverDefault", column.serverDefault?.source), ("computed", column.computed?.source),
                ("identity", column.identity?.source), ("comment", column.comment.map(SourceNode.string)))
            let start = "static let \(name) = "
            lines.append(start + call.layout(indent: 4, column: 4 + access.count + start.count))
            columns.append(.text("\(name).definition"))
        }
        // The columns stand above; what else there is belongs to the table.
        var bare = table
        bare.columns = []
        guard case .call(_, let rest) = bare.source else { return "" }
        let arguments = rest.map { argument in
            argument.label == "columns" ? SourceNode.Argument(label: "columns", value: .list(columns)) : argument
        }
        let start = "static let table = "
        lines.append(
            start + SourceNode.call("Table", arguments).layout(indent: 4, column: 4 + access.count + start.count))
        return "// Without a primary key, or with one that has no Swift type: no model, but a table for statements.\n"
            + "\(access)enum \(model.name): TypedTable {\n" + lines.map { "    \(access)\($0)\n" }.joined() + "}\n"
    }
}
