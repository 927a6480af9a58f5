import CinnabarEngine
import CinnabarSQL

extension SQLiteSource {
    /// The main database, and attached ones as schemas. The temporary one is never read, virtual tables neither.
    func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema {
        var schema = DatabaseSchema()
        let others = try await attached(connection, options.schemas)
        for name in [nil] + others {
            let catalog = try await SQLiteCatalog(connection, schema: name ?? "main")
            SQLiteReflection(catalog, schema: name, options).add(to: &schema)
        }
        schema.schemas = others.compactMap { $0 }
        return schema
    }

    private func attached(
        _ connection: AsyncConnection, _ schemas: ReflectionOptions.Schemas
    ) async throws -> [String?] {
        guard schemas != .standard else { return [] }
        let query = text("SELECT name FROM pragma_database_list WHERE seq > 1 ORDER BY name").columns(String.self)
        let names = try await connection.execute(query).all()
        guard case .named(let wanted) = schemas else { return names }
        return names.filter { name in wanted.contains { $0.lowercased() == name.lowercased() } }
    }
}

/// Makes values of what a catalog says.
struct SQLiteReflection {
    let catalog: SQLiteCatalog
    let schema: String?
    let options: ReflectionOptions
    /// The tables' names by themselves in small letters: a foreign key may spell them differently.
    let names: [String: String]
    private let indexTexts: [String: String]

    init(_ catalog: SQLiteCatalog, schema: String?, _ options: ReflectionOptions) {
        self.catalog = catalog
        self.schema = schema
        self.options = options
        names = Dictionary(catalog.columns.keys.map { ($0.lowercased(), $0) }) { first, _ in first }
        let indexes = catalog.objects.filter { $0.type == "index" }.map { ($0.name, $0.sql) }
        indexTexts = Dictionary(indexes) { first, _ in first }
    }

    func add(to result: inout DatabaseSchema) {
        let virtual = catalog.objects.filter { $0.type == "table" && catalog.columns[$0.name] == nil }.map(\.name)
        for object in catalog.objects {
            switch object.type {
            case "table" where options.includes(TableName(object.name, schema: schema)):
                guard let columns = catalog.columns[object.name], !isShadow(object.name, of: virtual) else { continue }
                result.tables.append(table(object, columns))
            case "view" where options.includes(TableName(object.name, schema: schema)):
                result.views.append(View(object.name, schema: schema, sql: CreateViewText(object.sql).query))
            case "trigger" where options.includes(TableName(object.table, schema: schema)):
                let table = TableName(names[object.table.lowercased()] ?? object.table, schema: schema)
                result.triggers.append(Trigger(object.name, on: table, sql: object.sql))
            default: break
            }
        }
    }

    /// Whether a virtual table keeps its content there: told by name, as SQLite does it.
    private func isShadow(_ name: String, of virtual: [String]) -> Bool {
        guard let mark = name.lastIndex(of: "_"), virtual.contains(String(name[..<mark])) else { return false }
        return Self.shadows.contains(String(name[name.index(after: mark)...]))
    }

    /// Those of full text search and of R*Tree.
    private static let shadows: Set = [
        "data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "parent", "rowid",
    ]

    private func table(_ object: SQLiteCatalog.Object, _ columns: [SQLiteCatalog.Column]) -> Table {
        let text = CreateTableText(object.sql)
        let key = columns.filter { $0.keyPosition > 0 }.sorted { $0.keyPosition < $1.keyPosition }.map(\.name)
        // Such a key is the row's own number and never NULL, whatever the declaration says.
        let isRowID =
            key.count == 1 && !text.options.contains(.withoutRowID)
            && columns.contains { $0.keyPosition > 0 && $0.type.uppercased() == "INTEGER" }
        var table = Table(
            object.name, schema: schema,
            columns: columns.map { column in
                let folded = column.name.lowercased()
                let type = SQLType(sqlite: column.type, collation: text.collations[folded])
                return ColumnDefinition(
                    name: column.name, type: type,
                    isNullable: !column.isNotNull && !(isRowID && column.keyPosition > 0),
                    isPrimaryKey: column.keyPosition > 0,
                    serverDefault: column.defaultText.flatMap { ServerDefault(sqlite: $0, type: type) },
                    computed: column.isComputed ? text.computed[folded] : nil,
                    identity: isRowID && text.isAutoincrement && column.keyPosition > 0 ? IdentityColumn() : nil)
            }, options: text.options)
        table.primaryKey = key.isEmpty ? nil : PrimaryKey(columns: key, name: text.primaryKey)
        // INTEGER alone makes numbers: an integer key of another type does not.
        if !isRowID, key.count == 1, table.columns.contains(where: { $0.isPrimaryKey && $0.type == .smallint }) {
            table.options.insert(.clientMadeKey)
        }
        table.foreignKeys = foreignKeys(object.name, text)
        table.uniques = uniques(object.name, text)
        table.checks = text.checks.sorted { ($0.name ?? "", $0.sql) < ($1.name ?? "", $1.sql) }
        table.indexes = indexes(object.name)
        return table
    }

    /// The catalog's keys with the text's names: the catalog counts from the last one.
    private func foreignKeys(_ table: String, _ text: CreateTableText) -> [ForeignKey] {
        let keys: [ForeignKey] = (catalog.foreignKeys[table] ?? []).reversed()
        return keys.enumerated().map { index, key in
            var key = key
            key.referencedTable = names[key.referencedTable.lowercased()] ?? key.referencedTable
            key.referencedSchema = schema
            if key.referencedColumns.isEmpty { key.referencedColumns = self.key(of: key.referencedTable) }
            if keys.count == text.foreignKeys.count {
                key.name = text.foreignKeys[index].name
                key.deferrable = text.foreignKeys[index].deferrable
            }
            return key
        }.sorted { Self.comesBefore(($0.name, $0.columns), ($1.name, $1.columns)) }
    }

    /// What a foreign key without columns refers to.
    private func key(of table: String) -> [String] {
        (catalog.columns[table] ?? []).filter { $0.keyPosition > 0 }.sorted { $0.keyPosition < $1.keyPosition }
            .map(\.name)
    }

    private func uniques(_ table: String, _ text: CreateTableText) -> [UniqueConstraint] {
        (catalog.indexes[table] ?? []).filter { $0.origin == "u" }.map { index in
            let columns = index.columns.compactMap { $0 }
            let folded = columns.map { $0.lowercased() }
            let written = text.uniques.first { $0.columns.map { $0.lowercased() } == folded }
            return UniqueConstraint(columns: columns, name: written?.name)
        }.sorted { Self.comesBefore(($0.name, $0.columns), ($1.name, $1.columns)) }
    }

    /// By name; those without one first, by their columns.
    private static func comesBefore(_ left: (String?, [String]), _ right: (String?, [String])) -> Bool {
        let (first, second) = (left.0 ?? "", right.0 ?? "")
        return first == second ? left.1.lexicographicallyPrecedes(right.1) : first < second
    }

    private func indexes(_ table: String) -> [Index] {
        (catalog.indexes[table] ?? []).filter { $0.origin == "c" }.compactMap { index in
            guard let sql = indexTexts[index.name] else { return nil }
            let text = CreateIndexText(sql)
            let parts = zip(text.parts, index.columns).map { part, column in
                var part = part
                // As the table spells it.
                if case .column = part.content, let column { part.content = .column(column) }
                return part
            }
            return Index(parts, name: index.name, unique: index.isUnique, where: text.condition)
        }.sorted { ($0.name ?? "") < ($1.name ?? "") }
    }
}
