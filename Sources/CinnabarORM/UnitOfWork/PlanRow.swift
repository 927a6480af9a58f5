package import CinnabarSQL

/// What a column of a row is set to.
package enum PlanValue: Sendable {
    case value(SQLValue)
    /// What the database computes.
    case expression(Node)
    /// What another row of the flush has in a column, which may not be known yet.
    case reference(row: Int, column: Int)
}

/// One row of a flush.
package struct PlanRow: Sendable {
    package enum Action: Sendable, Hashable {
        case insert
        case update
        case delete
    }

    package typealias Assignment = (column: Int, value: PlanValue)

    package var table: Int
    package var action: Action
    /// The primary key as it is stored now: of an update or delete.
    package var key: [SQLValue]
    /// Of an insert every column that has a value, the key among them; of an update what changes.
    package var values: [Assignment]
    /// What the row holds now, as far as it is known, in columns of foreign keys and unique constraints: of an update
    /// for those that change, of a delete for all. Without them such rows are ordered by their tables only.
    package var stored: [(column: Int, value: SQLValue)]
    /// The version that was loaded.
    package var version: SQLValue?

    package init(
        table: Int, action: Action, key: [SQLValue] = [], values: [Assignment] = [],
        stored: [(column: Int, value: SQLValue)] = [], version: SQLValue? = nil
    ) {
        self.table = table
        self.action = action
        self.key = key
        self.values = values
        self.stored = stored
        self.version = version
    }

    /// The position in `values`.
    @inline(__always)
    func index(of column: Int) -> Int? {
        // Values come in the order of the columns, as a rule.
        if column < values.count, values[column].column == column { return column }
        for index in values.indices where values[index].column == column { return index }
        return nil
    }
}
