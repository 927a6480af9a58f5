extension MetaData {
    /// Checks what the compiler cannot: that columns and tables which are named exist, and that names are unique.
    ///
    /// - Throws: `CompileError` that names the table and what to change.
    public func validate() throws {
        var seen: Set<TableName> = []
        for table in tables {
            guard seen.insert(table.key).inserted else {
                throw CompileError("there are two tables \(table.key.description)")
            }
            try validateColumns(of: table)
            try validateReferences(of: table)
        }
        try validateNames()
        try validateEnums()
    }

    private func validateColumns(of table: Table) throws {
        var names: Set<String> = []
        for column in table.columns {
            guard names.insert(column.name).inserted else {
                throw CompileError("table \(table.key.description) has two columns \"\(column.name)\"")
            }
        }
        func check(_ columns: [String], _ what: String, _ name: String?) throws {
            let title = "\(what) \"\(name ?? "")\" of table \(table.key.description)"
            guard !columns.isEmpty else { throw CompileError("\(title) has no columns") }
            for column in columns where !names.contains(column) {
                throw CompileError("\(title) names the column \"\(column)\", which the table does not have")
            }
        }
        if let key = table.primaryKey { try check(key.columns, "the primary key", key.name) }
        for key in table.foreignKeys { try check(key.columns, "the foreign key", key.name) }
        for unique in table.uniques { try check(unique.columns, "the unique constraint", unique.name) }
        for index in table.indexes {
            let columns = index.parts.compactMap { part -> String? in
                guard case .column(let name) = part.content else { return nil }
                return name
            }
            if !columns.isEmpty || index.parts.isEmpty { try check(columns, "the index", index.name) }
        }
    }

    /// Tables that are not in the schema may exist all the same: nothing is known of them.
    private func validateReferences(of table: Table) throws {
        for key in table.foreignKeys {
            let title = "the foreign key \"\(key.name ?? "")\" of table \(table.key.description)"
            guard key.columns.count == key.referencedColumns.count else {
                throw CompileError(
                    "\(title) has \(key.columns.count) columns and refers to \(key.referencedColumns.count)")
            }
            guard let target = self.table(key.referencedTable, schema: key.referencedSchema) else { continue }
            for column in key.referencedColumns where !target.columns.contains(where: { $0.name == column }) {
                throw CompileError(
                    "\(title) refers to the column \"\(column)\", which "
                        + "\(target.key.description) does not have")
            }
        }
    }

    /// Constraints are told apart within their table, indexes and tables within their schema.
    private func validateNames() throws {
        var relations: [TableName: String] = [:]
        func take(_ name: String?, _ schema: String?, _ what: String) throws {
            let key = TableName(schema: schema, name: name ?? "")
            if let other = relations.updateValue(what, forKey: key) {
                throw CompileError(
                    "\(what) and \(other) have the same name \(key.description)",
                    alternative: "give one of them a name of its own")
            }
        }
        for table in tables { try take(table.name, table.schema, "a table") }
        for table in tables {
            let owner = "table \(table.key.description)"
            if let key = table.primaryKey { try take(key.name, table.schema, "the primary key of \(owner)") }
            for unique in table.uniques { try take(unique.name, table.schema, "a unique constraint of \(owner)") }
            for index in table.indexes { try take(index.name, table.schema, "an index of \(owner)") }
            var names: Set<String> = []
            for name in table.foreignKeys.map(\.name) + table.checks.map(\.name) {
                guard names.insert(name ?? "").inserted else {
                    throw CompileError(
                        "\(owner) has two constraints \"\(name ?? "")\"",
                        alternative: "give one of them a name of its own")
                }
            }
        }
    }

    private func validateEnums() throws {
        var labels: [TableName: [String]] = [:]
        for type in namedEnums {
            let key = TableName(schema: type.schema, name: type.name)
            if let other = labels.updateValue(type.labels, forKey: key), other != type.labels {
                throw CompileError("the enum \(key.description) is declared with different labels")
            }
        }
        for type in tables.flatMap(\.columns).compactMap({ $0.type.enumType }) where type.labels.isEmpty {
            throw CompileError("the enum \"\(type.name)\" has no labels")
        }
    }
}
