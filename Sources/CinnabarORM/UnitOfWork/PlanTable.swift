package import CinnabarSQL

/// A mapped table, as the planner of a flush knows it. Columns are named by their positions.
///
/// A class, so that each row can ask its table without copying it.
package final class PlanTable: Sendable {
    package let reference: TableReference
    package let columns: [ColumnDefinition]
    /// The primary key.
    package let key: [Int]
    /// The column of the key that the database makes when an insert leaves it out.
    package let generatedKey: Int?
    /// The counter that an update checks and raises, and a delete checks.
    package let version: Int?
    package let foreignKeys: [PlanForeignKey]
    /// Unique constraints beside the primary key.
    package let uniques: [[Int]]
    /// Whether the database says how many rows a statement changed: it does not for some views with triggers.
    package let countsRows: Bool

    /// Columns that an update sets by itself.
    let refreshed: [Int]
    /// Whether the database fills the column in when an insert leaves it out.
    let isFilledIn: [Bool]
    /// Whether the database computes the column.
    let isComputed: [Bool]
    let hasComputed: Bool
    let isKey: [Bool]
    /// For each column the foreign keys that it belongs to.
    let foreignKeysOfColumn: [[Int]]

    package init(
        _ reference: TableReference, columns: [ColumnDefinition], key: [Int], generatedKey: Int? = nil,
        version: Int? = nil, foreignKeys: [PlanForeignKey] = [], uniques: [[Int]] = [], countsRows: Bool = true
    ) {
        self.reference = reference
        self.columns = columns
        self.key = key
        self.generatedKey = generatedKey
        self.version = version
        // One without columns says nothing: an index of expressions.
        self.uniques = uniques.filter { !$0.isEmpty }
        self.countsRows = countsRows
        refreshed = columns.indices.filter { columns[$0].onUpdate != nil }
        isComputed = columns.map { $0.computed != nil }
        hasComputed = columns.contains { $0.computed != nil }
        isFilledIn = columns.indices.map { index in
            let column = columns[index]
            return index == generatedKey || column.serverDefault != nil || column.identity != nil
                || column.computed != nil
        }
        isKey = columns.indices.map(key.contains)
        self.foreignKeys = foreignKeys.map { foreignKey in
            var known = foreignKey
            known.nullable = foreignKey.columns.filter { columns[$0].isNullable && !key.contains($0) }
            return known
        }
        foreignKeysOfColumn = columns.indices.map { column in
            foreignKeys.indices.filter { foreignKeys[$0].columns.contains(column) }
        }
    }

    /// For error messages.
    var name: String { reference.schema.map { "\($0).\(reference.name)" } ?? reference.name }
    func names(_ positions: [Int]) -> [String] { positions.map { columns[$0].name } }
}

/// A foreign key of a mapped table.
package struct PlanForeignKey: Sendable {
    package var columns: [Int]
    /// The table that it refers to; nil where that is not mapped.
    package var target: Int?
    package var targetColumns: [Int]
    package var onDelete: ReferentialAction?
    package var onUpdate: ReferentialAction?
    /// Whether it is checked when the transaction ends.
    package var isDeferred: Bool
    /// Those of its columns that may be NULL for a while: with one of them NULL it refers to nothing.
    var nullable: [Int] = []

    package init(
        _ columns: [Int], target: Int?, _ targetColumns: [Int], onDelete: ReferentialAction? = nil,
        onUpdate: ReferentialAction? = nil, isDeferred: Bool = false
    ) {
        self.columns = columns
        self.target = target
        self.targetColumns = targetColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.isDeferred = isDeferred
    }

    /// Whether the database itself looks after the rows that refer to a deleted one.
    var followsDelete: Bool { onDelete == .cascade || onDelete == .setNull || onDelete == .setDefault }
    /// Whether a row that others refer to may get another key.
    var followsUpdate: Bool {
        isDeferred || onUpdate == .cascade || onUpdate == .setNull || onUpdate == .setDefault
    }
}
