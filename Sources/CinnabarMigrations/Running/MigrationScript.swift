public import CinnabarSQL

/// Revisions as an SQL script, for databases that the program cannot reach.
///
/// ```swift
/// let script = try MigrationScript(graph: migrator.graph, dialect: engine.dialect)
/// print(try script.upgrade(RevisionRange(from: .base, to: .head)))
/// ```
public struct MigrationScript: Sendable {
    private let graph: RevisionGraph
    private let dialect: any Dialect
    private let versions: VersionTable
    private let naming: NamingConvention
    private let snapshot: @Sendable (String) throws -> DatabaseSchema?

    /// - Parameter snapshot: the schema after a revision, by its id; tables that SQLite makes anew need it.
    public init(
        graph: RevisionGraph, dialect: any Dialect,
        configuration: MigrationConfiguration = MigrationConfiguration(),
        snapshot: @escaping @Sendable (String) throws -> DatabaseSchema? = { _ in nil }
    ) {
        self.graph = graph
        self.dialect = dialect
        self.versions = VersionTable(name: configuration.table)
        self.naming = configuration.naming
        self.snapshot = snapshot
    }

    /// - Throws: `MigrationError`, `CompileError` where a revision cannot be written.
    public func upgrade(_ range: RevisionRange) throws -> String {
        let revisions = try graph.range(range)
        guard let first = revisions.first else { return "" }
        var text = ""
        if first.parents.isEmpty { text += try versions.create.compile(for: dialect).sql + ";\n\n" }
        return try text + revisions.map { try upgrade($0) }.joined(separator: "\n")
    }

    /// - Parameter range: from the newer to the older revision.
    public func downgrade(_ range: RevisionRange) throws -> String {
        let newest = try graph.upgradePath(from: [], to: range.start ?? .heads).map(\.id)
        let applied = graph.ancestors(of: newest)
        return try graph.downgradePath(from: applied, to: range.end).map { try downgrade($0) }.joined(separator: "\n")
    }

    /// What one revision runs, with its transaction and its note.
    public func upgrade(_ revision: Revision) throws -> String {
        let note = versions.insert(
            revision, state: .applied, direction: .upgrade, step: revision.upgrade.count, milliseconds: 0)
        let before = try revision.parents.first.flatMap(snapshot)
        return try script(revision, .upgrade, revision.upgrade, note, schema: before)
    }

    public func downgrade(_ revision: Revision) throws -> String {
        try script(
            revision, .downgrade, try revision.wayBack(), versions.delete(revision.id), schema: snapshot(revision.id))
    }

    private func script(
        _ revision: Revision, _ direction: MigrationDirection, _ operations: [MigrationOperation],
        _ note: TextStatement<Row>,
        schema: DatabaseSchema?
    ) throws -> String {
        let compiler = OperationCompiler(dialect: dialect, naming: naming)
        let rebuilds = compiler.rebuildsTables(operations)
        var lines = ["-- \(direction) of revision \(SourceWriter.oneLine(revision.description))"]
        if rebuilds { lines.append("PRAGMA foreign_keys = OFF;") }
        lines.append("BEGIN;")
        for statement in try compiler.statements(for: operations, schema: schema) {
            if let code = statement.code {
                throw MigrationError(
                    .configuration, "revision \(revision) runs Swift code (\"\(code.name)\"), which is no SQL",
                    nextStep: "print the ranges before and after it, and run it with `upgrade`",
                    revision: revision.id)
            }
            guard !statement.isTransactional else {
                lines.append(Self.ended(statement.sql))
                continue
            }
            // A transaction that would hold nothing is left out.
            if lines.last == "BEGIN;" { lines.removeLast() } else { lines.append("COMMIT;") }
            lines += [Self.ended(statement.sql), "BEGIN;"]
        }
        lines += [Self.ended(try note.inlinedSQL(for: dialect)), "COMMIT;"]
        if rebuilds { lines.append("PRAGMA foreign_keys = ON;") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func ended(_ sql: String) -> String {
        let end = sql.lastIndex { !$0.isWhitespace && $0 != ";" }
        return sql[...(end ?? sql.startIndex)] + ";"
    }
}
