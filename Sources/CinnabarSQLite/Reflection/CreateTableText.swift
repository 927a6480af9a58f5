import CinnabarSQL

/// What the text of a CREATE TABLE says: SQLite keeps it, and has no other place for much of it.
///
/// Tolerant: it is only given what SQLite has accepted.
struct CreateTableText: Hashable {
    /// In the order of the text, as are the rest.
    var uniques: [UniqueConstraint] = []
    var checks: [CheckConstraint] = []
    var foreignKeys: [ForeignKey] = []
    /// The primary key's name.
    var primaryKey: String?
    var isAutoincrement = false
    /// By column, in small letters.
    var computed: [String: ComputedColumn] = [:]
    var collations: [String: String] = [:]
    var options: TableOptions = []

    init(_ sql: String) {
        var reader = SQLTokenReader(sql)
        while let token = reader.peek(), token.keyword != "(" { reader.next() }
        guard let body = reader.takeGroup() else { return }
        for item in body.items {
            // Reserved words, which no column is called unless quoted. ADD COLUMN puts columns behind constraints.
            switch item.peek()?.keyword {
            case "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN": readConstraints(item)
            default: readColumn(item)
            }
        }
        if reader.contains("STRICT") { options.insert(.strict) }
        if reader.contains("WITHOUT") { options.insert(.withoutRowID) }
    }

    private mutating func readColumn(_ item: SQLTokenReader) {
        var item = item
        guard let column = item.takeName() else { return }
        var name: String?
        while !item.isAtEnd {
            if let group = item.takeGroup() {
                _ = group
                continue
            }
            let keyword = item.next()?.keyword
            switch keyword {
            case "CONSTRAINT":
                name = item.takeName()
                continue
            case "PRIMARY": primaryKey = name
            case "AUTOINCREMENT": isAutoincrement = true
            case "UNIQUE": uniques.append(UniqueConstraint(columns: [column], name: name))
            case "CHECK": readCheck(&item, name)
            case "REFERENCES": foreignKeys.append(Self.foreignKey(&item, [column], name))
            case "DEFAULT": Self.skipTerm(&item)
            case "COLLATE": collations[column.lowercased()] = item.takeName()
            case "AS":
                guard let group = item.takeGroup() else { break }
                computed[column.lowercased()] = ComputedColumn(group.text, stored: item.take("STORED"))
            default: break
            }
            name = nil
        }
    }

    /// The constraints of an item: SQLite lets the commas between them be left out.
    private mutating func readConstraints(_ item: SQLTokenReader) {
        var item = item
        var name: String?
        while let token = item.next() {
            switch token.keyword {
            case "CONSTRAINT":
                name = item.takeName()
                continue
            case "PRIMARY":
                item.take("KEY")
                primaryKey = name
                if item.takeGroup()?.contains("AUTOINCREMENT") == true { isAutoincrement = true }
            case "UNIQUE": uniques.append(UniqueConstraint(columns: item.takeGroup()?.names ?? [], name: name))
            case "CHECK": readCheck(&item, name)
            case "FOREIGN":
                item.take("KEY")
                let columns = item.takeGroup()?.names ?? []
                item.take("REFERENCES")
                foreignKeys.append(Self.foreignKey(&item, columns, name))
            default: break
            }
            name = nil
        }
    }

    private mutating func readCheck(_ item: inout SQLTokenReader, _ name: String?) {
        guard let condition = item.takeGroup() else { return }
        checks.append(CheckConstraint(condition.text, name: name))
    }

    /// A signed number, one literal or name; an expression in parentheses is passed over like those of types.
    private static func skipTerm(_ item: inout SQLTokenReader) {
        if item.takeGroup() != nil { return }
        if !item.take("-") { item.take("+") }
        item.next()
    }

    /// What stands behind REFERENCES.
    private static func foreignKey(
        _ item: inout SQLTokenReader, _ columns: [String], _ name: String?
    ) -> ForeignKey {
        var key = ForeignKey(
            columns: columns, referencedTable: item.takeName() ?? "",
            referencedColumns: item.takeGroup()?.names ?? [], name: name)
        while let keyword = item.peek()?.keyword {
            switch keyword {
            case "ON" where item.peek(1)?.keyword == "DELETE":
                item.next()
                item.next()
                key.onDelete = action(&item)
            case "ON" where item.peek(1)?.keyword == "UPDATE":
                item.next()
                item.next()
                key.onUpdate = action(&item)
            case "MATCH":
                item.next()
                item.next()
            case "NOT" where item.peek(1)?.keyword == "DEFERRABLE":
                item.next()
                item.next()
                _ = isInitiallyDeferred(&item)
            case "DEFERRABLE":
                item.next()
                key.deferrable = isInitiallyDeferred(&item) ? .initiallyDeferred : .initiallyImmediate
            default: return key
            }
        }
        return key
    }

    private static func action(_ item: inout SQLTokenReader) -> ReferentialAction? {
        let first = item.next()?.keyword ?? ""
        let text = first == "SET" || first == "NO" ? first + " " + (item.next()?.keyword ?? "") : first
        return ReferentialAction(reflected: text)
    }

    private static func isInitiallyDeferred(_ item: inout SQLTokenReader) -> Bool {
        guard item.take("INITIALLY") else { return false }
        return item.next()?.keyword == "DEFERRED"
    }
}

extension ReferentialAction {
    /// Nil for NO ACTION, which is what a key does without a word.
    init?(reflected text: String) {
        guard let action = ReferentialAction(rawValue: text), action != .noAction else { return nil }
        self = action
    }
}
