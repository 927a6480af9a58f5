import CinnabarSQL

extension MigrationOperation {
    /// What the operation throws away that nothing brings back; nil where all stays.
    ///
    /// Revisions that are made by comparison say it in a comment beside the operation, and the terminal shows it.
    public var loss: String? {
        switch self {
        case .dropTable(let table): "drops the table \(table.key) with its rows"
        case .dropColumn(let column, let table) where column.computed == nil:
            "drops the column \"\(column.name)\" of table \(table) with its values"
        case .alterColumn(let old, let new, let table, _) where old.type.mayLose(by: new.type):
            "may cut or refuse values of \"\(old.name)\" of table \(table): \(old.type) becomes \(new.type)"
        case .alterEnum(let change) where !change.lostLabels.isEmpty:
            "rows with \(change.lostLabels.map { "'\($0)'" }.joined(separator: ", ")) stop the migration: "
                + "move them before it"
        case .dropSchema(let name): "drops the schema \"\(name)\""
        default: nil
        }
    }
}

extension SQLType {
    /// Whether values of this type may not fit into the other.
    func mayLose(by other: SQLType) -> Bool {
        if self == other { return false }
        switch (self, other) {
        case (_, .text), (_, .varchar(nil)): return false
        case (.smallint, .integer), (.smallint, .bigint), (.integer, .bigint), (.real, .double): return false
        case (.smallint, .numeric(nil, _)), (.integer, .numeric(nil, _)), (.bigint, .numeric(nil, _)): return false
        case (.varchar(let old?), .varchar(let new?)): return new < old
        case (.char(let old), .varchar(let new?)), (.char(let old), .char(let new)): return new < old
        case (.date, .localTimestamp): return false
        default: return true
        }
    }
}
