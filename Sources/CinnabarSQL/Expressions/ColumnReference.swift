/// A column as the expressions of one statement name it.
public final class ColumnReference: Sendable {
    /// Nil where no table stands before the column's name.
    public let table: TableReference?
    public let name: String
    /// With its table's name before it.
    let quoted: QuotedName

    public init(_ table: TableReference?, _ name: String) {
        self.table = table
        self.name = name
        quoted = QuotedName((table?.qualifier ?? []) + [name])
    }
}
