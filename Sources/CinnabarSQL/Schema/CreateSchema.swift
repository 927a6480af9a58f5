/// `CREATE SCHEMA`.
public struct CreateSchema: SchemaStatement, Hashable {
    public var name: String
    public var ifNotExists: Bool

    public init(_ name: String, ifNotExists: Bool = false) {
        self.name = name
        self.ifNotExists = ifNotExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.createSchema, "CREATE SCHEMA", instead: "attach a database of that name")
        writer.append(ifNotExists ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE SCHEMA ")
        try writer.appendIdentifier(name)
    }
}

/// `DROP SCHEMA`; the database refuses while there is something in it, unless `cascade` drops that too.
public struct DropSchema: SchemaStatement, Hashable {
    public var name: String
    public var ifExists: Bool
    public var cascade: Bool

    public init(_ name: String, ifExists: Bool = false, cascade: Bool = false) {
        self.name = name
        self.ifExists = ifExists
        self.cascade = cascade
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.createSchema, "DROP SCHEMA", instead: "detach the database of that name")
        writer.append(ifExists ? "DROP SCHEMA IF EXISTS " : "DROP SCHEMA ")
        try writer.appendIdentifier(name)
        if cascade { writer.append(" CASCADE") }
    }
}
