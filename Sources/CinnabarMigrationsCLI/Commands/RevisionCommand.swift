import ArgumentParser
import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import FoundationEssentials

struct RevisionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revision", abstract: "Makes a new revision.",
        discussion: "With --autogenerate it holds what the models have and the database has not.")

    @OptionGroup var options: DatabaseOptions
    @Option(name: .shortAndLong, help: "What the revision does, in a few words.")
    var message: String
    @Flag(help: "Fill it with the difference between the models and the database.")
    var autogenerate = false
    @Flag(help: "Compare with the snapshot of the last revision instead of a database.")
    var offline = false
    @Option(
        help: "What has another name now: old:new for a table, table.old:new for a column.",
        transform: { try SchemaRename($0) })
    var rename: [SchemaRename] = []
    @Option(
        help: "The revision after which it comes; base for a new beginning.", transform: { try RevisionTarget($0) })
    var head: RevisionTarget?
    @Option(help: "Its id; made by chance if none is given.")
    var id: String?
    @Option(help: "A label for the branch that begins with it.")
    var label: [String] = []

    func run() async throws {
        let context = try CommandContext.required()
        let parents = try parents(context.graph)
        let models = DatabaseSchema(context.tool.metaData)
        var operations: [MigrationOperation] = []
        if autogenerate {
            operations = try await difference(context, models, parents)
            guard !operations.isEmpty else {
                return context.terminal.line("nothing to do: the models and the database agree")
            }
        }
        let date = Date()
        let file = RevisionFile(
            id: id ?? RevisionFile.newID(), after: parents, message: message, labels: label, operations: operations,
            note: (autogenerate ? "Made by comparison on " : "Made on ") + date.formatted(.iso8601) + ".")
        // As the revision that it will be: what is wrong with it is said before it is written.
        _ = try RevisionGraph(
            context.tool.revisions
                + [Revision(file.id, after: parents, message: message, labels: label, upgrade: { _ in })])
        for path in try context.files.add(file, at: date, snapshot: models) { context.terminal.line("wrote \(path)") }
        for operation in operations {
            if let loss = operation.loss {
                context.terminal.line(context.terminal.coloured("LOSES DATA: \(loss)", .red))
            }
        }
    }

    private func parents(_ graph: RevisionGraph) throws -> [String] {
        switch head {
        case nil: return try graph.head().map { [$0.id] } ?? []
        case .base?: return []
        case let target?:
            let path = try graph.upgradePath(from: [], to: target).map(\.id)
            return graph.heads(of: Set(path)).map(\.id)
        }
    }

    private func difference(
        _ context: CommandContext, _ models: DatabaseSchema, _ parents: [String]
    ) async throws -> [MigrationOperation] {
        let previous = try parents.first.flatMap { try context.files.snapshot($0) }
        let comparison: SchemaComparison
        if offline {
            let dialect = try await context.dialect(options)
            comparison = SchemaComparison(
                from: previous ?? DatabaseSchema(), to: models, dialect: dialect, naming: context.tool.metaData.naming)
        } else {
            comparison = try await context.withMigrator(options) { migrator in
                if let first = try await migrator.pending().first {
                    throw MigrationError(
                        .notCurrent, "the database lacks revision \(first)",
                        nextStep: "run `upgrade` before comparing, or give --offline", revision: first.id)
                }
                return try await context.comparison(migrator.engine, previous)
            }
        }
        for name in comparison.unowned { context.terminal.line("left alone, because no revision made it: \(name)") }
        return comparison.operations(renames: rename + context.terminal.renames(comparison, besides: rename))
    }
}

extension RevisionFile {
    /// Eight hexadecimal digits.
    static func newID() -> String {
        let digits = String(UInt32.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
