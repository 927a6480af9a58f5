extension MetaData {
    /// The statements that create everything, in an order in which they run: schemas, enums, tables so that each comes
    /// behind those that it refers to, foreign keys of rings, indexes, comments.
    ///
    /// - Parameters:
    ///   - ifNotExists: whether what exists is left as it is.
    ///   - includingSchemas: whether schemas are created; pass false where the user may not.
    /// - Throws: `CompileError` where the tables contradict themselves or each other.
    public func createAll(
        for dialect: any Dialect, ifNotExists: Bool = true, includingSchemas: Bool = true
    ) throws -> [any SchemaStatement] {
        try validate()
        let capabilities = dialect.capabilities
        let (tables, ring) = creationOrder
        let postponed = capabilities.contains(.alterAddConstraint) ? ring : []
        var statements: [any SchemaStatement] = []
        if includingSchemas, capabilities.contains(.createSchema) {
            statements += schemas.map { CreateSchema($0, ifNotExists: ifNotExists) }
        }
        if capabilities.contains(.nativeEnums) {
            statements += namedEnums.map { CreateEnum($0, ifNotExists: ifNotExists) }
        }
        statements += tables.map { table in
            var create = CreateTable(table, ifNotExists: ifNotExists, naming: naming)
            let names = Set(postponed.filter { $0.table.key == table.key }.compactMap(\.key.name))
            create.table.foreignKeys.removeAll { $0.name.map(names.contains) ?? false }
            return create
        }
        statements += postponed.map {
            AddConstraint(.foreignKey($0.key), to: $0.table.name, schema: $0.table.schema, ifNotExists: ifNotExists)
        }
        for table in tables {
            statements += table.indexes.map {
                CreateIndex($0, on: table.name, schema: table.schema, ifNotExists: ifNotExists, naming: naming)
            }
        }
        if capabilities.contains(.comments) { statements += tables.flatMap(SetComment.all) }
        return statements
    }

    /// The statements that drop everything, in the opposite order. Schemas stay unless asked for.
    ///
    /// Run them in one transaction.
    ///
    /// - Parameters:
    ///   - ifExists: whether what does not exist is passed over.
    public func dropAll(
        for dialect: any Dialect, ifExists: Bool = true, includingSchemas: Bool = false
    ) throws -> [any SchemaStatement] {
        let capabilities = dialect.capabilities
        let (tables, ring) = creationOrder
        var statements: [any SchemaStatement] = []
        if capabilities.contains(.alterAddConstraint) {
            statements += ring.map {
                DropConstraint(
                    $0.key.name ?? "", of: $0.table.name, schema: $0.table.schema, ifExists: ifExists)
            }
        } else if !ring.isEmpty {
            statements.append(DeferForeignKeys())
        }
        statements += tables.reversed().map { DropTable($0.name, schema: $0.schema, ifExists: ifExists) }
        if capabilities.contains(.nativeEnums) {
            statements += namedEnums.reversed().map { DropEnum($0, ifExists: ifExists) }
        }
        if includingSchemas, capabilities.contains(.createSchema) {
            statements += schemas.reversed().map { DropSchema($0, ifExists: ifExists) }
        }
        return statements
    }
}
