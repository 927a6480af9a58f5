/// `ALTER TABLE … ADD CONSTRAINT`.
public struct AddConstraint: SchemaStatement, Hashable {
    public var constraint: Constraint
    public var schema: String?
    public var table: String
    public var ifNotExists: Bool

    public init(_ constraint: Constraint, to table: String, schema: String? = nil, ifNotExists: Bool = false) {
        self.constraint = constraint
        self.table = table
        self.schema = schema
        self.ifNotExists = ifNotExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(
            .alterAddConstraint, "ALTER TABLE … ADD CONSTRAINT", instead: "create the table with the constraint")
        try writeIgnoringDuplicates(ifNotExists, to: &writer) { writer in
            writer.append("ALTER TABLE ")
            try writer.appendTable(TableReference(schema: schema, name: table))
            writer.append(" ADD ")
            try writer.writeConstraint(constraint, of: schema)
        }
    }
}

/// `ALTER TABLE … DROP CONSTRAINT`.
public struct DropConstraint: SchemaStatement, Hashable {
    public var name: String
    public var schema: String?
    public var table: String
    /// Whether a table or a constraint that is not there is passed over.
    public var ifExists: Bool

    public init(_ name: String, of table: String, schema: String? = nil, ifExists: Bool = false) {
        self.name = name
        self.table = table
        self.schema = schema
        self.ifExists = ifExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(
            .alterAddConstraint, "ALTER TABLE … DROP CONSTRAINT", instead: "create the table anew and copy its rows")
        writer.append(ifExists ? "ALTER TABLE IF EXISTS " : "ALTER TABLE ")
        try writer.appendTable(TableReference(schema: schema, name: table))
        writer.append(ifExists ? " DROP CONSTRAINT IF EXISTS " : " DROP CONSTRAINT ")
        try writer.appendIdentifier(name)
    }
}

/// Postpones SQLite's foreign key checks to the end of the transaction, so that tables of a ring can be dropped.
struct DeferForeignKeys: SchemaStatement {
    func writeDefinition(to writer: inout SQLWriter) throws {
        writer.append("PRAGMA defer_foreign_keys = ON")
    }
}
