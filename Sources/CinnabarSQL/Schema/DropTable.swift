/// `DROP TABLE`, which drops the table's indexes and constraints too.
public struct DropTable: SchemaStatement {
    public var schema: String?
    public var name: String
    public var ifExists: Bool
    /// Whether what depends on the table is dropped with it, where the database knows how.
    public var cascade: Bool

    public init(_ name: String, schema: String? = nil, ifExists: Bool = false, cascade: Bool = false) {
        self.schema = schema
        self.name = name
        self.ifExists = ifExists
        self.cascade = cascade
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append("DROP TABLE ")
        if ifExists { writer.append("IF EXISTS ") }
        try writer.appendTable(TableReference(schema: schema, name: name))
        if cascade {
            try writer.require(.dropCascade, "DROP TABLE … CASCADE", instead: "drop first what refers to the table")
            writer.append(" CASCADE")
        }
    }
}
