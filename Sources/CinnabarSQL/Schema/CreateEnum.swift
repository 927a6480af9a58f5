/// `CREATE TYPE … AS ENUM`, where the database has enums of its own.
public struct CreateEnum: SchemaStatement, Hashable {
    public var type: EnumType
    public var ifNotExists: Bool

    public init(_ type: EnumType, ifNotExists: Bool = false) {
        self.type = type
        self.ifNotExists = ifNotExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.nativeEnums, "enum types", instead: "the column's check holds the labels")
        try writeIgnoringDuplicates(ifNotExists, to: &writer) { writer in
            writer.append("CREATE TYPE ")
            try writer.appendTable(TableReference(schema: type.schema, name: type.name))
            writer.append(" AS ENUM ")
            try writer.parenthesized { writer in
                try writer.list(type.labels) { $1.append(try $1.dialect.literal(.text($0))) }
            }
        }
    }
}

/// `DROP TYPE` of an enum.
public struct DropEnum: SchemaStatement, Hashable {
    public var type: EnumType
    public var ifExists: Bool

    public init(_ type: EnumType, ifExists: Bool = false) {
        self.type = type
        self.ifExists = ifExists
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.nativeEnums, "enum types", instead: "drop the column's check")
        writer.append(ifExists ? "DROP TYPE IF EXISTS " : "DROP TYPE ")
        try writer.appendTable(TableReference(schema: type.schema, name: type.name))
    }
}
