public import CinnabarEngine
public import CinnabarSQL

/// The models' schema as a database sees it.
public enum ModelSchema {
    /// Makes the models' tables in a place of their own, reads them back, and undoes all of it.
    ///
    /// On PostgreSQL the place is a schema for each of the models', in a transaction that is rolled back; the user
    /// needs CREATE on the database. Where there are no schemas of that kind, it is an empty
    /// database in memory.
    ///
    /// - Throws: `CompileError` where the models contradict themselves; `DatabaseError` of what the database refuses.
    public static func seen(by engine: AsyncEngine, _ metaData: MetaData, drivers: [DatabaseDriver]) async throws
        -> DatabaseSchema
    {
        let dialect = engine.dialect
        if dialect.capabilities.contains(.createSchema) { return try await inSchemas(engine, metaData) }
        var configuration = EngineConfiguration()
        configuration.pool = PoolConfiguration(size: 1, maxOverflow: 0)
        let scratch = try AsyncEngine(
            "\(engine.url.scheme):///:memory:", drivers: drivers, configuration: configuration)
        do {
            let seen = try await scratch.begin { connection in
                for statement in try metaData.createAll(for: dialect, ifNotExists: false) {
                    try await connection.run(statement)
                }
                return try await connection.reflect()
            }
            await scratch.dispose()
            return seen
        } catch {
            await scratch.dispose()
            throw error
        }
    }

    private static func inSchemas(_ engine: AsyncEngine, _ metaData: MetaData) async throws -> DatabaseSchema {
        var schemas: [String?] = []
        func place(_ schema: String?) -> String {
            if !schemas.contains(schema) { schemas.append(schema) }
            return name(schemas.firstIndex(of: schema) ?? 0)
        }
        let tables = metaData.tables.map { moved($0, place) }
        let elsewhere = MetaData(tables, naming: metaData.naming)
        let all = schemas.indices.map(name)
        let originals = schemas
        do {
            return try await engine.begin { connection in
                for statement in try elsewhere.createAll(for: engine.dialect, ifNotExists: false) {
                    try await connection.run(statement)
                }
                let found = try await connection.reflect(
                    ReflectionOptions(schemas: .named(all)) { name in
                        name.schema.map(all.contains) ?? false
                    })
                var names: [String: (schema: String?, quoted: String?)] = [:]
                for (name, schema) in zip(all, originals) {
                    var quoted: String?
                    if let schema { quoted = try await connection.quoted(schema) }
                    names[name] = (schema, quoted)
                }
                // Nothing of it stays.
                throw Found(schema: found.movedBack(names))
            }
        } catch let found as Found {
            return found.schema
        }
    }

    /// A name that needs no quotes, whatever the schema's is.
    private static func name(_ number: Int) -> String { "_cinnabar_models_\(number)" }

    private struct Found: Error { let schema: DatabaseSchema }

    private static func moved(_ table: Table, _ place: (String?) -> String) -> Table {
        var table = table
        table.schema = place(table.schema)
        for key in table.foreignKeys.indices {
            table.foreignKeys[key].referencedSchema = place(table.foreignKeys[key].referencedSchema)
        }
        table.columns = table.columns.map {
            $0.changing(type: moved($0.type, place)).changing(serverDefault: moved($0.serverDefault, place))
        }
        return table
    }

    /// A label belongs to its type.
    private static func moved(_ value: ServerDefault?, _ place: (String?) -> String) -> ServerDefault? {
        guard case .value(let value)? = value else { return value }
        return .value(moved(value, place))
    }

    private static func moved(_ value: SQLValue, _ place: (String?) -> String) -> SQLValue {
        switch value {
        case .enumeration(let type, let label) where !type.name.isEmpty:
            .enumeration(EnumType(type.name, schema: place(type.schema), labels: type.labels), label)
        case .array(let element, let values): .array(moved(element, place), values.map { moved($0, place) })
        default: value
        }
    }

    private static func moved(_ type: SQLType, _ place: (String?) -> String) -> SQLType {
        switch type {
        case .enumeration(let type) where !type.name.isEmpty:
            .enumeration(EnumType(type.name, schema: place(type.schema), labels: type.labels))
        case .array(let element): .array(moved(element, place))
        default: type
        }
    }
}

extension DatabaseSchema {
    /// The schema with the names that stand for the places of the models' tables.
    fileprivate func movedBack(_ names: [String: (schema: String?, quoted: String?)]) -> DatabaseSchema {
        func back(_ schema: String?) -> String? { schema.flatMap { name in names[name].map(\.schema) ?? name } }
        func text(_ sql: String) -> String {
            // The database writes the schema before names that are not in its search path.
            names.reduce(sql) { text, name in
                text.replacing(name.key + ".", with: name.value.quoted.map { $0 + "." } ?? "")
            }
        }
        func spelled(_ type: SQLType) -> SQLType {
            switch type {
            case .enumeration(let own): .enumeration(EnumType(own.name, schema: back(own.schema), labels: own.labels))
            case .array(let element): .array(spelled(element))
            default: type
            }
        }
        func value(_ value: ServerDefault?) -> ServerDefault? {
            if case .sql(let sql)? = value { return .sql(text(sql)) }
            return value
        }
        var schema = DatabaseSchema()
        schema.enums = enums.filter { $0.schema.map { names[$0] != nil } ?? false }.map {
            EnumType($0.name, schema: back($0.schema), labels: $0.labels)
        }
        schema.schemas = names.values.compactMap(\.schema).sorted()
        schema.tables = tables.map { table in
            var table = table
            table.schema = back(table.schema)
            table.columns = table.columns.map { column in
                let column = column.changing(type: spelled(column.type))
                    .changing(serverDefault: value(column.serverDefault))
                guard let computed = column.computed else { return column }
                return column.changing(computed: ComputedColumn(text(computed.sql), stored: computed.isStored))
            }
            for key in table.foreignKeys.indices {
                table.foreignKeys[key].referencedSchema = back(table.foreignKeys[key].referencedSchema)
            }
            for check in table.checks.indices { table.checks[check].sql = text(table.checks[check].sql) }
            for index in table.indexes.indices {
                table.indexes[index].condition = table.indexes[index].condition.map(text)
                for part in table.indexes[index].parts.indices {
                    guard case .expression(let sql) = table.indexes[index].parts[part].content else { continue }
                    table.indexes[index].parts[part].content = .expression(text(sql))
                }
            }
            return table
        }
        return schema
    }
}

extension AsyncConnection {
    /// A name as the database writes it: it knows its own keywords.
    fileprivate func quoted(_ name: String) async throws -> String {
        try await scalar(sql("SELECT pg_catalog.quote_ident(\(name))").columns(String.self))
    }

    fileprivate func run(_ statement: some SchemaStatement) async throws { try await execute(statement) }
}
