public import CinnabarSQL

/// What has to be done to a database so that it is as the models want it: a pure function of two schemas.
///
/// Both are compared as the database sees them: `models` is read back from where the models' tables were made
/// (`ModelSchema`), so that types, defaults and conditions have one spelling on both sides, and a second run finds
/// nothing. The operations carry what was declared, so that a revision reads as the models do.
///
/// What is in the database and was never the models' is left alone: with the schema of the revision before (`previous`)
/// only what that had can be dropped; without it, tables and enums never are.
///
/// ```swift
/// let comparison = SchemaComparison(database: found, models: seen, declared: DatabaseSchema(metaData),
///     previous: snapshot, dialect: engine.dialect)
/// for operation in comparison.operations() { print(operation) }
/// ```
public struct SchemaComparison: Sendable {
    var database: DatabaseSchema
    let models: DatabaseSchema
    let declared: DatabaseSchema
    var previous: DatabaseSchema?
    let dialect: any Dialect
    let naming: NamingConvention

    public init(
        database: DatabaseSchema, models: DatabaseSchema, declared: DatabaseSchema, previous: DatabaseSchema? = nil,
        dialect: any Dialect, naming: NamingConvention = .standard
    ) {
        self.database = database
        self.models = models
        self.declared = declared
        self.previous = previous
        self.dialect = dialect
        self.naming = naming
    }

    /// Without a database: the schema of the last revision beside that of the models.
    public init(
        from previous: DatabaseSchema, to declared: DatabaseSchema, dialect: any Dialect,
        naming: NamingConvention = .standard
    ) {
        self.init(
            database: previous.explicit(naming: naming), models: declared.explicit(naming: naming),
            declared: declared, previous: previous, dialect: dialect, naming: naming)
    }

    /// The operations, in an order in which they run; none where nothing differs.
    ///
    /// - Parameter renames: what has another name now; without them it is dropped and made anew.
    public func operations(renames: [SchemaRename] = []) -> [MigrationOperation] {
        var comparison = self
        let renamed = comparison.apply(renames)
        return renamed + comparison.changes()
    }

    /// What is in the database and left alone, because it was never the models'.
    public var unowned: [String] {
        database.tables.filter { models.table($0.key) == nil && !owns($0.key) }.map { "table \($0.key)" }
            + database.enums.filter { !declares($0) && !owns($0) }.map { "enum \"\($0.name)\"" }
    }

    private func changes() -> [MigrationOperation] {
        let added = declared.tables.filter { database.table($0.key) == nil }
        let gone = database.tables.filter { models.table($0.key) == nil && owns($0.key) }
        let pairs = models.tables.compactMap { model in
            database.table(model.key).map { TableComparison(self, $0, model) }
        }
        let (created, ring) = MetaData(added, naming: naming).creationOrder
        let postponed = dialect.capabilities.contains(.alterAddConstraint) ? ring : []
        var operations: [MigrationOperation] = []
        operations += schemasToCreate.map(MigrationOperation.createSchema)
        operations += enumsBefore(added)
        operations += pairs.flatMap(\.labelChanges)
        for table in gone {
            operations += table.foreignKeys.map { .dropConstraint(.foreignKey($0), of: table.key) }
                .filter { _ in dialect.capabilities.contains(.alterAddConstraint) }
        }
        operations += pairs.flatMap(\.droppedForeignKeys)
        operations += pairs.flatMap(\.dropped)
        operations += MetaData(gone, naming: naming).creationOrder.tables.reversed().map { table in
            var table = declaredBefore(table)
            // They went before, each by itself, because of rings; on the way back they come each by itself.
            if dialect.capabilities.contains(.alterAddConstraint) { table.foreignKeys = [] }
            return .dropTable(table)
        }
        operations += pairs.flatMap(\.columns)
        operations += created.map { table in
            var table = table
            let names = Set(postponed.filter { $0.table.key == table.key }.compactMap(\.key.name))
            table.foreignKeys.removeAll { $0.name.map(names.contains) ?? false }
            return .createTable(table)
        }
        operations += pairs.flatMap(\.added)
        operations += postponed.map { .addConstraint(.foreignKey($0.key), to: $0.table.key) }
        operations += pairs.flatMap(\.addedForeignKeys)
        operations += pairs.flatMap(\.comments)
        operations += enumsAfter()
        return operations
    }

    /// A dropped table, so that its way back brings what the database had: with the types that were declared.
    private func declaredBefore(_ table: Table) -> Table {
        var table = table
        if let before = previous?.table(table.key) {
            table.columns = table.columns.map { column in
                before.columns.first { $0.name == column.name }.map { $0.changing(identity: column.identity) } ?? column
            }
            if before.columns.contains(where: { $0.type.enumType != nil }) {
                let labels = Set(
                    before.columns.filter { $0.type.enumType != nil }.map {
                        naming.name(naming.check, table: table.name, columns: [$0.name])
                    })
                table.checks.removeAll { $0.name.map(labels.contains) ?? false }
            }
            table.options = before.options
        }
        return table
    }

    private var schemasToCreate: [String] {
        guard dialect.capabilities.contains(.createSchema) else { return [] }
        return declared.schemas.filter { !database.schemas.contains($0) }
    }

    /// Whether a table that the models do not have was theirs.
    func owns(_ table: TableName) -> Bool { previous?.table(table) != nil }
}

extension DatabaseSchema {
    /// The schema with what a dialect would fill in by itself: names, and the identity of generated keys.
    func explicit(naming: NamingConvention) -> DatabaseSchema {
        var schema = self
        schema.tables = tables.map { table in
            var table = table.named(by: naming)
            if let key = table.generatedKey {
                table.columns = table.columns.map {
                    $0.name == key.name ? $0.changing(identity: $0.identity ?? IdentityColumn()) : $0
                }
            }
            return table
        }
        return schema
    }
}
