/// `CREATE TABLE`, with columns and constraints; indexes and comments are statements of their own.
///
/// ```swift
/// try await connection.execute(CreateTable(Users.table, ifNotExists: true))
/// ```
public struct CreateTable: SchemaStatement {
    public var table: Table
    public var ifNotExists: Bool
    /// The name under which it is made, where it takes the table's place only later.
    package var temporaryName: String?
    let naming: NamingConvention

    /// Constraints without a name get one by the convention.
    public init(_ table: Table, ifNotExists: Bool = false, naming: NamingConvention = .standard) {
        self.table = table.named(by: naming)
        self.ifNotExists = ifNotExists
        self.naming = naming
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        if table.options.contains(.unlogged) {
            try writer.require(.unloggedTables, "unlogged tables", instead: "leave the option out")
        }
        writer.append(table.options.contains(.unlogged) ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ")
        if ifNotExists { writer.append("IF NOT EXISTS ") }
        try writer.appendTable(TableReference(schema: table.schema, name: temporaryName ?? table.name))
        writer.append(" (")
        let generated = table.generatedKey?.name
        var isPrimaryKeyWritten = false
        var isFirst = true
        func line(_ writer: inout SQLWriter) {
            writer.append(isFirst ? "\n    " : ",\n    ")
            isFirst = false
        }
        for column in table.columns {
            line(&writer)
            let isGenerated = column.name == generated || column.identity != nil
            if try writer.writeColumn(column, of: table, isGenerated: isGenerated) { isPrimaryKeyWritten = true }
        }
        if let key = table.primaryKey, !isPrimaryKeyWritten {
            line(&writer)
            try writer.writeConstraint(.primaryKey(key), of: table.schema)
        }
        for constraint in otherConstraints(writer.dialect) {
            line(&writer)
            try writer.writeConstraint(constraint, of: table.schema)
        }
        writer.append("\n)")
        try writeOptions(to: &writer)
    }

    private func writeOptions(to writer: inout SQLWriter) throws {
        let words = [(TableOptions.strict, "STRICT"), (.withoutRowID, "WITHOUT ROWID")].filter {
            table.options.contains($0.0)
        }
        guard !words.isEmpty else { return }
        try writer.require(.tableOptions, words[0].1 + " tables", instead: "leave the option out")
        writer.append(" " + words.map(\.1).joined(separator: ", "))
    }

    private func otherConstraints(_ dialect: any Dialect) -> [Constraint] {
        table.foreignKeys.map(Constraint.foreignKey) + table.uniques.map(Constraint.unique)
            + table.checks.map(Constraint.check) + enumChecks(dialect)
    }

    /// The labels of enums that are stored as text.
    private func enumChecks(_ dialect: any Dialect) -> [Constraint] {
        table.columns.compactMap { column in
            guard case .enumeration(let type) = column.type,
                type.name.isEmpty || !dialect.capabilities.contains(.nativeEnums)
            else { return nil }
            let name = naming.name(naming.check, table: table.name, columns: [column.name])
            return .labels(column: column.name, labels: type.labels, name: name)
        }
    }
}

/// A constraint, as part of a table or to be added to one.
public enum Constraint: Sendable, Hashable {
    case primaryKey(PrimaryKey)
    case foreignKey(ForeignKey)
    case unique(UniqueConstraint)
    case check(CheckConstraint)
    /// That a column holds one of an enum's labels.
    case labels(column: String, labels: [String], name: String?)
}
