import CinnabarSQL

/// The source of one table's class.
struct ModelClass {
    let table: Table
    let writer: ModelSourceWriter
    /// The properties of the columns that are written, by column.
    let properties: [String: String]
    private var used: Set<String> = []

    init(_ table: Table, _ writer: ModelSourceWriter) {
        self.table = table
        self.writer = writer
        var used = Self.takenNames
        properties = Self.properties(of: table, writer.names, in: &used)
        self.used = used
    }

    static func properties(of table: Table, _ names: ModelNames) -> [String: String] {
        var used = takenNames
        return properties(of: table, names, in: &used)
    }

    private static func properties(
        of table: Table, _ names: ModelNames, in used: inout Set<String>
    ) -> [String: String] {
        var result: [String: String] = [:]
        for column in table.columns where ModelType(column.type, names) != nil {
            result[column.name] = ModelNames.free(ModelNames.camel(column.name), in: &used)
        }
        return result
    }

    var text: String {
        var used = used
        let name = writer.names.type(table.key)
        var arguments = [swiftLiteral(table.name)]
        if let schema = table.schema { arguments.append("schema: \(swiftLiteral(schema))") }
        if let comment = table.comment { arguments.append("comment: \(swiftLiteral(comment))") }
        var lines = table.columns.flatMap(lines)
        let relationships = relationships(in: &used)
        let items = items(name)
        if !relationships.isEmpty { lines += [""] + relationships }
        if !items.isEmpty { lines += [""] + items }
        if table.primaryKey == nil {
            lines.insert("// The table has no primary key: mark what tells its rows apart.", at: 0)
        }
        return "@Model(\(arguments.joined(separator: ", ")))\n\(writer.access)final class \(name) {\n"
            + lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined() + "}\n"
    }

    // MARK: - Columns

    private func lines(_ column: ColumnDefinition) -> [String] {
        guard let property = properties[column.name], let type = ModelType(column.type, writer.names) else {
            return ["// \(comment(column.name)): left out, no Swift type for \(comment("\(column.type)"))"]
        }
        var result: [String] = []
        let isKey = table.primaryKey?.columns.contains(column.name) ?? false
        var markers = isKey ? ["@PrimaryKey"] : []
        let key = keys.first { $0.columns.contains(column.name) }
        let isGenerated = table.generatedKey?.name == column.name
        var (value, initial): (String?, String?) = (nil, nil)
        switch column.serverDefault {
        case nil: break
        case .now: value = ".now"
        case .sql(let sql): value = ".sql(\(swiftLiteral(sql)))"
        case .value(.integer(let number)): value = ".value(.integer(\(number)))"
        case .value(.boolean(let flag)): value = ".value(.boolean(\(flag)))"
        case .value(.text(let text)): value = ".value(.text(\(swiftLiteral(text))))"
        case .value(.real(let number)) where number.isFinite: value = ".value(.real(\(number)))"
        case .value: result.append("// \(comment(column.name)) has a default that is not written here")
        }
        var options = type.isExplicit ? [type.sql] : []
        if ModelNames.snake(property) != column.name { options.append("name: \(swiftLiteral(column.name))") }
        let isMade = value != nil || column.computed != nil || column.identity != nil
        if column.isNullable, !isKey, isMade || key != nil { options.append("nullable: true") }
        if let value { options.append("serverDefault: \(value)") }
        if let computed = column.computed {
            options.append("computed: \(swiftLiteral(computed.sql))")
            if !computed.isStored { options.append("stored: false") }
        }
        if let identity = column.identity {
            var parts = identity.always ? ["always: true"] : []
            if let start = identity.start { parts.append("start: \(start)") }
            if let increment = identity.increment { parts.append("increment: \(increment)") }
            options.append("identity: IdentityColumn(\(parts.joined(separator: ", ")))")
        }
        if let text = column.comment { options.append("comment: \(swiftLiteral(text))") }
        if !options.isEmpty { markers.append("@Column(\(options.joined(separator: ", ")))") }
        if let key, let place = key.columns.firstIndex(of: column.name), let target = target(key, place) {
            markers.append(foreignKey(key, target))
        }
        let isOptional = column.isNullable && !isKey || isMade || isGenerated || key != nil
        initial = isOptional ? "?" : ""
        markers.append("\(writer.access)var \(ModelNames.escaped(property)): \(type.swift)\(initial ?? "")")
        return result + [markers.joined(separator: " ")]
    }

    private func comment(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }

    // MARK: - Foreign keys

    /// The keys that can be written: to known properties, one key for a column.
    var keys: [ForeignKey] {
        var taken: Set<String> = []
        return table.foreignKeys.filter { key in
            let isWritable = key.columns.indices.allSatisfy { place in
                properties[key.columns[place]] != nil && target(key, place) != nil
                    && !taken.contains(key.columns[place])
            }
            if isWritable { taken.formUnion(key.columns) }
            return isWritable
        }
    }

    private func target(_ key: ForeignKey, _ place: Int) -> String? {
        guard let other = writer.schema.table(key.target), key.referencedColumns.indices.contains(place),
            let property = Self.properties(of: other, writer.names)[key.referencedColumns[place]]
        else { return nil }
        return "\\\(writer.names.type(other.key)).\(property)"
    }

    private func foreignKey(_ key: ForeignKey, _ target: String) -> String {
        var parts = [target]
        if let action = key.onDelete { parts.append("onDelete: .\(action)") }
        if let action = key.onUpdate { parts.append("onUpdate: .\(action)") }
        if let deferrable = key.deferrable { parts.append("deferrable: .\(deferrable)") }
        let needsName = key.columns.count > 1
        if let name = key.name ?? (needsName ? "fk_\(table.name)_" + key.columns.joined(separator: "_") : nil) {
            parts.append("name: \(swiftLiteral(name))")
        }
        return "@ForeignKey(\(parts.joined(separator: ", ")))"
    }

    // MARK: - Relationships

    private func relationships(in used: inout Set<String>) -> [String] {
        var lines: [String] = []
        for key in keys {
            var name = ModelNames.camel(key.columns.count == 1 ? key.columns[0] : key.referencedTable)
            if name.hasSuffix("ID"), name.count > 2 {
                name.removeLast(2)
            } else {
                name = ModelNames.camel(ModelNames.singular(key.referencedTable))
            }
            let isNullable = table.columns.contains {
                key.columns.contains($0.name) && $0.isNullable && table.primaryKey?.columns.contains($0.name) != true
            }
            let type = writer.names.type(key.target) + (isNullable ? "?" : "")
            lines.append(relationship(key, of: self, ModelNames.free(name, in: &used), "One<\(type)>"))
        }
        for other in writer.schema.tables {
            let model = ModelClass(other, writer)
            let keys = model.keys.filter { $0.target == table.key }
            // Two keys from one table: which of them the many belong to is for a person to say.
            guard keys.count == 1, let key = keys.first, other.key != table.key else { continue }
            let isOne =
                other.uniques.contains { Set($0.columns) == Set(key.columns) }
                || other.primaryKey.map { Set($0.columns) == Set(key.columns) } ?? false
            let type = writer.names.type(other.key)
            let name = ModelNames.camel(isOne ? ModelNames.singular(other.name) : other.name)
            lines.append(
                relationship(
                    key, of: model, ModelNames.free(name, in: &used), isOne ? "One<\(type)?>" : "Many<\(type)>"))
        }
        return lines
    }

    private func relationship(_ key: ForeignKey, of model: ModelClass, _ name: String, _ type: String) -> String {
        let owner = writer.names.type(model.table.key)
        let paths = key.columns.compactMap { model.properties[$0] }.map { "\\\(owner).\($0)" }
        return "@Relationship(foreignKey: \(paths.joined(separator: ", "))) \(writer.access)var "
            + "\(ModelNames.escaped(name)): \(type)"
    }

    // MARK: - Constraints and indexes

    private func items(_ owner: String) -> [String] {
        func paths(_ columns: [String]) -> String? {
            let found = columns.compactMap { properties[$0] }
            return found.count == columns.count ? found.map { "\\\(owner).\($0)" }.joined(separator: ", ") : nil
        }
        func named(_ name: String?) -> String { name.map { ", name: \(swiftLiteral($0))" } ?? "" }
        var lines = table.uniques.map { unique in
            paths(unique.columns).map { "#Unique(\($0)\(named(unique.name)))" }
                ?? "// The unique constraint \(comment(unique.name ?? "")) is left out: a column of it is"
        }
        lines += table.indexes.map { index in
            let columns = index.parts.compactMap { part -> String? in
                guard case .column(let name) = part.content, !part.descending, part.operatorClass == nil else {
                    return nil
                }
                return name
            }
            guard columns.count == index.parts.count, index.included.isEmpty, let paths = paths(columns) else {
                return "// The index \(comment(index.name ?? "")) is left out: #Index has plain columns only"
            }
            return "#Index(\(paths)\(index.isUnique ? ", unique: true" : "")\(named(index.name))"
                + (index.condition.map { ", where: \(swiftLiteral($0))" } ?? "")
                + (index.method.map { ", method: \(swiftLiteral($0))" } ?? "") + ")"
        }
        lines += table.checks.map { "#Check(\(swiftLiteral($0.sql))\(named($0.name)))" }
        let left = Set(table.foreignKeys).subtracting(keys)
        lines += table.foreignKeys.filter(left.contains).map {
            "// The foreign key \(comment($0.name ?? $0.columns.joined(separator: ", "))) is left out: "
                + "its target or another key of its column is in the way"
        }
        return lines
    }

    /// What every model has already.
    private static let takenNames: Set<String> = [
        "alias", "entity", "hashValue", "materialize", "primaryKey", "reference", "relatedTables", "row", "rows",
        "selection", "table", "tableName", "tableSchema",
    ]
}
