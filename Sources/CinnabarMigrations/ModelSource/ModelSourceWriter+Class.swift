import CinnabarSQL

extension ModelSourceWriter {
    func text(of model: ModelClass) -> String {
        guard model.hasKey else { return typedTable(model) }
        let table = model.table
        let marker = SourceNode.make(
            "@Model", (nil, .string(table.name)), ("schema", table.schema.map(SourceNode.string)),
            ("comment", table.comment.map(SourceNode.string)))
        var parts: [[String]] = [
            table.columns.filter { model.types[$0.name] == nil }.map { column in
                Self.comment("\(column.name): left out, no Swift type for \(Self.spelled(column.type))")
            } + model.columns.flatMap { lines($0, of: model) }
        ]
        parts.append(
            model.relationships.map { relationship in
                line([relationship.marker], relationship.name, relationship.type)
            })
        parts.append(items(of: model))
        return marker.layout(indent: 0, column: 0) + "\n\(access)final class \(model.name) {\n"
            + parts.filter { !$0.isEmpty }.map { $0.joined() }.joined(separator: "\n") + "}\n"
    }

    static func comment(_ text: String) -> String { "    // \(SourceWriter.oneLine(text))\n" }

    private static func spelled(_ type: SQLType) -> String {
        if case .custom(let spelling) = type { return spelling }
        return type.source.line
    }

    /// A property with what is said of it: on one line where it fits, else one line for each.
    private func line(_ markers: [SourceNode], _ name: String, _ type: String) -> String {
        let declaration = "\(access)var \(ModelWords.escaped(name)): \(type)"
        let line = "    " + (markers.map(\.line) + [declaration]).joined(separator: " ") + "\n"
        if line.count <= 121 { return line }
        return (markers.map { $0.layout(indent: 4, column: 4) } + [declaration]).map { "    \($0)\n" }.joined()
    }

    // MARK: - Columns

    private func lines(_ column: ColumnDefinition, of model: ModelClass) -> [String] {
        guard let property = model.properties[column.name], let type = model.types[column.name] else { return [] }
        let key = model.keys.first { $0.key.columns.contains(column.name) }
        let isKey = model.isKey(column.name)
        let isGenerated = model.table.generatedKey?.name == column.name
        let identity = isGenerated && impliesIdentity && column.identity == IdentityColumn() ? nil : column.identity
        let isMade = column.serverDefault != nil || column.computed != nil || identity != nil
        let isOptional = key != nil || isMade || (isKey ? isGenerated : column.isNullable)
        // What the macro takes the column for if nothing is said; it asks the relationship about a foreign key.
        let isNullable = key?.isNullable ?? (!isMade && isOptional)
        var markers: [SourceNode] = isKey ? [.text("@PrimaryKey")] : []
        let options = SourceNode.make(
            "@Column", (nil, type.sql),
            ("name", ModelWords.snake(property) == column.name ? nil : .string(column.name)),
            ("nullable", isKey || isNullable == column.isNullable ? nil : column.isNullable ? .true : .false),
            ("serverDefault", column.serverDefault.map { source(of: $0, type) }),
            ("computed", (column.computed?.sql).map(SourceNode.string)),
            ("stored", column.computed?.isStored == false ? .false : nil), ("identity", identity?.source),
            ("comment", column.comment.map(SourceNode.string)))
        if case .call(_, let arguments) = options, !arguments.isEmpty { markers.append(options) }
        if let key, let place = key.key.columns.firstIndex(of: column.name) {
            markers.append(foreignKey(key, to: key.paths[place]))
        }
        var initial = ""
        if isKey, !isOptional, model.table.primaryKey?.columns.count == 1 {
            // Nothing but the program gives them a value.
            if ["Int", "Int16", "Int32"].contains(type.swift) { initial = " = 0" }
            if type.swift == "UUID" { initial = " = UUID()" }
        }
        return [line(markers, property, type.swift + (isOptional ? "?" : "") + initial)]
    }

    /// A label as that of the Swift enum.
    private func source(of value: ServerDefault, _ type: ModelType) -> SourceNode {
        guard case .value(.enumeration(_, let label)) = value else { return value.source }
        return .make(
            ".value", (nil, .make(".enumeration", (nil, .text("\(type.swift).sqlEnumType")), (nil, .string(label)))))
    }

    private func foreignKey(_ key: ModelKey, to path: SourceNode) -> SourceNode {
        let usual = naming.name(
            naming.foreignKey, table: key.owner.name, columns: key.key.columns, referred: key.target.name)
        // Properties that share a name are one key.
        let isSaid = key.key.columns.count > 1 || key.key.name != usual
        let name = key.key.name ?? (key.key.columns.count > 1 ? usual : nil)
        return .make(
            "@ForeignKey", (nil, path), ("onDelete", key.key.onDelete?.source), ("onUpdate", key.key.onUpdate?.source),
            ("deferrable", key.key.deferrable?.source), ("name", isSaid ? name.map(SourceNode.string) : nil))
    }

    // MARK: - Constraints, indexes and what cannot be said

    private func items(of model: ModelClass) -> [String] {
        let table = model.table
        func said(_ node: SourceNode) -> String { "    " + node.layout(indent: 4, column: 4) + "\n" }
        func call(_ name: String, _ paths: [SourceNode], _ rest: SourceNode) -> SourceNode {
            guard case .call(_, let arguments) = rest else { return rest }
            return .call(name, paths.map { SourceNode.Argument(label: nil, value: $0) } + arguments)
        }
        var lines = table.uniques.map { unique in
            guard let paths = model.paths(unique.columns) else {
                return Self.comment("left out with a column of it: the unique constraint \(unique.name ?? "")")
            }
            let usual = naming.name(naming.unique, table: table.name, columns: unique.columns)
            let name = unique.name == usual ? nil : unique.name
            return said(call("#Unique", paths, .make("", ("name", name.map(SourceNode.string)))))
        }
        lines += table.indexes.map { index in
            let columns = index.parts.compactMap { part -> String? in
                guard case .column(let name) = part.content, !part.descending, part.operatorClass == nil else {
                    return nil
                }
                return name
            }
            guard columns.count == index.parts.count, index.included.isEmpty, let paths = model.paths(columns) else {
                return Self.comment("left out, #Index has plain columns only: \(index.source.line)")
            }
            let usual = naming.name(naming.index, table: table.name, columns: columns)
            let name = index.name == usual ? nil : index.name
            return said(
                call(
                    "#Index", paths,
                    .make(
                        "", ("unique", index.isUnique ? .true : nil), ("name", name.map(SourceNode.string)),
                        ("where", index.condition.map(SourceNode.string)),
                        ("method", index.method.map(SourceNode.string)))))
        }
        lines += table.checks.map {
            said(.make("#Check", (nil, .string($0.sql)), ("name", $0.name.map(SourceNode.string))))
        }
        let said = Set(model.keys.map(\.key))
        lines += table.foreignKeys.filter { !said.contains($0) }.map { key in
            Self.comment("left out, its columns or its target are in the way: \(key.itemSource.line)")
        }
        if let options = table.options.subtracting(.clientMadeKey).source {
            lines.append(Self.comment("left out, a model has no table options: \(options.line)"))
        }
        return lines
    }
}
