import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL

extension CommandContext {
    /// The database beside the models, both as the database sees them.
    func comparison(_ engine: AsyncEngine, _ previous: DatabaseSchema?) async throws -> SchemaComparison {
        SchemaComparison(
            database: try await reflect(engine),
            models: try await ModelSchema.seen(by: engine, tool.metaData, drivers: tool.drivers),
            declared: DatabaseSchema(tool.metaData), previous: previous, dialect: engine.dialect,
            naming: tool.metaData.naming)
    }

    /// What the database has, but for the table of versions, which is the migrator's own.
    ///
    /// - Parameters:
    ///   - schemas: beside the default one; those of the models if empty.
    ///   - tables: all if empty.
    func reflect(_ engine: AsyncEngine, schemas: [String] = [], tables: Set<String> = []) async throws
        -> DatabaseSchema
    {
        let versions = tool.configuration.table
        let schemas = Set(schemas.isEmpty ? tool.metaData.tables.compactMap(\.schema) : schemas)
        return try await engine.reflect(
            ReflectionOptions(
                schemas: schemas.isEmpty ? .standard : .named(schemas.sorted()),
                includes: { $0 != versions && (tables.isEmpty || tables.contains($0.name)) }))
    }

    /// Connects to nothing.
    func dialect(_ options: DatabaseOptions) async throws -> any Dialect {
        let engine = try engine(options)
        await engine.dispose()
        return engine.dialect
    }
}

extension Terminal {
    /// Asks about what may have another name. Where nobody is there to answer it is no rename, and how to say that it
    /// is one is told.
    func renames(_ comparison: SchemaComparison, besides known: [SchemaRename]) -> [SchemaRename] {
        var renames: [SchemaRename] = []
        for candidate in comparison.renameCandidates
        where !(known + renames).contains(where: { $0.overlaps(candidate.rename) }) {
            guard let ask else {
                line("\(candidate.question) If so, give \(candidate.option)")
                continue
            }
            let answer = ask("\(candidate.question) [y/N]") ?? ""
            if ["y", "yes"].contains(answer.lowercased()) { renames.append(candidate.rename) }
        }
        return renames
    }
}

extension SchemaRename {
    /// Whether both speak of the same old or new thing.
    fileprivate func overlaps(_ other: SchemaRename) -> Bool {
        switch (self, other) {
        case (.table(let old, let new), .table(let otherOld, let otherNew)):
            old == otherOld || (old.schema == otherOld.schema && new == otherNew)
        case (.column(let old, let table, let new), .column(let otherOld, let otherTable, let otherNew)):
            table == otherTable && (old == otherOld || new == otherNew)
        default: false
        }
    }
}
