import CinnabarSQL

extension Table {
    /// The table after the rename of one of its columns, as databases do it: wherever the column is named.
    func renamingColumn(_ column: String, to name: String) -> Table {
        func text(_ sql: String) -> String { SQLText.renaming(column, to: name, in: sql) }
        func names(_ columns: [String]) -> [String] { columns.map { $0 == column ? name : $0 } }
        var table = self
        table.columns = columns.map { item in
            let item = item.name == column ? item.renamed(name) : item
            guard let computed = item.computed else { return item }
            return item.changing(computed: ComputedColumn(text(computed.sql), stored: computed.isStored))
        }
        table.primaryKey?.columns = names(primaryKey?.columns ?? [])
        for place in uniques.indices { table.uniques[place].columns = names(uniques[place].columns) }
        for place in checks.indices { table.checks[place].sql = text(checks[place].sql) }
        for place in foreignKeys.indices {
            table.foreignKeys[place].columns = names(foreignKeys[place].columns)
            guard foreignKeys[place].target == key else { continue }
            table.foreignKeys[place].referencedColumns = names(foreignKeys[place].referencedColumns)
        }
        for place in indexes.indices {
            table.indexes[place].included = names(indexes[place].included)
            table.indexes[place].condition = indexes[place].condition.map(text)
            for part in indexes[place].parts.indices {
                switch indexes[place].parts[part].content {
                case .column(let old): table.indexes[place].parts[part].content = .column(old == column ? name : old)
                case .expression(let sql): table.indexes[place].parts[part].content = .expression(text(sql))
                }
            }
        }
        return table
    }
}

extension DatabaseSchema {
    mutating func renameColumn(_ column: String, of owner: TableName, to name: String) {
        for place in tables.indices {
            if tables[place].key == owner {
                tables[place] = tables[place].renamingColumn(column, to: name)
            } else {
                for key in tables[place].foreignKeys.indices where tables[place].foreignKeys[key].target == owner {
                    let columns = tables[place].foreignKeys[key].referencedColumns
                    tables[place].foreignKeys[key].referencedColumns = columns.map { $0 == column ? name : $0 }
                }
            }
        }
        for place in triggers.indices where triggers[place].table == owner {
            triggers[place].sql = SQLText.renaming(column, to: name, in: triggers[place].sql)
        }
    }

    mutating func renameTable(_ owner: TableName, to name: String) {
        for place in tables.indices {
            if tables[place].key == owner { tables[place].name = name }
            for key in tables[place].foreignKeys.indices where tables[place].foreignKeys[key].target == owner {
                tables[place].foreignKeys[key].referencedTable = name
            }
        }
        for place in triggers.indices where triggers[place].table == owner {
            triggers[place].table.name = name
            triggers[place].sql = SQLText.renaming(owner.name, to: name, in: triggers[place].sql)
        }
    }
}
