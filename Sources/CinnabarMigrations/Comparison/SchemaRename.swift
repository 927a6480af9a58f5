public import CinnabarSQL

/// A table or column that has another name now: no comparison can know that, so it is said.
public enum SchemaRename: Sendable, Hashable {
    case table(TableName, to: String)
    /// The table by its new name, if it is renamed too.
    case column(String, of: TableName, to: String)

    /// As it stands behind `--rename`: `old:new`, `table.old:new`.
    ///
    /// - Throws: `MigrationInputError` that says the form.
    public init(_ text: String) throws {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        let parts = halves.first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard halves.count == 2, !halves[1].isEmpty, (1...2).contains(parts.count), !parts.contains("") else {
            throw RenameTextError(text: text)
        }
        if parts.count == 1 {
            self = .table(TableName(String(parts[0])), to: String(halves[1]))
        } else {
            self = .column(String(parts[1]), of: TableName(String(parts[0])), to: String(halves[1]))
        }
    }
}

/// A `--rename` that cannot be read.
public struct RenameTextError: Error, CustomStringConvertible {
    public let text: String
    public var description: String {
        "\"\(text)\" is no rename: write old:new for a table, table.old:new for a column"
    }
}

/// Something that went and something that came, alike enough to be the same under another name.
public struct RenameCandidate: Sendable, Hashable {
    public let rename: SchemaRename
    /// From 0 to 1.
    public let similarity: Double

    public var question: String {
        switch rename {
        case .table(let table, let name): "Was the table \(table) renamed to \"\(name)\"?"
        case .column(let column, let table, let name):
            "Was the column \"\(column)\" of table \(table) renamed to \"\(name)\"?"
        }
    }

    /// What to write on the command line to say yes.
    public var option: String {
        switch rename {
        case .table(let table, let name): "--rename \(table.name):\(name)"
        case .column(let column, let table, let name): "--rename \(table.name).\(column):\(name)"
        }
    }
}
