package import CinnabarSQL

/// The statements of a flush, as plain values: levels of steps of rows.
package struct FlushPlan: Sendable {
    package let tables: [PlanTable]
    package let rowCount: Int
    /// One after another, each one round trip: a level needs values that the database made in those before.
    package let levels: [FlushLevel]
}

/// What travels together.
package struct FlushLevel: Sendable {
    /// In the order in which they run.
    package let steps: [FlushStep]

    /// Whether a count has to be looked at before the transaction may be committed.
    package var needsCountCheck: Bool { steps.contains(where: \.needsCountCheck) }
    /// Whether COMMIT may travel with the level, if it is the last.
    package var canCommitWithIt: Bool { !needsCountCheck }
}

/// Rows of one table that get the same statement.
package struct FlushStep: Sendable {
    package enum Kind: Sendable, Hashable {
        case insert
        case update
        /// Sets a foreign key of a row that was inserted or updated without it.
        case postUpdate
        /// Sets a foreign key to NULL, so that the row that it refers to can go.
        case preUpdate
        case delete
    }

    package let kind: Kind
    package let table: Int
    /// What is set, in the order of `values`.
    package let columns: [Int]
    package let returning: [Int]
    /// The rows' positions in the flush.
    package internal(set) var rows: [Int] = []
    /// For each row its `columns`, one row after another. References are to rows of earlier levels.
    package internal(set) var values: [PlanValue] = []
    /// For each row its primary key; empty for inserts.
    package internal(set) var keys: [PlanValue] = []
    /// For each row the version that it must still have; empty where that is not checked.
    package internal(set) var versions: [SQLValue] = []
    /// Columns that took their value from another row, in some row at least.
    package internal(set) var referring: [Int] = []
    /// Whether values may be expressions: each row is a statement of its own then.
    package let hasExpressions: Bool
    /// Whether the rows must be changed in their order, one by one.
    package internal(set) var isOrdered = false
    /// Whether later steps of the level need what this one does.
    package internal(set) var hasFollowers = false
    /// Whether rows that are not found make the flush fail.
    package internal(set) var needsCountCheck = false

    init(kind: Kind, table: Int, columns: [Int], returning: [Int], hasExpressions: Bool) {
        self.kind = kind
        self.table = table
        self.columns = columns
        self.returning = returning
        self.hasExpressions = hasExpressions
    }
}
