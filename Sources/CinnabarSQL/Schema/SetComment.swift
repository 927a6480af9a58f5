/// `COMMENT ON` a table or a column; nil takes the comment away.
public struct SetComment: SchemaStatement, Hashable {
    public var schema: String?
    public var table: String
    /// Nil for the table itself.
    public var column: String?
    public var comment: String?

    public init(_ comment: String?, on table: String, column: String? = nil, schema: String? = nil) {
        self.comment = comment
        self.table = table
        self.column = column
        self.schema = schema
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.comments, "comments", instead: "keep them in the schema's source")
        writer.append(column == nil ? "COMMENT ON TABLE " : "COMMENT ON COLUMN ")
        try writer.appendTable(TableReference(schema: schema, name: table))
        if let column {
            writer.append(".")
            try writer.appendIdentifier(column)
        }
        writer.append(" IS ")
        writer.append(try writer.dialect.literal(comment.map(SQLValue.text) ?? .null))
    }

    /// The comments of a table and its columns.
    static func all(_ table: Table) -> [SetComment] {
        let own = table.comment.map { [SetComment($0, on: table.name, schema: table.schema)] } ?? []
        return own
            + table.columns.compactMap { column in
                column.comment.map { SetComment($0, on: table.name, column: column.name, schema: table.schema) }
            }
    }
}
