/// `CREATE SEQUENCE`
public struct CreateSequence: SchemaStatement, Hashable {
    public var sequence: SequenceDefinition

    public init(_ sequence: SequenceDefinition) { self.sequence = sequence }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.sequences, "sequences", instead: "keep the next number in a table")
        writer.append("CREATE SEQUENCE ")
        try writer.appendTable(TableReference(schema: sequence.schema, name: sequence.name))
        if sequence.start != 1 { writer.append(" START WITH \(sequence.start)") }
        if sequence.increment != 1 { writer.append(" INCREMENT BY \(sequence.increment)") }
    }
}

/// `DROP SEQUENCE`
public struct DropSequence: SchemaStatement, Hashable {
    public var name: String
    public var schema: String?

    public init(_ name: String, schema: String? = nil) {
        self.name = name
        self.schema = schema
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.sequences, "sequences", instead: "keep the next number in a table")
        writer.append("DROP SEQUENCE ")
        try writer.appendTable(TableReference(schema: schema, name: name))
    }
}
