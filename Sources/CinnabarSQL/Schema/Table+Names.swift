extension Table {
    /// The same table with a name for every constraint and index.
    public func named(by naming: NamingConvention = .standard) -> Table {
        var table = self
        table.primaryKey?.name =
            primaryKey.map { $0.name ?? naming.name(naming.primaryKey, table: name, columns: $0.columns) }
        table.foreignKeys = foreignKeys.map { key in
            var key = key
            key.name =
                key.name
                ?? naming.name(naming.foreignKey, table: name, columns: key.columns, referred: key.referencedTable)
            return key
        }
        table.uniques = uniques.map { unique in
            var unique = unique
            unique.name = unique.name ?? naming.name(naming.unique, table: name, columns: unique.columns)
            return unique
        }
        table.checks = checks.map { check in
            var check = check
            check.name =
                check.name ?? naming.name(naming.check, table: name, columns: [NamingConvention.hash(check.sql)])
            return check
        }
        table.indexes = indexes.map { $0.named(by: naming, table: name) }
        return table
    }

    /// The key whose numbers the database makes, where nothing else does: a single integer column without default,
    /// reference or computation.
    public var generatedKey: ColumnDefinition? {
        guard !options.contains(.clientMadeKey), let key = primaryKey, key.columns.count == 1,
            let column = columns.first(where: { $0.name == key.columns[0] }),
            [.smallint, .integer, .bigint].contains(column.type), column.serverDefault == nil, column.computed == nil,
            column.clientDefault == nil, !foreignKeys.contains(where: { $0.columns.contains(column.name) })
        else { return nil }
        return column
    }
}

extension Index {
    /// The same index with a name; an expression enters it as a hash.
    func named(by naming: NamingConvention, table: String) -> Index {
        var index = self
        let columns = parts.map { part in
            switch part.content {
            case .column(let name): name
            case .expression(let sql): NamingConvention.hash(sql)
            }
        }
        index.name = name ?? naming.name(naming.index, table: table, columns: columns)
        return index
    }
}
