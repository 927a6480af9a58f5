/// `CREATE INDEX`, unique, partial or over expressions as the index says.
public struct CreateIndex: SchemaStatement {
    public var index: Index
    public var schema: String?
    public var table: String
    public var ifNotExists: Bool
    /// Whether writes go on while it is built (PostgreSQL); such a statement stands outside of transactions, and
    /// leaves an invalid index behind when it fails.
    public var concurrently: Bool

    /// An index without a name gets one by the convention.
    public init(
        _ index: Index, on table: String, schema: String? = nil, ifNotExists: Bool = false,
        concurrently: Bool = false, naming: NamingConvention = .standard
    ) {
        self.concurrently = concurrently
        self.index = index.named(by: naming, table: table)
        self.table = table
        self.schema = schema
        self.ifNotExists = ifNotExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append(index.isUnique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
        if concurrently, writer.capabilities.contains(.concurrentIndexes) { writer.append("CONCURRENTLY ") }
        if ifNotExists { writer.append("IF NOT EXISTS ") }
        let isSchemaFirst = writer.capabilities.contains(.schemaBeforeIndexName)
        try writer.appendTable(TableReference(schema: isSchemaFirst ? schema : nil, name: index.name ?? ""))
        writer.append(" ON ")
        try writer.appendTable(TableReference(schema: isSchemaFirst ? nil : schema, name: table))
        if let method = index.method, writer.capabilities.contains(.indexMethods) {
            writer.append(" USING ")
            writer.append(method)
        }
        writer.append(" ")
        try writer.parenthesized { writer in
            try writer.list(index.parts) { part, writer in
                switch part.content {
                case .column(let name): try writer.appendIdentifier(name)
                case .expression(let sql): writer.append("(\(sql))")
                }
                if let operators = part.operatorClass, writer.capabilities.contains(.indexMethods) {
                    writer.append(" ")
                    writer.append(operators)
                }
                if part.descending { writer.append(" DESC") }
            }
        }
        if !index.included.isEmpty {
            try writer.require(
                .coveringIndexes, "indexes that include columns", instead: "make them the index's last columns")
            writer.append(" INCLUDE ")
            try writer.parenthesized { try $0.list(index.included) { try $1.appendIdentifier($0) } }
        }
        if let condition = index.condition {
            writer.append(" WHERE ")
            writer.append(condition)
        }
    }
}

/// `DROP INDEX`.
public struct DropIndex: SchemaStatement {
    public var schema: String?
    public var name: String
    public var ifExists: Bool
    /// Whether reads and writes of the table go on meanwhile (PostgreSQL); stands outside of transactions.
    public var concurrently: Bool

    /// - Parameters:
    ///   - schema: the schema of the index's table.
    public init(_ name: String, schema: String? = nil, ifExists: Bool = false, concurrently: Bool = false) {
        self.concurrently = concurrently
        self.schema = schema
        self.name = name
        self.ifExists = ifExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append("DROP INDEX ")
        if concurrently, writer.capabilities.contains(.concurrentIndexes) { writer.append("CONCURRENTLY ") }
        if ifExists { writer.append("IF EXISTS ") }
        try writer.appendTable(TableReference(schema: schema, name: name))
    }
}
