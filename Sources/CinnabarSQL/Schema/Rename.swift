/// The statements that give a part of the schema another name.
public enum Rename: SchemaStatement, Hashable {
    /// `ALTER TABLE … RENAME TO`; the schema stays.
    case table(TableName, to: String)
    /// `ALTER TABLE … RENAME COLUMN`
    case column(String, of: TableName, to: String)
    /// `ALTER TABLE … RENAME CONSTRAINT`
    case constraint(String, of: TableName, to: String)
    /// `ALTER INDEX … RENAME TO`
    case index(String, schema: String?, to: String)
    /// `ALTER TYPE … RENAME TO`
    case enumeration(String, schema: String?, to: String)
    /// `ALTER TYPE … RENAME VALUE`
    case label(String, of: TableName, to: String)

    public func writeDefinition(to writer: inout SQLWriter) throws {
        switch self {
        case .table(let table, let name):
            try write("TABLE", table, "RENAME", nil, to: name, &writer)
        case .column(let column, let table, let name):
            try write("TABLE", table, "RENAME COLUMN", column, to: name, &writer)
        case .constraint(let constraint, let table, let name):
            try writer.require(
                .alterAddConstraint, "ALTER TABLE … RENAME CONSTRAINT",
                instead: "create the table anew and copy its rows")
            try write("TABLE", table, "RENAME CONSTRAINT", constraint, to: name, &writer)
        case .index(let index, let schema, let name):
            try writer.require(.alterColumn, "ALTER INDEX … RENAME", instead: "drop the index and create it anew")
            try write("INDEX", TableName(index, schema: schema), "RENAME", nil, to: name, &writer)
        case .enumeration(let type, let schema, let name):
            try writer.require(.nativeEnums, "enum types", instead: "the column's check holds the labels")
            try write("TYPE", TableName(type, schema: schema), "RENAME", nil, to: name, &writer)
        case .label(let label, let type, let name):
            try writer.require(.nativeEnums, "enum types", instead: "the column's check holds the labels")
            writer.append("ALTER TYPE ")
            try writer.appendTable(type.reference)
            writer.append(
                " RENAME VALUE \(try writer.dialect.literal(.text(label))) TO "
                    + "\(try writer.dialect.literal(.text(name)))")
        }
    }

    private func write(
        _ kind: String, _ object: TableName, _ verb: String, _ part: String?, to name: String, _ writer: inout SQLWriter
    ) throws {
        writer.append("ALTER \(kind) ")
        try writer.appendTable(object.reference)
        writer.append(" \(verb) ")
        if let part {
            try writer.appendIdentifier(part)
            writer.append(" ")
        }
        writer.append("TO ")
        try writer.appendIdentifier(name)
    }
}
