/// `ALTER TABLE … ADD COLUMN`: the column alone; its constraints and indexes are statements of their own.
public struct AddColumn: SchemaStatement {
    public var column: ColumnDefinition
    public var table: TableName

    public init(_ column: ColumnDefinition, to table: TableName) {
        self.column = column
        self.table = table
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append("ALTER TABLE ")
        try writer.appendTable(table.reference)
        writer.append(" ADD COLUMN ")
        let owner = Table(table.name, schema: table.schema, columns: [column.bare])
        _ = try writer.writeColumn(column, of: owner, isGenerated: column.identity != nil)
    }
}

/// `ALTER TABLE … DROP COLUMN`.
public struct DropColumn: SchemaStatement, Hashable {
    public var name: String
    public var table: TableName

    public init(_ name: String, of table: TableName) {
        self.name = name
        self.table = table
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append("ALTER TABLE ")
        try writer.appendTable(table.reference)
        writer.append(" DROP COLUMN ")
        try writer.appendIdentifier(name)
    }
}
