import CinnabarEngine
import CinnabarSQL

/// What SQLite's catalog says of one schema, row by row: four queries for any number of tables.
struct SQLiteCatalog {
    struct Object {
        var type: String
        var name: String
        var table: String
        var sql: String
    }

    struct Column {
        var name: String
        var type: String
        var isNotNull: Bool
        var defaultText: String?
        /// The place in the primary key, from 1; 0 outside of it.
        var keyPosition: Int
        var isComputed: Bool
    }

    struct KeyIndex {
        var name: String
        var isUnique: Bool
        /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
        var origin: String
        /// Nil for expressions.
        var columns: [String?] = []
    }

    var objects: [Object] = []
    /// By table, in their order; as are the rest.
    var columns: [String: [Column]] = [:]
    var indexes: [String: [KeyIndex]] = [:]
    /// In the opposite order of the text.
    var foreignKeys: [String: [ForeignKey]] = [:]

    /// - Parameter schema: `main` or the name of an attached database.
    init(_ connection: AsyncConnection, schema: String) async throws {
        let master = schema.quotedIdentifier + ".sqlite_schema"
        try await readObjects(connection, master)
        try await readColumns(connection, master, schema)
        try await readIndexes(connection, master, schema)
        try await readForeignKeys(connection, master, schema)
    }

    /// Virtual tables have no page of their own, and nothing can be asked of them without their module.
    private static let tables = "m.type = 'table' AND m.rootpage <> 0 AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

    private mutating func readObjects(_ connection: AsyncConnection, _ master: String) async throws {
        let query = text(
            unsafe: "SELECT type, name, tbl_name, sql FROM \(master) WHERE sql IS NOT NULL"
                + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).columns(String.self, String.self, String.self, String.self)
        objects = try await connection.execute(query).all().map {
            Object(type: $0.0, name: $0.1, table: $0.2, sql: $0.3)
        }
    }

    private mutating func readColumns(_ connection: AsyncConnection, _ master: String, _ schema: String) async throws {
        let query = text(
            unsafe: "SELECT m.name, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk, p.hidden"
                + " FROM \(master) m, pragma_table_xinfo(m.name, :schema) p WHERE \(Self.tables)"
                + " ORDER BY m.name, p.cid", ["schema": schema]
        ).columns(String.self, String.self, String.self, Bool.self, String?.self, Int.self, Int.self)
        for row in try await connection.execute(query).all() {
            columns[row.0, default: []].append(
                Column(
                    name: row.1, type: row.2, isNotNull: row.3, defaultText: row.4, keyPosition: row.5,
                    isComputed: row.6 == 2 || row.6 == 3))
        }
    }

    private mutating func readIndexes(_ connection: AsyncConnection, _ master: String, _ schema: String) async throws {
        let query = text(
            unsafe: "SELECT m.name, l.name, l.\"unique\", l.origin, x.name FROM \(master) m,"
                + " pragma_index_list(m.name, :schema) l, pragma_index_xinfo(l.name, :schema) x"
                + " WHERE \(Self.tables) AND x.key ORDER BY m.name, l.name, x.seqno", ["schema": schema]
        ).columns(String.self, String.self, Bool.self, String.self, String?.self)
        for (table, name, isUnique, origin, column) in try await connection.execute(query).all() {
            var list = indexes[table] ?? []
            if list.last?.name != name { list.append(KeyIndex(name: name, isUnique: isUnique, origin: origin)) }
            list[list.count - 1].columns.append(column)
            indexes[table] = list
        }
    }

    private mutating func readForeignKeys(
        _ connection: AsyncConnection, _ master: String, _ schema: String
    ) async throws {
        let query = text(
            unsafe: "SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_delete, f.on_update"
                + " FROM \(master) m, pragma_foreign_key_list(m.name, :schema) f WHERE \(Self.tables)"
                + " ORDER BY m.name, f.id, f.seq", ["schema": schema]
        ).columns(String.self, Int.self, String.self, String.self, String?.self, String.self, String.self)
        for (table, id, target, column, referenced, onDelete, onUpdate) in try await connection.execute(query).all() {
            var list = foreignKeys[table] ?? []
            if list.count <= id {
                list.append(
                    ForeignKey(
                        columns: [], referencedTable: target, referencedColumns: [],
                        onDelete: ReferentialAction(reflected: onDelete),
                        onUpdate: ReferentialAction(reflected: onUpdate)))
            }
            list[list.count - 1].columns.append(column)
            if let referenced { list[list.count - 1].referencedColumns.append(referenced) }
            foreignKeys[table] = list
        }
    }
}
