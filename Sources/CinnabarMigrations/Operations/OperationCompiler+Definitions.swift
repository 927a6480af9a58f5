import CinnabarSQL

extension OperationCompiler {
    /// The statements of operations that each have a statement of their own.
    func definitions(_ operation: MigrationOperation) throws -> [any SchemaStatement] {
        let capabilities = dialect.capabilities
        switch operation {
        case .createSchema(let name): return [CreateSchema(name)]
        case .dropSchema(let name): return [DropSchema(name)]
        case .createTable(let table): return creation(of: table)
        case .dropTable(let table): return [DropTable(table.name, schema: table.schema)]
        case .renameTable(let table, let name): return [Rename.table(table, to: name)]
        case .addColumn(let column, let table):
            let labels = labelsCheck(of: column, table)
            var statements: [any SchemaStatement] = [AddColumn(column, to: table)]
            if let labels { statements.append(AddConstraint(labels, to: table.name, schema: table.schema)) }
            if let comment = column.comment, capabilities.contains(.comments) {
                statements.append(SetComment(comment, on: table.name, column: column.name, schema: table.schema))
            }
            return statements
        case .dropColumn(let column, let table): return [DropColumn(column.name, of: table)]
        case .alterColumn(let old, let new, let table, let using):
            return [AlterColumn(old, to: new, of: table, using: using)]
        case .renameColumn(let column, let table, let name): return [Rename.column(column, of: table, to: name)]
        case .addConstraint(let constraint, let table):
            return [AddConstraint(named(constraint, table), to: table.name, schema: table.schema)]
        case .dropConstraint(let constraint, let table):
            return [DropConstraint(named(constraint, table).name ?? "", of: table.name, schema: table.schema)]
        case .renameConstraint(let constraint, let table, let name):
            return [Rename.constraint(constraint.name ?? "", of: table, to: name)]
        case .renameIndex(let index, let table, let name):
            return [Rename.index(index.name ?? "", schema: table.schema, to: name)]
        case .createEnum(let type): return capabilities.contains(.nativeEnums) ? [CreateEnum(type)] : []
        case .dropEnum(let type): return capabilities.contains(.nativeEnums) ? [DropEnum(type)] : []
        case .renameEnum(let type, let name, _):
            guard capabilities.contains(.nativeEnums) else { return [] }
            return [Rename.enumeration(type.name, schema: type.schema, to: name)]
        case .createSequence(let sequence): return [CreateSequence(sequence)]
        case .dropSequence(let sequence): return [DropSequence(sequence.name, schema: sequence.schema)]
        case .setComment(let comment, _, let table, let column):
            guard capabilities.contains(.comments) else { return [] }
            return [SetComment(comment, on: table.name, column: column, schema: table.schema)]
        case .createIndex, .dropIndex, .alterEnum, .insert, .execute, .run: return []
        }
    }

    private func creation(of table: Table) -> [any SchemaStatement] {
        let create = CreateTable(table, naming: naming)
        var statements: [any SchemaStatement] = [create]
        statements += create.table.indexes.map {
            CreateIndex($0, on: table.name, schema: table.schema, naming: naming)
        }
        guard dialect.capabilities.contains(.comments) else { return statements }
        if let comment = table.comment {
            statements.append(SetComment(comment, on: table.name, schema: table.schema))
        }
        for column in table.columns {
            guard let comment = column.comment else { continue }
            statements.append(SetComment(comment, on: table.name, column: column.name, schema: table.schema))
        }
        return statements
    }

    /// The constraint with the name that the convention gives it, if it has none.
    func named(_ constraint: Constraint, _ table: TableName) -> Constraint {
        guard constraint.name == nil else { return constraint }
        var owner = Table(table.name, schema: table.schema, columns: [])
        switch constraint {
        case .primaryKey(let key): owner.primaryKey = key
        case .foreignKey(let key): owner.foreignKeys = [key]
        case .unique(let unique): owner.uniques = [unique]
        case .check(let check): owner.checks = [check]
        case .labels(let column, _, _):
            return constraint.renamed(naming.name(naming.check, table: table.name, columns: [column]))
        }
        let named = owner.named(by: naming)
        return constraint.renamed(
            named.primaryKey?.name ?? named.foreignKeys.first?.name ?? named.uniques.first?.name
                ?? named.checks.first?.name)
    }

    /// The check of an enum that is stored as text.
    func labelsCheck(of column: ColumnDefinition, _ table: TableName) -> Constraint? {
        guard case .enumeration(let type) = column.type,
            type.name.isEmpty || !dialect.capabilities.contains(.nativeEnums)
        else { return nil }
        return named(.labels(column: column.name, labels: type.labels, name: nil), table)
    }
}
