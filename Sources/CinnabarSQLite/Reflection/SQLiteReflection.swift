import CinnabarEngine
import CinnabarSQL

/// Reads what a SQLite database has: the pragmas tell what is, the stored statements how it was said.
///
/// Three queries for each attached database, whatever the number of tables: pragmas are joined over the schema's rows.
struct SQLiteReflection {
    let connection: AsyncConnection
    let options: ReflectionOptions

    func read() async throws -> DatabaseSchema {
        let attached = try await connection.execute(
            text("SELECT name FROM pragma_database_list ORDER BY seq").columns(String.self)
        ).all().filter { $0 != "temp" && $0 != "main" }
        var result = DatabaseSchema()
        try await read(nil, into: &result)
        for name in attached where isWanted(name) {
            try await read(name, into: &result)
            result.schemas.append(name)
        }
        return result
    }

    private func isWanted(_ schema: String) -> Bool {
        switch options.schemas {
        case .standard: false
        case .named(let names): names.contains(schema)
        case .all: true
        }
    }

    private func read(_ schema: String?, into result: inout DatabaseSchema) async throws {
        let name = schema ?? "main"
        let objects = try await connection.execute(
            sql(
                """
                SELECT type, name, tbl_name, coalesce(sql, '') FROM \(identifier: name).sqlite_schema \
                WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR type = 'index' ORDER BY name
                """
            ).columns(String.self, String.self, String.self, String.self)
        ).all()
        let shadows = try await shadowTables(name)
        let columns = try await self.columns(name)
        let indexes = try await self.indexes(name)
        let keys = try await foreignKeys(name)
        let texts = Dictionary(
            objects.filter { $0.0 == "index" }.map { ($0.1, $0.3) }, uniquingKeysWith: { first, _ in first })
        for (type, object, owner, sql) in objects {
            let key = TableName(object, schema: schema)
            switch type {
            case "table" where options.includes(key) && !shadows.contains(object):
                result.tables.append(
                    SQLiteTableReader(
                        name: key, sql: sql, columns: columns[object] ?? [], indexes: indexes[object] ?? [],
                        foreignKeys: keys[object] ?? [], indexTexts: texts
                    ).table)
            case "view" where options.includes(key):
                result.views.append(View(object, schema: schema, sql: sql))
            case "trigger" where options.includes(TableName(owner, schema: schema)):
                result.triggers.append(Trigger(object, on: TableName(owner, schema: schema), sql: sql))
            default: break
            }
        }
    }

    /// Virtual tables and the tables in which they keep what they know: SQLite's own.
    private func shadowTables(_ schema: String) async throws -> Set<String> {
        let rows = try await connection.execute(
            sql("SELECT name FROM pragma_table_list WHERE schema = \(schema) AND type IN ('shadow', 'virtual')")
                .columns(String.self)
        ).all()
        return Set(rows)
    }

    private func columns(_ schema: String) async throws -> [String: [SQLiteColumnRow]] {
        let rows = try await connection.execute(
            sql(
                """
                SELECT m.name, c.name, coalesce(c.type, ''), c."notnull", c.dflt_value, c.pk, c.hidden \
                FROM \(identifier: schema).sqlite_schema m, pragma_table_xinfo(m.name, \(schema)) c \
                WHERE m.type = 'table' ORDER BY m.name, c.cid
                """
            ).columns(String.self, String.self, String.self, Int.self, String?.self, Int.self, Int.self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            found[row.0, default: []].append(
                SQLiteColumnRow(
                    name: row.1, type: row.2, isRequired: row.3 != 0, defaultText: row.4, keyPlace: row.5,
                    hidden: row.6))
        }
    }

    private func indexes(_ schema: String) async throws -> [String: [SQLiteIndexRow]] {
        let rows = try await connection.execute(
            sql(
                """
                SELECT m.name, l.name, l."unique", l.origin, i.seqno, i.name, i."desc" \
                FROM \(identifier: schema).sqlite_schema m, pragma_index_list(m.name, \(schema)) l, \
                pragma_index_xinfo(l.name, \(schema)) i \
                WHERE m.type = 'table' AND i.key = 1 ORDER BY m.name, l.name, i.seqno
                """
            ).columns(String.self, String.self, Int.self, String.self, Int.self, String?.self, Int.self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            if found[row.0]?.last?.name != row.1 {
                found[row.0, default: []].append(
                    SQLiteIndexRow(name: row.1, isUnique: row.2 != 0, origin: row.3, parts: []))
            }
            let last = (found[row.0]?.count ?? 1) - 1
            found[row.0]?[last].parts.append((row.5, row.6 != 0))
        }
    }

    private func foreignKeys(_ schema: String) async throws -> [String: [SQLiteKeyRow]] {
        let rows = try await connection.execute(
            sql(
                """
                SELECT m.name, k.id, k."table", k."from", k."to", k.on_update, k.on_delete \
                FROM \(identifier: schema).sqlite_schema m, pragma_foreign_key_list(m.name, \(schema)) k \
                WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq
                """
            ).columns(
                String.self, Int.self, String.self, String.self, String?.self, String.self, String.self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            if found[row.0]?.last?.id != row.1 {
                found[row.0, default: []].append(
                    SQLiteKeyRow(id: row.1, target: row.2, columns: [], onUpdate: row.5, onDelete: row.6))
            }
            let last = (found[row.0]?.count ?? 1) - 1
            found[row.0]?[last].columns.append((row.3, row.4))
        }
    }
}

struct SQLiteColumnRow {
    let name: String
    let type: String
    let isRequired: Bool
    let defaultText: String?
    /// From 1; 0 outside of the primary key.
    let keyPlace: Int
    /// 1 of a virtual table, 2 computed, 3 computed and stored.
    let hidden: Int
}

struct SQLiteIndexRow {
    let name: String
    let isUnique: Bool
    /// `c` by CREATE INDEX, `u` by UNIQUE, `pk` by PRIMARY KEY.
    let origin: String
    /// No name where the part is an expression.
    var parts: [(column: String?, isDescending: Bool)]
}

struct SQLiteKeyRow {
    let id: Int
    let target: String
    /// No referenced column where it is the target's primary key.
    var columns: [(column: String, referenced: String?)]
    let onUpdate: String
    let onDelete: String
}

extension SQLiteSource {
    func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema {
        var schema = try await SQLiteReflection(connection: connection, options: options).read()
        schema.completeReferences()
        return schema
    }
}

extension DatabaseSchema {
    /// A foreign key that names no columns means the target's primary key.
    fileprivate mutating func completeReferences() {
        for place in tables.indices {
            for key in tables[place].foreignKeys.indices where tables[place].foreignKeys[key].referencedColumns.isEmpty
            {
                let target = tables[place].foreignKeys[key].target
                tables[place].foreignKeys[key].referencedColumns = table(target)?.primaryKey?.columns ?? []
            }
        }
    }
}
