import CinnabarSQL

extension MigrationOperation {
    /// Whether a database that cannot alter has to make the table anew.
    var needsRebuild: Bool {
        switch self {
        case .alterColumn, .dropColumn, .addConstraint, .dropConstraint, .renameConstraint, .alterEnum: true
        case .addColumn(let column, _): !column.canBeAppended
        default: false
        }
    }

    /// Whether only the database can tell what it has then: SQL and code of one's own may make anything, and a rename
    /// also changes triggers and views of other tables.
    var isKnownAfterwardsOnly: Bool {
        switch self {
        case .execute, .run, .renameTable, .renameColumn: true
        default: false
        }
    }
}

extension ColumnDefinition {
    /// Whether SQLite's ADD COLUMN takes it: it allows no constraint, no NOT NULL without a constant default, no
    /// stored computation, and no default that is an expression.
    var canBeAppended: Bool {
        if case .enumeration = type { return false }
        if let computed { return !computed.isStored && isNullable }
        guard identity == nil else { return false }
        switch serverDefault {
        case nil: return isNullable
        case .value(.null): return isNullable
        case .value: return true
        case .now, .sql: return false
        }
    }
}
