import CinnabarSQL

/// One table, from what the pragmas and its text say of it.
struct SQLiteTableReader {
    let name: TableName
    let sql: String
    let columns: [SQLiteColumnRow]
    let indexes: [SQLiteIndexRow]
    let foreignKeys: [SQLiteKeyRow]
    let indexTexts: [String: String]

    var table: Table {
        let text = SQLiteTableText(sql)
        let keyColumns = columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }
        var table = Table(
            name.name, schema: name.schema,
            columns: columns.filter { $0.hidden != 1 }.map {
                definition($0, text, isKey: keyColumns.count == 1 && $0.keyPlace == 1)
            }, options: text.options)
        table.primaryKey =
            keyColumns.isEmpty ? nil : PrimaryKey(columns: keyColumns.map(\.name), name: text.primaryKeyName)
        table.uniques = indexes.filter { $0.origin == "u" }.map { index in
            let columns = index.parts.compactMap(\.column)
            return UniqueConstraint(columns: columns, name: Self.name(in: text.uniques, columns))
        }.sorted { ($0.name ?? "", $0.columns.joined()) < ($1.name ?? "", $1.columns.joined()) }
        table.checks = text.checks.sorted { ($0.name ?? "", $0.sql) < ($1.name ?? "", $1.sql) }
        table.foreignKeys = foreignKeys.map { foreignKey($0, text) }.sorted {
            ($0.name ?? "", $0.columns.joined()) < ($1.name ?? "", $1.columns.joined())
        }
        table.indexes = indexes.filter { $0.origin == "c" }.map(index)
        return table
    }

    private static func name(in found: [(columns: [String], name: String?)], _ columns: [String]) -> String? {
        found.first { $0.columns.map { $0.lowercased() } == columns.map { $0.lowercased() } }?.name
    }

    private func definition(_ column: SQLiteColumnRow, _ text: SQLiteTableText, isKey: Bool) -> ColumnDefinition {
        // What is computed has its type in front of GENERATED.
        let computed =
            column.hidden >= 2 ? text.computed.first { $0.key.lowercased() == column.name.lowercased() } : nil
        return ColumnDefinition(
            name: column.name, type: Self.type(column.type), isNullable: !column.isRequired && !isRowID(column, isKey),
            isPrimaryKey: column.keyPlace > 0, serverDefault: column.defaultText.map(Self.value),
            computed: computed?.value, identity: isKey && text.isAutoincrement ? IdentityColumn() : nil)
    }

    /// The row's own number is never NULL, whatever the text says.
    private func isRowID(_ column: SQLiteColumnRow, _ isKey: Bool) -> Bool {
        isKey && column.type.uppercased() == "INTEGER"
    }

    private static func type(_ declared: String) -> SQLType {
        let text = declared.uppercased()
        func length(_ prefix: String) -> Int? {
            guard text.hasPrefix(prefix + "("), text.hasSuffix(")") else { return nil }
            return Int(text.dropFirst(prefix.count + 1).dropLast())
        }
        if let length = length("VARCHAR") { return .varchar(length) }
        if let length = length("CHAR") { return .char(length) }
        switch text {
        case "INTEGER": return .bigint
        case "SMALLINT": return .smallint
        case "BOOLEAN": return .boolean
        case "TEXT": return .text
        case "REAL": return .double
        case "BLOB": return .blob
        default: return .custom(declared)
        }
    }

    /// Literals are values; all else is the text, which stands in parentheses of its own again.
    private static func value(_ text: String) -> ServerDefault {
        if text.uppercased() == "NULL" { return .value(.null) }
        if let number = Int64(text) { return .value(.integer(number)) }
        if text.hasPrefix("'"), text.hasSuffix("'"), SQLiteTokens(text).all.count == 1 {
            return .value(.text(SQLiteTokens.unquoted(text)))
        }
        let tokens = SQLiteTokens(text).all
        if tokens.count == 1, case .group(let inner) = tokens[0] { return .sql(inner) }
        return .sql(text)
    }

    private func foreignKey(_ row: SQLiteKeyRow, _ text: SQLiteTableText) -> ForeignKey {
        let columns = row.columns.map(\.column)
        let said = text.foreignKeys.first { $0.columns.map { $0.lowercased() } == columns.map { $0.lowercased() } }
        return ForeignKey(
            columns: columns, referencedSchema: name.schema, referencedTable: row.target,
            referencedColumns: row.columns.compactMap(\.referenced), onDelete: Self.action(row.onDelete),
            onUpdate: Self.action(row.onUpdate), deferrable: said?.deferrable, name: said?.name)
    }

    private static func action(_ text: String) -> ReferentialAction? {
        let action = ReferentialAction(rawValue: text.uppercased())
        return action == .noAction ? nil : action
    }

    private func index(_ row: SQLiteIndexRow) -> Index {
        let text = SQLiteIndexText(indexTexts[row.name] ?? "")
        let parts = row.parts.enumerated().map { place, part -> Index.Part in
            if let column = part.column { return .column(column, descending: part.isDescending) }
            let said = place < text.parts.count ? text.parts[place] : ""
            return .expression(Self.expression(said), descending: part.isDescending)
        }
        return Index(parts, name: row.name, unique: row.isUnique, where: text.condition)
    }

    /// The expression without its order and its outer parentheses.
    private static func expression(_ text: String) -> String {
        var text = text
        for word in [" DESC", " ASC"] where text.uppercased().hasSuffix(word) {
            text = SQLiteTableText.trimmed(String(text.dropLast(word.count)))
        }
        let tokens = SQLiteTokens(text).all
        if tokens.count == 1, case .group(let inner) = tokens[0] { return inner }
        return text
    }
}
