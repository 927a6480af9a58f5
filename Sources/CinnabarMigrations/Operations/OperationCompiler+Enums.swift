import CinnabarSQL

extension OperationCompiler {
    /// Other labels for an enum, on a database that alters in place.
    func alter(_ change: EnumChange) throws -> [MigrationStatement] {
        guard !change.new.name.isEmpty, dialect.capabilities.contains(.nativeEnums) else {
            return try change.uses.flatMap { try alterCheck(change, of: $0) }
        }
        let type = TableName(change.old.name, schema: change.old.schema)
        var labels = change.old.labels
        var statements: [any SchemaStatement] = []
        for place in labels.indices {
            guard let name = change.renamedLabels[labels[place]], name != labels[place] else { continue }
            statements.append(Rename.label(labels[place], of: type, to: name))
            labels[place] = name
        }
        // Labels can be added at any place, but neither go nor move.
        guard labels == change.new.labels.filter(labels.contains) else {
            return try statements.map { try statement($0) } + [try replace(change, labels)]
        }
        for (place, label) in change.new.labels.enumerated() where !labels.contains(label) {
            let before = change.new.labels[place...].first(where: labels.contains)
            statements.append(AddEnumLabel(label, to: type, before: before))
        }
        return try statements.map { try statement($0) }
    }

    /// Makes the type anew, in one block: what each column has as its default is known to the database alone.
    private func replace(_ change: EnumChange, _ labels: [String]) throws -> MigrationStatement {
        let type = TableName(change.old.name, schema: change.old.schema)
        let old = try quoted(TableName("_cinnabar_old_" + change.old.name, schema: change.old.schema))
        var lines = ["DO $cinnabar$", "DECLARE", "    defaults text[] := '{}';", "    types text[] := '{}';", "BEGIN"]
        for use in change.uses {
            let table = try dialect.literal(.text(try quoted(use.table)))
            let column = try dialect.literal(.text(use.column))
            lines += [
                "    SELECT defaults || pg_catalog.pg_get_expr(d.adbin, d.adrelid),",
                "        types || pg_catalog.format_type(a.atttypid, a.atttypmod) INTO defaults, types",
                "    FROM pg_catalog.pg_attribute a",
                "    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum",
                "    WHERE a.attrelid = \(table)::pg_catalog.regclass AND a.attname = \(column);",
            ]
        }
        let aside = Rename.enumeration(type.name, schema: type.schema, to: "_cinnabar_old_" + type.name)
        lines.append("    \(try aside.compile(for: dialect).sql);")
        lines.append("    \(try CreateEnum(change.new).compile(for: dialect).sql);")
        for (place, use) in change.uses.enumerated() {
            let column = "ALTER TABLE \(try quoted(use.table)) ALTER COLUMN \(try quoted(TableName(use.column)))"
            let literal = try dialect.literal(.text(column))
            let name = try dialect.literal(.text(try quoted(TableName(use.column))))
            lines += [
                "    \(column) DROP DEFAULT;",
                "    EXECUTE \(literal) || ' TYPE ' || types[\(place + 1)] || ' USING ' || \(name) || '::text::'"
                    + " || types[\(place + 1)];",
                "    IF defaults[\(place + 1)] IS NOT NULL THEN",
                "        EXECUTE \(literal) || ' SET DEFAULT ' || defaults[\(place + 1)];",
                "    END IF;",
            ]
        }
        lines += ["    DROP TYPE \(old);", "END", "$cinnabar$"]
        return MigrationStatement(sql: lines.joined(separator: "\n"))
    }

    /// An enum that is text with a check.
    private func alterCheck(_ change: EnumChange, of use: ColumnName) throws -> [MigrationStatement] {
        let table = use.table
        let check = named(.labels(column: use.column, labels: change.new.labels, name: nil), table)
        var statements = [
            try statement(DropConstraint(check.name ?? "", of: table.name, schema: table.schema))
        ]
        let column = ColumnDefinition(name: use.column, type: .enumeration(change.old))
        let changed = column.changing(type: .enumeration(change.new))
        if try dialect.typeName(column.type) != dialect.typeName(changed.type) {
            statements.append(try statement(AlterColumn(column, to: changed, of: table)))
        }
        for (label, name) in change.renamedLabels.sorted(by: { $0.key < $1.key }) {
            let quotedColumn = try quoted(TableName(use.column))
            statements.append(
                MigrationStatement(
                    sql: "UPDATE \(try quoted(table)) SET \(quotedColumn) = \(try dialect.literal(.text(name))) "
                        + "WHERE \(quotedColumn) = \(try dialect.literal(.text(label)))"))
        }
        statements.append(try statement(AddConstraint(check, to: table.name, schema: table.schema)))
        return statements
    }

    func quoted(_ name: TableName) throws -> String {
        var writer = SQLWriter(dialect: dialect)
        try writer.appendTable(name.reference)
        return writer.sql
    }
}
