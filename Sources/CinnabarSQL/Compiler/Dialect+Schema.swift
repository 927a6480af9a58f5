extension Dialect {
    public func writeDefault(_ value: ServerDefault, type: SQLType, to writer: inout SQLWriter) throws {
        switch value {
        case .now: writeNow(to: &writer)
        case .value(let value): writer.append(try literal(value))
        case .sql(let sql): writer.append(sql)
        }
    }

    public func writeGeneratedColumn(
        _ column: ColumnDefinition, primaryKey: PrimaryKey?, to writer: inout SQLWriter
    ) throws -> Bool {
        writer.append(try typeName(column.type))
        writer.append(" " + (column.identity ?? IdentityColumn()).sql)
        return false
    }

    public func ignoringDuplicates(_ sql: String) -> String { sql }
}
