/// A column as the expressions of one statement name it.
public final class ColumnReference: Sendable {
    /// Nil where no table stands before the column's name.
    public let table: TableReference?
    public let name: String
    /// What the schema says of the column, where it is a table's.
    let definition: ColumnDefinition?
    /// With its table's name before it.
    let quoted: QuotedName
    /// Whether it is a column of the schema under its table's own name: then all statements name it by one object.
    let isDeclared: Bool

    public convenience init(_ table: TableReference?, _ name: String) { self.init(table, name, nil) }

    init(_ table: TableReference?, _ name: String, _ definition: ColumnDefinition?) {
        self.table = table
        self.name = name
        self.definition = definition
        isDeclared = definition != nil && table?.alias == nil && table?.derived == nil
        quoted = QuotedName((table?.qualifier ?? []) + [name])
    }
}
