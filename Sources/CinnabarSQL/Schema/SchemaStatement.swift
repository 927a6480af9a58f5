/// A statement that defines or drops a part of the schema: a plain value, without parameters and rows.
public protocol SchemaStatement: Statement where Output == Never {
    /// Writes the SQL, without saying what kind of statement it is.
    func writeDefinition(to writer: inout SQLWriter) throws
}

extension SchemaStatement {
    public func write(to writer: inout SQLWriter) throws {
        writer.raise(.schema)
        try writeDefinition(to: &writer)
    }

    /// Writes a statement that has no IF NOT EXISTS of its own, wrapped in the dialect's way to do without.
    func writeIgnoringDuplicates(
        _ ignores: Bool, to writer: inout SQLWriter, _ body: (inout SQLWriter) throws -> Void
    ) throws {
        guard ignores else { return try body(&writer) }
        var inner = SQLWriter(dialect: writer.dialect)
        try body(&inner)
        writer.append(writer.dialect.ignoringDuplicates(inner.sql))
    }
}
