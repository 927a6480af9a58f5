import ArgumentParser
import CinnabarMigrations
import CinnabarSQL
import FoundationEssentials

struct StampCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stamp", abstract: "Notes where the database is, without running anything.")

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "A TARGET.", transform: { try RevisionTarget($0) })
    var target: RevisionTarget?
    @Flag(help: "Forget revisions that this program does not know.")
    var purge = false
    @Flag(help: "Take revisions that were edited after they were applied as they are now.")
    var accept = false

    func run() async throws {
        let context = try CommandContext.required()
        guard target != nil || accept else { throw ValidationError("give a target, or --accept") }
        try await context.withMigrator(options) { migrator in
            if accept {
                let changed = try await migrator.acceptEdits()
                for revision in changed { context.terminal.line("took \(revision) as it is") }
                if changed.isEmpty { context.terminal.line("nothing was edited") }
            }
            guard let target else { return }
            try await migrator.stamp(target, purging: purge)
            let current = try await migrator.current().map(\.description)
            context.terminal.line("the database is at \(current.isEmpty ? "base" : current.joined(separator: ", "))")
        }
    }
}

struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Makes a revision that joins branches; all heads by default.")

    @Option(name: .shortAndLong, help: "What it is for, in a few words.")
    var message: String?
    @Option(help: "Its id; made by chance if none is given.")
    var id: String?
    @Argument(help: "The revisions to join.")
    var revisions: [String] = []

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        let joined = try revisions.isEmpty ? graph.heads : revisions.map { try graph.find($0) }
        guard Set(joined.map(\.id)).count > 1 else {
            throw MigrationError(
                .unknownTarget, "there is only one head", nextStep: "a merge is for several: nothing to do")
        }
        let date = Date()
        let ids = joined.map(\.id)
        let file = RevisionFile(
            id: id ?? RevisionFile.newID(), after: ids, message: message ?? "join \(ids.joined(separator: " and "))",
            note: "Made on \(date.formatted(.iso8601)).")
        _ = try RevisionGraph(
            context.tool.revisions + [Revision(file.id, after: ids, message: file.message, upgrade: { _ in })])
        let models = DatabaseSchema(context.tool.metaData)
        for path in try context.files.add(file, at: date, snapshot: models) { context.terminal.line("wrote \(path)") }
    }
}
