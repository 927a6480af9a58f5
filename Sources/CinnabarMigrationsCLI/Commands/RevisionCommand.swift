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
        var operations: [Operation] = []
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
    ) async throws -> [Operation] {
        let comparer = try context.comparer
        let previous = try parents.first.flatMap { try context.files.snapshot($0) }
        let result: SchemaDifference
        if offline {
            let engine = try context.engine(options)
            result = try comparer.difference(
                database: previous ?? DatabaseSchema(), models: models, previous: previous, dialect: engine.dialect,
                isRenamed: context.terminal.isRenamed)
            await engine.dispose()
        } else {
            result = try await context.withMigrator(options) { migrator in
                if let first = try await migrator.pending().first {
                    throw MigrationError(
                        .notCurrent, "the database lacks revision \(first)",
                        nextStep: "run `upgrade` before comparing, or give --offline", revision: first.id)
                }
                return try comparer.difference(
                    database: try await comparer.reflect(migrator.engine), models: models, previous: previous,
                    dialect: migrator.engine.dialect, isRenamed: context.terminal.isRenamed)
            }
        }
        for name in result.unowned { context.terminal.line("left alone, because no revision made it: \(name)") }
        return result.operations
    }
}

extension RevisionFile {
    /// Eight hexadecimal digits.
    static func newID() -> String {
        let digits = String(UInt32.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension Terminal {
    /// Asks; where nobody is there it is no rename, which loses nothing in the source that somebody reads.
    func isRenamed(_ old: String, _ new: String) -> Bool {
        guard let ask else {
            line("\(old) is gone and \(new) is new: if it was renamed, edit the revision, or run this at a terminal")
            return false
        }
        let answer = ask("Was \(old) renamed to \(new)? [y/N]") ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}

extension CommandContext {
    var comparer: any SchemaComparer {
        get throws {
            guard let comparer = tool.comparer else {
                throw MigrationError(
                    .configuration, "this program cannot compare schemas",
                    nextStep: "write the revision by hand: leave --autogenerate out")
            }
            return comparer
        }
    }
}
