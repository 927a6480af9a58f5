import CinnabarSQL

/// A table that is made anew because the database cannot alter it: what it becomes and where its values come from.
///
/// The steps are those of SQLite's "Making Other Kinds Of Table Schema Changes"; foreign keys are switched off before
/// the transaction and checked at its end by whoever runs them.
struct TableRebuild {
    let old: Table
    var new: Table
    /// Columns of the new table that are not copied from the column of their name: an expression over the old row.
    var values: [String: String] = [:]
    let triggers: [Trigger]

    init(_ table: Table, triggers: [Trigger]) {
        old = table
        new = table
        self.triggers = triggers
    }

    func statements(_ compiler: OperationCompiler) throws -> [String] {
        let dialect = compiler.dialect
        let temporary = "_cinnabar_new_" + new.name
        let table = try compiler.quoted(new.key)
        let copy = try compiler.quoted(TableName(temporary, schema: new.schema))
        var create = CreateTable(new, naming: compiler.naming)
        create.temporaryName = temporary
        var statements = [try create.compile(for: dialect).sql]

        let known = Set(old.columns.map(\.name))
        let copied = new.columns.filter { $0.computed == nil && (values[$0.name] != nil || known.contains($0.name)) }
        if !copied.isEmpty {
            let names = try copied.map { try compiler.quoted(TableName($0.name)) }
            let sources = zip(copied, names).map { values[$0.name] ?? $1 }
            statements.append(
                "INSERT INTO \(copy) (\(names.joined(separator: ", ")))\n"
                    + "SELECT \(sources.joined(separator: ", ")) FROM \(table)")
        }
        if new.columns.contains(where: { $0.identity != nil }), old.columns.contains(where: { $0.identity != nil }) {
            // Numbers of deleted rows must not be used again.
            let sequence = (new.schema.map { try? compiler.quoted(TableName($0)) + "." } ?? nil) ?? ""
            let oldName = try dialect.literal(.text(old.name))
            let newName = try dialect.literal(.text(temporary))
            statements.append("DELETE FROM \(sequence)sqlite_sequence WHERE name = \(newName)")
            statements.append(
                "INSERT INTO \(sequence)sqlite_sequence (name, seq) "
                    + "SELECT \(newName), seq FROM \(sequence)sqlite_sequence WHERE name = \(oldName)")
        }
        statements.append("DROP TABLE \(table)")
        // Otherwise the rename would look into views and triggers of other tables, which speak of a table that is away.
        statements.append("PRAGMA legacy_alter_table = ON")
        statements.append("ALTER TABLE \(copy) RENAME TO \(try compiler.quoted(TableName(new.name)))")
        statements.append("PRAGMA legacy_alter_table = OFF")
        for index in new.indexes {
            statements.append(
                try CreateIndex(index, on: new.name, schema: new.schema, naming: compiler.naming)
                    .compile(for: dialect).sql)
        }
        return statements + triggers.map(\.sql)
    }
}
