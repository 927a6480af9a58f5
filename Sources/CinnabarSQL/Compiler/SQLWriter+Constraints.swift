extension SQLWriter {
    /// A constraint with its name, as it stands in CREATE TABLE and behind ADD.
    ///
    /// - Parameters:
    ///   - schema: the schema of the table that has it.
    mutating func writeConstraint(_ constraint: Constraint, of schema: String?) throws {
        switch constraint {
        case .primaryKey(let key):
            try writeConstraintName(key.name)
            append("PRIMARY KEY ")
            try writeColumnList(key.columns)
        case .unique(let unique):
            try writeConstraintName(unique.name)
            append("UNIQUE ")
            try writeColumnList(unique.columns)
        case .check(let check):
            try writeConstraintName(check.name)
            append("CHECK (")
            append(check.sql)
            append(")")
        case .labels(let column, let labels, let name):
            try writeConstraintName(name)
            append("CHECK (")
            try appendIdentifier(column)
            append(" IN (")
            try list(labels) { label, writer in writer.append(try writer.dialect.literal(.text(label))) }
            append("))")
        case .foreignKey(let key):
            try writeForeignKey(key, of: schema)
        }
    }

    mutating func writeConstraintName(_ name: String?) throws {
        guard let name else { return }
        append("CONSTRAINT ")
        try appendIdentifier(name)
        append(" ")
    }

    private mutating func writeColumnList(_ columns: [String]) throws {
        try parenthesized { try $0.list(columns) { try $1.appendIdentifier($0) } }
    }

    private mutating func writeForeignKey(_ key: ForeignKey, of schema: String?) throws {
        try writeConstraintName(key.name)
        append("FOREIGN KEY ")
        try writeColumnList(key.columns)
        append(" REFERENCES ")
        if let target = key.referencedSchema, !capabilities.contains(.createSchema) {
            // Schemas are databases then, and a foreign key cannot leave its own.
            guard target == schema else {
                throw CompileError.unsupported(
                    "foreign keys into another schema", by: dialect.name, instead: "keep both tables in one")
            }
            try appendIdentifier(key.referencedTable)
        } else {
            try appendTable(TableReference(schema: key.referencedSchema, name: key.referencedTable))
        }
        append(" ")
        try writeColumnList(key.referencedColumns)
        if let action = key.onDelete { append(" ON DELETE \(action.rawValue)") }
        if let action = key.onUpdate { append(" ON UPDATE \(action.rawValue)") }
        if let deferrable = key.deferrable { append(" \(deferrable.rawValue)") }
    }
}
